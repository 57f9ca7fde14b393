package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.headtune.data.Layout;
import org.headtune.data.RowSource;
import org.headtune.data.Tables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that look strange and are right: they must give what their plain twins give. */
final class StrangeTableTest {
  @TempDir Path folder;
  private Workplace place;

  @BeforeEach
  void setUp() throws IOException {
    place = Workplace.in(folder);
  }

  /** Everything in the model but the sums of the files it was made from. */
  private Map<String, byte[]> modelOf(String table) throws IOException {
    place.write("train.csv", table);
    Map<String, byte[]> entries = new HashMap<>();
    try (ZipFile zip = new ZipFile(place.trained() + "/model.zip")) {
      for (ZipEntry entry : zip.stream().toList()) {
        entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    assertThat(entries.remove("headtune/model.json")).isNotNull();
    return entries;
  }

  private String predicted(String table, String... words) {
    List<String> all = new ArrayList<>(List.of("predict", place.word("run"), "-"));
    all.addAll(List.of(words));
    Run run = Run.withInput(table, all.toArray(String[]::new));
    assertThat(run.exit()).as(run.err()).isZero();
    return run.out();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\r", "no end", "mark", "quotes"})
  void other_line_ends_a_mark_and_quotes_give_the_same_model(String trait) throws IOException {
    String plain = Workplace.table(60);
    String strange =
        switch (trait) {
          case "no end" -> plain.stripTrailing();
          case "mark" -> "\uFEFF" + plain;
          case "quotes" -> plain.replaceAll("[^,\n]+", "\"$0\"");
          default -> plain.replace("\n", trait);
        };
    Map<String, byte[]> expected = modelOf(plain);
    String predictions = predicted(plain);
    Map<String, byte[]> model = modelOf(strange);
    assertThat(model).containsOnlyKeys(expected.keySet());
    model.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(expected.get(name)));
    assertThat(predicted(strange)).isEqualTo(predictions);
    assertThat(predicted(plain)).isEqualTo(predictions);
  }

  @Test
  void columns_are_found_by_name_in_any_order_and_others_are_told_of_once() {
    place.trained();
    String usual = predicted("x,y\n0.5,1.5\n2,0\n");
    assertThat(predicted("y,x\n1.5,0.5\n0,2\n")).isEqualTo(usual);
    Run run = Run.withInput("id,y,x\n1,1.5,0.5\n2,0,2\n", "predict", place.word("run"), "-");
    assertThat(run.out()).isEqualTo(usual);
    assertThat(run.err()).containsOnlyOnce("columns not used by the model: id");
  }

  @Test
  void lines_are_counted_as_an_editor_does_behind_line_breaks_in_quotes() {
    place.trained();
    String table = "note,x,y\n\"a, \"\"b\"\"\nc\",1,2\n\"d\",1,oops\n";
    Run run = Run.withInput(table, "predict", place.word("run"), "-");
    assertThat(run.exit()).isEqualTo(4);
    assertThat(run.err()).contains("stdin:4:3: column 'y': 'oops'");
    assertThat(predicted(table.replace("oops", "2"), "--keep", "note"))
        .contains("\"a, \"\"b\"\"\nc\",");
  }

  @Test
  void labels_that_differ_only_a_little_are_kept_apart_and_told_of() throws IOException {
    String table = Workplace.table(60);
    place.write("train.csv", table.replace(",b\n", ", a\n").replace(",c\n", ",A\n"));
    Run run = Run.of("train", place.word("config.yaml"), "--force");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).contains("3 classes", "kept apart");
    String header = predicted("x,y\n0,2\n").lines().findFirst().orElseThrow();
    assertThat(header).isEqualTo("label,confidence,p_ a,p_A,p_a");
  }

  @Test
  void a_constant_column_is_told_of_and_harms_nothing() throws IOException {
    place.write(
        "train.csv", Workplace.table(60).replace(",", ",5,").replace("x,5,y,5,", "x,k,y,l,"));
    Run run = Run.of("train", place.word("config.yaml"));
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).contains("columns 'k', 'l': one value in every row");
    assertThat(run.out() + predicted("x,k,y,l\n1,5,1,6\n")).doesNotContain("NaN");
  }

  @Test
  void labels_with_all_that_csv_can_hold_come_back_as_they_were() throws IOException {
    List<String> labels = List.of("a,b", "say \"c\"", "line\nbreak");
    String table = Workplace.table(60);
    for (int k = 0; k < labels.size(); k++) {
      String quoted = "\"" + labels.get(k).replace("\"", "\"\"") + "\"\n";
      table = table.replace("," + "abc".charAt(k) + "\n", "," + quoted);
    }
    place.write("train.csv", table);
    place.trained();
    String out = predicted(table, "--keep", "label");
    List<String> truths = new ArrayList<>();
    try (RowSource rows = Tables.open("out", stream(out), Layout.DETECTED)) {
      assertThat(rows.columns())
          .containsExactly(
              "input_label", "label", "confidence", "p_a,b", "p_line\nbreak", "p_say \"c\"");
      while (rows.next()) {
        truths.add(rows.row().text(0));
        assertThat(labels).contains(rows.row().text(1));
      }
    }
    assertThat(truths).hasSize(60).startsWith(labels.toArray(String[]::new));
  }

  private static ByteArrayInputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void formulas_are_defused_in_text_and_numbers_are_left_alone() throws IOException {
    String formula = "=HYPERLINK(\"\"http://x\"\")";
    String table = Workplace.table(60);
    place.write(
        "train.csv", table.replace(",a\n", ",\"" + formula + "\"\n").replace(",b\n", ",-1\n"));
    place.trained();
    String notes = "note,x,y\n@SUM(1),1,1\n+cmd,1,1\n\"\tx\",1,1\n-5,1,1\n+2.5,1,1\n";
    String out = predicted(notes, "--keep", "note");
    assertThat(out)
        .contains("p_-1", "\n'@SUM(1),", "\n'+cmd,", "'\tx", "\n-5,", "\n+2.5,")
        .contains("p_=HYPERLINK");
    assertThat(predicted(table)).contains("\n\"'" + formula + "\",", "\n-1,").doesNotContain("'-1");
    assertThat(predicted(notes, "--keep", "note", "--raw")).contains("\n@SUM(1),");
  }

  @ParameterizedTest
  @ValueSource(strings = {"de-DE", "tr-TR", "ar-EG"})
  void the_locale_changes_no_byte(String locale) throws IOException {
    String config = place.word("config.yaml");
    String table = place.word("train.csv");
    place.trained();
    String model = Workplace.sha256(place.path("run/model.zip"));
    String metrics = Files.readString(place.path("run/metrics.json"));
    String predictions = predicted(Workplace.table(60));
    String check = Run.of("check", config).out();
    String fault = Run.of("check", place.write("bad.yaml", "a: \0").toString()).err();
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag(locale));
      place.trained();
      assertThat(Workplace.sha256(place.path("run/model.zip"))).isEqualTo(model);
      assertThat(place.path("run/metrics.json")).hasContent(metrics);
      assertThat(Run.of("predict", place.word("run"), table).out()).isEqualTo(predictions);
      assertThat(Run.of("check", config).out()).isEqualTo(check);
      assertThat(Run.of("check", place.word("bad.yaml")).err()).isEqualTo(fault);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void a_packed_table_is_known_by_its_bytes() throws IOException {
    place.trained();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(Workplace.table(60).getBytes(StandardCharsets.UTF_8));
    }
    Path file = place.write("packed.csv", packed.toByteArray());
    assertThat(Run.of("predict", place.word("run"), file.toString()).out())
        .isEqualTo(predicted(Workplace.table(60)));
  }

  @Test
  void stdin_and_a_closed_pipe_are_a_file_and_an_end_like_any_other() throws Exception {
    place.trained();
    Path table = place.write("large.csv", Workplace.table(5_000));
    String whole = Run.of("predict", place.word("run"), table.toString()).out();
    Run streamed = Child.in(folder).run(table, "C.UTF-8", "predict", "run", "/dev/stdin");
    assertThat(streamed.exit()).as(streamed.err()).isZero();
    assertThat(streamed.out()).isEqualTo(whole);
    Run cut = Child.in(folder).pipedInto("head -n 1", "predict", "run", table.toString());
    assertThat(cut.exit()).as(cut.err()).isIn(0, 141);
    assertThat(cut.out()).isEqualTo("label,confidence,p_a,p_b,p_c\n");
    assertThat(cut.err()).doesNotContain("error", "\tat ");
  }
}
