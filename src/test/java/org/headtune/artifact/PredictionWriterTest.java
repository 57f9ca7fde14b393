package org.headtune.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.headtune.artifact.PredictionFormat.Layout;
import org.headtune.data.ClassNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PredictionWriterTest {
  private static final int[] NO_SET = {};
  private static final ClassNames CLASSES = ClassNames.inOrder(List.of("=1+1", "-1", "a,\"b\""));
  private static final float[] ROW = {0.25f, 0.625f, 0.125f};

  private static PredictionFormat format(Layout layout, List<String> keep, int topK, boolean raw) {
    return new PredictionFormat(layout, keep, true, topK, 6, 0, "abstain", raw, false, false);
  }

  private static String written(ClassNames classes, PredictionFormat format, Rows rows)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PredictionWriter writer = new PredictionWriter(bytes, classes, format)) {
      rows.to(writer);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private interface Rows {
    void to(PredictionWriter writer) throws IOException;
  }

  @Test
  void a_row_has_label_confidence_and_each_probability() throws IOException {
    String text =
        written(
            ClassNames.inOrder(List.of("no", "yes", "käse")),
            PredictionFormat.STANDARD,
            w -> w.write(ROW, 0, NO_SET, List.of(), List.of()));

    assertThat(text)
        .isEqualTo("label,confidence,p_no,p_yes,p_käse\nyes,0.625000,0.250000,0.625000,0.125000\n");
  }

  @Test
  void formulas_are_defused_and_numbers_stay() throws IOException {
    PredictionFormat format = format(Layout.CSV, List.of("=id", "x"), 3, false);
    String text =
        written(
            CLASSES, format, w -> w.write(ROW, 0, NO_SET, List.of(), List.of("@cmd", "-1.5e-3")));

    assertThat(text)
        .isEqualTo(
            "'=id,x,label,confidence,p_=1+1,p_-1,\"p_a,\"\"b\"\"\",top1_label,top1_confidence,"
                + "top2_label,top2_confidence,top3_label,top3_confidence\n"
                + "'@cmd,-1.5e-3,-1,0.625000,0.250000,0.625000,0.125000,"
                + "-1,0.625000,'=1+1,0.250000,\"a,\"\"b\"\"\",0.125000\n");
  }

  @Test
  void raw_text_is_left_alone() throws IOException {
    PredictionFormat format = format(Layout.CSV, List.of("=id"), 0, true);
    String text = written(CLASSES, format, w -> w.write(ROW, 0, NO_SET, List.of(), List.of("=1")));

    assertThat(text).startsWith("=id,label").contains("\n=1,-1,");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "+5", "-.5", "+1.", "-1e9", "-1.25E-07", "5", "a=b", "", "'=1"})
  void is_no_formula(String text) {
    assertThat(CellText.isFormula(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"=1", "+", "-", "-.", "-1-1", "+1e", "-1e+", "@a", "\t=1", "\r=1", "-inf"})
  void is_a_formula(String text) {
    assertThat(CellText.isFormula(text)).isTrue();
  }

  @Test
  void below_the_threshold_it_abstains() throws IOException {
    PredictionFormat format =
        new PredictionFormat(
            Layout.CSV, List.of(), false, 0, 2, 0.7, "unsure", false, false, false);
    String text = written(CLASSES, format, w -> w.write(ROW, 0, NO_SET, List.of(), List.of()));

    assertThat(text).isEqualTo("label,confidence\nunsure,0.62\n");
  }

  @Test
  void a_row_without_a_prediction_keeps_its_columns() throws IOException {
    String csv =
        written(
            CLASSES, format(Layout.CSV, List.of("id"), 1, false), w -> w.writeEmpty(List.of("7")));
    String jsonl =
        written(
            CLASSES,
            format(Layout.JSONL, List.of("id"), 0, false),
            w -> w.writeEmpty(List.of("7")));

    assertThat(csv).endsWith("\n7,,,,,,,\n");
    assertThat(jsonl)
        .isEqualTo(
            "{\"id\":\"7\",\"label\":null,\"confidence\":null,"
                + "\"p_=1+1\":null,\"p_-1\":null,\"p_a,\\\"b\\\"\":null}\n");
  }

  @Test
  void a_kept_column_never_takes_the_name_of_another() throws IOException {
    PredictionFormat format = format(Layout.CSV, List.of("label", "input_label", "p_-1"), 0, false);
    String text = written(CLASSES, format, w -> {});

    assertThat(text).startsWith("input_input_label,input_label,input_p_-1,label,confidence,");
  }

  @Test
  void json_lines_are_json() throws IOException {
    PredictionFormat format = format(Layout.JSONL, List.of("text"), 2, false);
    String kept = "=\"\\\u0001\n\tkäse \uD83D\uDE00";
    String text = written(CLASSES, format, w -> w.write(ROW, 0, NO_SET, List.of(), List.of(kept)));

    JsonNode row = new ObjectMapper().readTree(text);
    assertThat(row.path("text").textValue()).isEqualTo(kept);
    assertThat(row.path("label").textValue()).isEqualTo("-1");
    assertThat(row.path("p_a,\"b\"").floatValue()).isEqualTo(0.125f);
    assertThat(row.path("top2_label").textValue()).isEqualTo("=1+1");
  }

  @Property(tries = 500)
  void raw_csv_reads_back_as_it_was(@ForAll List<String> texts) throws IOException {
    List<String> kept = texts.stream().map(t -> t.replaceAll("[\\uD800-\\uDFFF]", "?")).toList();
    List<String> names = IntStream.range(0, kept.size()).mapToObj(i -> "c" + i).toList();
    String text =
        written(
            CLASSES,
            format(Layout.CSV, names, 0, true),
            w -> w.write(ROW, 0, NO_SET, List.of(), kept));

    try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(text)) {
      Iterator<CsvRecord> rows = reader.iterator();
      rows.next();
      CsvRecord row = rows.next();
      assertThat(row.getFields().subList(0, kept.size())).isEqualTo(kept);
      assertThat(row.getField(kept.size())).isEqualTo("-1");
      assertThat(rows.hasNext()).isFalse();
    }
  }

  @Property(tries = 5_000)
  void probabilities_are_rounded_exactly(
      @ForAll @FloatRange(min = 0, max = 1) float p,
      @ForAll @IntRange(min = 1, max = 9) int decimals)
      throws IOException {
    assertThat(fixed(p, decimals)).isEqualTo(exactly(p, decimals));
  }

  @Test
  void ties_and_ends_of_the_range_are_rounded_exactly() throws IOException {
    float[] values = {
      0,
      1,
      0.5f,
      0.25f,
      0.75f,
      0.125f,
      0.375f,
      0.0078125f,
      0.9999999f,
      1.0000001f,
      Float.MIN_VALUE,
      Float.MIN_NORMAL,
      0x1p-63f,
      0x1p-62f,
      1e-9f,
      5e-10f,
      0.05f
    };
    for (float value : values) {
      for (int decimals = 1; decimals <= 9; decimals++) {
        assertThat(fixed(value, decimals)).isEqualTo(exactly(value, decimals));
      }
    }
  }

  private static String fixed(float value, int decimals) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TextBuffer buffer = new TextBuffer(bytes);
    buffer.putFixed(value, decimals);
    buffer.flush();
    return bytes.toString(StandardCharsets.US_ASCII);
  }

  private static String exactly(float value, int decimals) {
    return new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
  }

  @Test
  void a_core_writes_more_than_three_million_cells_a_second() throws IOException {
    ClassNames classes =
        ClassNames.inOrder(IntStream.range(0, 10).mapToObj(i -> "class " + i).toList());
    float[] row = new float[10];
    for (int k = 0; k < 10; k++) {
      row[k] = (k + 1) / 55f;
    }
    double best = 0;
    for (int round = 0; round < 5; round++) {
      long start = System.nanoTime();
      try (PredictionWriter writer =
          new PredictionWriter(
              OutputStream.nullOutputStream(), classes, PredictionFormat.STANDARD)) {
        for (int i = 0; i < 50_000; i++) {
          writer.write(row, 0, NO_SET, List.of(), List.of());
        }
      }
      best = Math.max(best, 50_000 * 12 / ((System.nanoTime() - start) / 1e9));
    }
    assertThat(best).isGreaterThan(3e6);
  }
}
