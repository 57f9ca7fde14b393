package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.headtune.artifact.ModelCard;
import org.headtune.artifact.ModelZip;
import org.headtune.data.FittedColumn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code predict --explain}: each effect is compared with rows changed by hand. */
final class ReasonsTest {
  @TempDir private Path folder;

  private static Run done(String... words) {
    Run run = Run.of(words);
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  private Workplace trained(String table, String columns) throws IOException {
    Workplace place = new Workplace(folder);
    place.write("train.csv", table);
    place.write(
        "config.yaml",
        """
        data: {train: '%s', label: label, columns: {%s}}
        model: {layers: [{dense: {units: 16}}]}
        training: {epochs: 8, batch_size: 20, optimizer: {learning_rate: 0.01}}
        output: '%s'
        """
            .formatted(place.word("train.csv"), columns, place.word("run")));
    done("train", place.word("config.yaml"), "--quiet");
    return place;
  }

  private static JsonNode predicted(Workplace place, String rows, String... more)
      throws IOException {
    place.write("rows.csv", rows);
    String[] words = new String[5 + more.length];
    List.of("predict", place.word("run"), place.word("rows.csv"), "--format", "jsonl")
        .toArray(words);
    System.arraycopy(more, 0, words, 5, more.length);
    return new ObjectMapper().readTree("[" + done(words).out().strip().replace("\n", ",") + "]");
  }

  /** By column and part, how much the probability of the first row's class falls in each row. */
  private static Map<String, Double> effects(JsonNode reasons) {
    Map<String, Double> effects = new TreeMap<>();
    reasons.forEach(
        reason ->
            effects.put(
                reason.get("column").textValue() + "/" + reason.path("part").asText(),
                reason.get("effect").doubleValue()));
    return effects;
  }

  @Test
  void a_word_is_worth_what_the_prediction_loses_without_it() throws IOException {
    Workplace place = trained(TextColumnTest.table(300, 1), "text: {type: text}");
    JsonNode row = predicted(place, "text,size\nthe Winner! of dinner,9\n", "--explain=9").get(0);
    String own = "p_" + row.get("label").textValue();
    JsonNode without =
        predicted(
            place,
            """
            text,size
            the Winner! of dinner,9
             Winner! of dinner,9
            the  of dinner,9
            the Winner!  dinner,9
            the Winner! of ,9
            """);
    double whole = without.get(0).get(own).doubleValue();
    Map<String, Double> effects = effects(row.get("reasons"));
    List<String> words = List.of("the", "Winner!", "of", "dinner");
    for (int i = 0; i < 4; i++) {
      assertThat(effects.get("text/" + words.get(i)))
          .as(words.get(i))
          .isCloseTo(whole - without.get(i + 1).get(own).doubleValue(), within(3e-6));
    }
    assertThat(effects).containsKey("size/").hasSize(5);
    assertThat(row.get("reasons").get(0).get("part").asText()).isIn("Winner!", "dinner", "");
  }

  /** A column of which nothing is known stands at the mean of its numbers in the training rows. */
  @Test
  void a_column_is_compared_with_the_mean_of_the_training_rows() throws IOException {
    StringBuilder table = new StringBuilder("x,sure,label\n");
    for (int i = 0; i < 240; i++) {
      table.append(i % 12).append(i % 4 == 0 ? ",false," : ",true,");
      table.append(i % 12 > 5 == (i % 4 == 0) ? "yes\n" : "no\n");
    }
    Workplace place = trained(table.toString(), "sure: {type: boolean}");
    JsonNode row = predicted(place, "x,sure\n11,true\n", "--explain", "--digits=9").get(0);
    String own = "p_" + row.get("label").textValue();
    ModelCard card = ModelZip.check(place.path("run")).card();
    FittedColumn.Numeric x = (FittedColumn.Numeric) card.columns().columns().get(0);
    double mean = card.typical().get(0) * x.scale() + x.center();
    assertThat(mean).isCloseTo(5.5, within(0.3));
    assertThat(card.typical().get(1)).isCloseTo(0.75f, within(0.05f));
    JsonNode at = predicted(place, "x,sure\n11,true\n" + mean + ",true\n", "--digits=9");
    assertThat(effects(row.get("reasons")).get("x/"))
        .isCloseTo(
            at.get(0).get(own).doubleValue() - at.get(1).get(own).doubleValue(), within(1e-6));
  }

  @Test
  void csv_has_the_strongest_reasons_in_one_cell() throws IOException {
    Workplace place = trained(TextColumnTest.table(300, 1), "text: {type: text}");
    place.write("rows.csv", "text,size\n\"the \"\"Winner!\"\" of dinner\",9\n,9\n");
    Run run =
        done(
            "predict",
            place.word("run"),
            place.word("rows.csv"),
            "--explain=2",
            "--digits=3",
            "--top-k=1");
    assertThat(run.out().lines().toList())
        .hasSize(3)
        .satisfies(
            lines -> {
              assertThat(lines.get(0)).endsWith(",reasons");
              assertThat(lines.get(1))
                  .matches(
                      ".*,\"?(size|text \"\"\\S+\"\") [+-]0\\.\\d{3}; (size|text \"\".+\"\")"
                          + " [+-]0\\.\\d{3}\"?");
              assertThat(lines.get(2)).matches(".*,size [+-]0\\.\\d{3}");
            });
  }

  @Test
  void images_are_told_by_patches_and_a_faulty_row_has_no_reasons() throws IOException {
    StringBuilder table = new StringBuilder();
    for (int i = 0; i < 16; i++) {
      table.append("p").append(i).append(',');
    }
    table.append("label\n");
    for (int row = 0; row < 80; row++) {
      for (int i = 0; i < 16; i++) {
        table.append(i == 5 ? row % 2 * 9 : (row * 7 + i * 3) % 5).append(',');
      }
      table.append(row % 2 == 0 ? "dark\n" : "light\n");
    }
    Workplace place = new Workplace(folder);
    place.write("train.csv", table.toString());
    place.write(
        "config.yaml",
        """
        data: {train: '%s', label: label, image: {height: 4, width: 4}}
        model: {layers: [{dense: {units: 8}}]}
        training: {epochs: 20, batch_size: 8}
        output: '%s'
        """
            .formatted(place.word("train.csv"), place.word("run")));
    done("train", place.word("config.yaml"), "--quiet");
    String[] lines = table.toString().split("\n", -1);
    JsonNode rows =
        predicted(
            place,
            lines[0] + "\n" + lines[2] + "\n" + lines[3].replaceFirst("^[^,]*", "?") + "\n",
            "--explain=1",
            "--on-error=null");
    assertThat(rows.get(0).at("/reasons/0/part").textValue()).isEqualTo("y 2-2 x 2-2");
    assertThat(rows.get(0).at("/reasons/0/column").textValue()).isEqualTo("image");
    assertThat(rows.get(0).at("/reasons/0/effect").doubleValue()).isPositive();
    assertThat(rows.get(1).get("reasons").isNull()).isTrue();
  }

  @Test
  void a_number_of_reasons_below_0_is_refused() {
    Run run = Run.of("predict", "runs/x", "rows.csv", "--explain=-1");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("--explain -1: expected 1 or more");
  }

  /** A wrong label in the data: what the model goes by speaks for the other class. */
  @Test
  void the_report_tells_what_spoke_for_a_mistake() throws IOException {
    StringBuilder table = new StringBuilder("x,noise,label\n");
    for (int i = 0; i < 200; i++) {
      boolean high = i % 10 > 4;
      table.append(i % 10).append(',').append(i * 7 % 11);
      table.append(high == (i != 97) ? ",high\n" : ",low\n");
    }
    Workplace place = trained(table.toString(), "");
    done("evaluate", place.word("run"), place.word("train.csv"), "-o", place.word("judged"));
    assertThat(Files.readString(place.path("judged").resolve("report.html")))
        .contains("<th scope=\"col\">what spoke for it</th>")
        .containsPattern("low</bdi></td>.*high</bdi></td>.*<bdi>x \\+0\\.[3-9].*train.csv:99</td>");
  }

  /** 4,096 predictions are enough for two rows of 1,401 columns. */
  @Test
  void of_a_wide_table_the_report_looks_at_the_first_mistakes_alone() throws IOException {
    int noise = 1400;
    StringBuilder table = new StringBuilder("x");
    IntStream.range(0, noise).forEach(i -> table.append(",n").append(i));
    table.append(",label\n");
    for (int row = 0; row < 200; row++) {
      int seed = row;
      table.append(row % 10);
      IntStream.range(0, noise).forEach(i -> table.append(",0.000").append((seed + i) * 7 % 11));
      boolean high = row % 10 > 4;
      table.append(high == (row % 50 != 7) ? ",high\n" : ",low\n");
    }
    Workplace place = new Workplace(folder);
    place.write("train.csv", table.toString());
    place.write(
        "config.yaml",
        """
        data: {train: '%s', label: label, scaling: none}
        model: {layers: [{dense: {units: 16}}]}
        training: {epochs: 20, batch_size: 20, optimizer: {learning_rate: 0.01}}
        output: '%s'
        """
            .formatted(place.word("train.csv"), place.word("run")));
    done("train", place.word("config.yaml"), "--quiet");
    done("evaluate", place.word("run"), place.word("train.csv"), "-o", place.word("judged"));
    String report = Files.readString(place.path("judged").resolve("report.html"));
    assertThat(report.split("train.csv:[0-9]+</td>", -1)).hasSizeGreaterThan(4);
    assertThat(report.split("<bdi>x \\+0\\.", -1)).hasSize(3);
    assertThat(report).contains("of a table with hundreds of columns");
  }
}
