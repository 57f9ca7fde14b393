package org.headtune.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.headtune.Place;
import org.headtune.UserError;
import org.headtune.config.DataConfig.ColumnType;
import org.headtune.config.QuoteMark;
import org.headtune.config.TextEncoding;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several files that a list names or a pattern fits. */
final class JoinedFilesTest {
  @TempDir Path folder;

  @BeforeEach
  void setUp() throws IOException {
    write("part-2.csv", "x,label\n3,a\n4,b\n5,a\n");
    write("part-10.csv", "x,label\n1,a\n2,b\n");
    write("part-3.jsonl", "{\"x\": 6, \"label\": \"b\"}\n");
    write("other.csv", "x,label\n9,z\n");
    write(".part-0.csv", "x,label\n9,z\n");
    Files.createDirectory(folder.resolve("part-4.csv"));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Path pattern(String name) {
    return folder.resolve(name);
  }

  private Prepared prepared(String name) {
    return new Settings(pattern(name)).prepare();
  }

  @Test
  void rows_come_file_by_file_sorted_by_name() {
    try (RowSource source = Tables.open(pattern("part-*"), Layout.DETECTED)) {
      assertThat(CsvText.cells(source))
          .extracting(cells -> cells.get(0))
          .containsExactly("1", "2", "3", "4", "5", "6");
    }
  }

  @Test
  void they_train_as_one_file_does_and_each_has_its_sum() throws IOException {
    write("whole.csv", "x,label\n1,a\n2,b\n3,a\n4,b\n5,a\n");
    Prepared whole = prepared("whole.csv");
    Prepared parts = prepared("part-*.csv");
    assertThat(parts.train().features()).isEqualTo(whole.train().features());
    assertThat(parts.train().labels()).isEqualTo(whole.train().labels());
    assertThat(parts.columns()).isEqualTo(whole.columns());
    assertThat(parts.files())
        .extracting(file -> Path.of(file.path()).getFileName() + " " + file.rows())
        .containsExactly("part-10.csv 2", "part-2.csv 3");
    assertThat(parts.files().get(1).bytes()).isEqualTo(20);
    // by sha256sum
    assertThat(parts.files().get(1).sha256())
        .isEqualTo("711eaa4c5cbbcf06a14a1a72e174db5ae73cc062752c6399284ee819b1df1287");
  }

  private Prepared listed(String... names) {
    Settings settings = new Settings(pattern(names[0]));
    settings.more = List.of(names).subList(1, names.length).stream().map(this::word).toList();
    return settings.prepare();
  }

  private String word(String name) {
    return pattern(name).toString();
  }

  @Test
  void a_list_is_read_in_its_own_order_and_may_hold_patterns() throws IOException {
    write("whole.csv", "x,label\n3,a\n4,b\n5,a\n1,a\n2,b\n9,z\n");
    Prepared whole = prepared("whole.csv");
    Prepared parts = listed("part-2.csv", "part-1?.csv", "other.csv");
    assertThat(parts.train().features()).isEqualTo(whole.train().features());
    assertThat(parts.train().labels()).isEqualTo(whole.train().labels());
    assertThat(parts.columns()).isEqualTo(whole.columns());
    assertThat(parts.parts().places("train", Set.of(2, 3, 5)))
        .isEqualTo(
            Map.of(
                2, Place.of(word("part-2.csv"), 4),
                3, Place.of(word("part-10.csv"), 2),
                5, Place.of(word("other.csv"), 2)));
  }

  @Test
  void faults_of_a_list_name_the_file() throws IOException {
    write("other.csv", "y,label\n9,z\n");
    assertThatThrownBy(() -> listed("part-2.csv", "other.csv"))
        .hasMessageContaining(
            word("other.csv") + ":1: column 1 is 'y', but 'x' in " + word("part-2.csv"));
    assertThatThrownBy(() -> listed("part-2.csv", "part-?.csv"))
        .hasMessageContaining(word("part-2.csv") + ": the list means this file twice");
    Files.createSymbolicLink(folder.resolve("latest.csv"), folder.resolve("part-2.csv"));
    for (String other : List.of("./part-2.csv", "part-4.csv/../part-2.csv", "latest.csv")) {
      assertThatThrownBy(() -> listed("part-2.csv", other))
          .hasMessageContaining(word(other) + ": the list means this file twice");
    }
    assertThatThrownBy(() -> listed("part-2.csv", "absent.csv"))
        .hasMessageContaining(word("absent.csv") + ": there is no such file");
    assertThatThrownBy(() -> listed("part-2.csv", "part-4.csv"))
        .hasMessageContaining(word("part-4.csv") + ": this is a folder, and a folder of images");
    write("empty.csv", "x,label\n");
    write("none.csv", "x,label\n");
    assertThatThrownBy(() -> listed("empty.csv", "none.csv"))
        .hasMessageContaining(word("empty.csv") + " and 1 more: the file has no data rows");
  }

  @Test
  void numbers_of_each_file_are_read_as_its_format_writes_them() throws IOException {
    StringBuilder points = new StringBuilder("x,words,label\n");
    StringBuilder commas = new StringBuilder("x;words;label\n");
    StringBuilder json = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      double x = 1000 * i + i / 8.0;
      String row = x + ",up " + i % 3 + "," + "ab".charAt(i % 2) + "\n";
      points.append(row);
      if (i < 25) {
        commas.append(row.replace(',', ';').replace('.', ','));
      } else {
        json.append(
            "{\"x\": %s, \"words\": \"up %d\", \"label\": \"%s\"}\n"
                .formatted(x, i % 3, "ab".charAt(i % 2)));
      }
    }
    write("whole.csv", points.toString());
    write("commas.csv", commas.toString());
    write("points.jsonl", json.toString());
    for (ColumnType words : List.of(ColumnType.IGNORE, ColumnType.TEXT)) { // one pass, and three
      Prepared whole = new Settings(pattern("whole.csv")).type("words", words).prepare();
      Settings mixed = new Settings(pattern("commas.csv")).type("words", words);
      mixed.more = List.of(word("points.jsonl"));
      mixed.spelling = new Spelling(TextEncoding.UTF_8, QuoteMark.DOUBLE, false, true);
      Prepared read = mixed.prepare();
      assertThat(read.columns().columns()).isEqualTo(whole.columns().columns());
      assertThat(read.train().features()).isEqualTo(whole.train().features());
      assertThat(read.train().labels()).isEqualTo(whole.train().labels());
    }
  }

  @Test
  void question_marks_stand_for_one_character() {
    assertThat(prepared("part-?.csv").train().rows()).isEqualTo(3);
  }

  @Test
  void a_file_that_is_called_like_the_pattern_is_meant_alone() throws IOException {
    write("part-*.csv", "x,label\n7,a\n8,b\n");
    assertThat(prepared("part-*.csv").train().rows()).isEqualTo(2);
  }

  @Test
  void a_folder_may_be_called_like_a_pattern() throws IOException {
    Path odd = Files.createDirectory(folder.resolve("new? *"));
    Files.writeString(odd.resolve("a1.csv"), "x,label\n1,a\n2,b\n");
    Files.writeString(odd.resolve("a2.csv"), "x,label\n3,a\n");
    assertThat(prepared("new? */a1.csv").train().rows()).isEqualTo(2);
    assertThat(prepared("new? */a*.csv").train().rows()).isEqualTo(3);
    refused(pattern("old?/a1.csv"), "not of its folder's");
  }

  private void refused(Path name, String... says) {
    assertThatThrownBy(() -> new Settings(name).prepare())
        .isInstanceOf(UserError.class)
        .message()
        .contains(says);
  }

  @Test
  void faults_are_named_by_the_real_file_and_line() throws IOException {
    write("part-2.csv", "x,label\n3,a\n,b\nfour\n5,\n");
    refused(
        pattern("part-*.csv"),
        folder.resolve("part-2.csv") + ":3:1: column 'x': the cell is missing",
        folder.resolve("part-2.csv") + ":4: 1 fields found, 2 expected",
        folder.resolve("part-2.csv") + ":5:2: the label in column 'label' is missing");
  }

  @Test
  void other_columns_are_refused_with_both_files() throws IOException {
    write("part-2.csv", "x,z,label\n3,3,a\n");
    String second = folder.resolve("part-2.csv").toString();
    String first = folder.resolve("part-10.csv").toString();
    refused(pattern("part-*.csv"), second + ":1: column 2 is 'z', but 'label' in " + first);
    write("part-2.csv", "x\n3\n");
    refused(pattern("part-*.csv"), second + ":1: 1 columns found, but 2 in " + first);
  }

  @Test
  void what_is_not_there_is_told() {
    refused(pattern("none-*.csv"), "none-*.csv: no file fits this pattern");
    refused(pattern("absent/*.csv"), "there is no such file");
    refused(pattern("*/rows.csv"), "not of its folder's");
  }

  @Test
  void a_file_that_comes_between_the_passes_is_noticed() throws IOException {
    InputFile input =
        new InputFile(List.of(pattern("part-*.csv").toString()), Optional.empty(), Layout.DETECTED);
    input.read(new Faults(), source -> row -> {});
    input.read(new Faults(), source -> row -> {});
    write("part-5.csv", "x,label\n9,a\n");
    assertThatThrownBy(() -> input.read(new Faults(), source -> row -> {}))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("changed while it was read");
  }

  @Test
  void images_are_joined_with_the_labels_beside_each() throws IOException {
    byte[] images = {0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 7};
    byte[] labels = {0, 0, 8, 1, 0, 0, 0, 1, 3};
    for (int i = 1; i <= 2; i++) {
      labels[8] = (byte) i;
      Files.write(folder.resolve("a" + i + "-images-idx3"), images);
      Files.write(folder.resolve("a" + i + "-labels-idx1"), labels);
    }
    Settings settings = new Settings(pattern("a*-images-idx3"));
    settings.label = Optional.empty();
    Prepared prepared = settings.prepare();
    assertThat(prepared.classes().names()).isEqualTo(List.of("1", "2"));
    assertThat(prepared.files()).hasSize(4);
  }
}
