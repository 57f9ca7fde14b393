package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.headtune.data.SplitMix64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What columns are worth, through the commands. */
final class ExplainTest {
  @TempDir private Path folder;
  private Workplace place;

  @BeforeEach
  void begin() {
    place = new Workplace(folder);
  }

  /** One number and the colour decide; the twin is a copy of the number; the noise is nothing. */
  private static String table(int rows, long seed) {
    Random random = new Random(seed);
    List<String> colours = List.of("red", "green", "blue");
    return Stream.generate(
            () -> {
              double number = random.nextGaussian();
              String colour = colours.get(random.nextInt(3));
              boolean yes = number + (colour.equals("red") ? 1.5 : 0) > 0.5;
              return String.format(
                  Locale.ROOT,
                  "%.4f,%.4f,%.4f,%s,%s",
                  number,
                  number + 0.1 * random.nextGaussian(),
                  random.nextGaussian(),
                  colour,
                  yes == random.nextDouble() < 0.95 ? "yes" : "no");
            })
        .limit(rows)
        .collect(Collectors.joining("\n", "number,twin,noise,colour,label\n", "\n"));
  }

  private void write(String data, String model, String training) throws IOException {
    place.write(
        "config.yaml",
        """
        data: {train: '%s', validation_split: 0, %s}
        model: %s
        training: %s
        output: '%s'
        """
            .formatted(place.word("train.csv"), data, model, training, place.word("run")));
  }

  private void trainOnTable() throws IOException {
    place.write("train.csv", table(400, 1));
    place.write("test.csv", table(300, 2));
    write(
        "label: label",
        "{layers: []}",
        "{epochs: 20, batch_size: 20, optimizer: {learning_rate: 0.02}}");
    done("train", place.word("config.yaml"), "--quiet");
  }

  private static Run done(String... words) {
    Run run = Run.of(words);
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  private JsonNode explained(String... more) throws IOException {
    List<String> words =
        new ArrayList<>(List.of("explain", place.word("run"), place.word("test.csv"), "--json"));
    words.addAll(List.of(more));
    return new ObjectMapper().readTree(done(words.toArray(String[]::new)).out());
  }

  private static JsonNode input(JsonNode explained, String name) {
    JsonNode inputs =
        explained.has("columns") ? explained.get("columns") : explained.get("patches");
    for (JsonNode one : inputs) {
      if (one.get("input").textValue().equals(name)) {
        return one;
      }
    }
    throw new AssertionError(name + " is none of " + inputs);
  }

  private static double importance(JsonNode explained, String name) {
    return input(explained, name).get("importance").doubleValue();
  }

  /** The metric of a file, as `evaluate` knows it. */
  private double evaluated(String file, String metric) throws IOException {
    Run run = done("evaluate", place.word("run"), place.word(file), "--json");
    return new ObjectMapper().readTree(run.out()).at("/test/" + metric).doubleValue();
  }

  /** How much a metric rises where cells are exchanged in the file itself, without `explain`. */
  private double byHand(String metric, int input, int repeats, long seed, int... cells)
      throws IOException {
    List<String> lines = Files.readAllLines(place.path("test.csv"));
    List<String[]> rows =
        lines.stream().skip(1).map(line -> line.split(",", -1)).collect(Collectors.toList());
    double sum = 0;
    for (int repeat = 0; repeat < repeats; repeat++) {
      int[] donors = SplitMix64.of(seed, input, repeat).circle(rows.size());
      assertThat(IntStream.range(0, donors.length)).noneMatch(row -> donors[row] == row);
      List<String> mixed = new ArrayList<>(List.of(lines.get(0)));
      for (int row = 0; row < rows.size(); row++) {
        String[] line = rows.get(row).clone();
        for (int cell : cells) {
          line[cell] = rows.get(donors[row])[cell];
        }
        mixed.add(String.join(",", line));
      }
      place.write("mixed.csv", String.join("\n", mixed) + "\n");
      sum += evaluated("mixed.csv", metric) - evaluated("test.csv", metric);
    }
    return sum / repeats;
  }

  @Test
  void what_decides_is_told_from_noise_and_a_copy_takes_its_share() throws IOException {
    trainOnTable();
    JsonNode both = explained();
    assertThat(both.get("metric").textValue()).isEqualTo("loss");
    assertThat(both.get("rows").intValue()).isEqualTo(300);
    assertThat(both.get("baseline").doubleValue()).isEqualTo(evaluated("test.csv", "loss"));
    assertThat(input(both, "number").get("low").doubleValue()).isPositive();
    assertThat(input(both, "colour").get("low").doubleValue()).isPositive();
    assertThat(input(both, "noise").get("low").doubleValue()).isNegative();
    assertThat(input(both, "noise").get("high").doubleValue()).isPositive();
    List<Double> falling = new ArrayList<>();
    both.get("columns").forEach(one -> falling.add(one.get("importance").doubleValue()));
    assertThat(falling).hasSize(4).isSortedAccordingTo((a, b) -> Double.compare(b, a));

    done(
        "train",
        place.word("config.yaml"),
        "--quiet",
        "--force",
        "--set",
        "data.columns.twin={type: ignore}");
    JsonNode alone = explained();
    assertThat(importance(alone, "number"))
        .isGreaterThan(2 * Math.max(importance(both, "number"), importance(both, "twin")));
  }

  @Test
  void an_importance_is_what_evaluate_says_of_exchanged_cells() throws IOException {
    trainOnTable();
    JsonNode loss = explained("--repeats", "2", "--seed", "7");
    assertThat(importance(loss, "noise")).isCloseTo(byHand("loss", 2, 2, 7, 2), within(1e-9));
    assertThat(importance(loss, "colour")).isCloseTo(byHand("loss", 3, 2, 7, 3), within(1e-9));
    JsonNode f1 = explained("--repeats", "1", "--metric", "macro_f1");
    assertThat(importance(f1, "number")).isCloseTo(-byHand("macro_f1", 0, 1, 42, 0), within(1e-9));
  }

  @Test
  void a_text_moves_as_one() throws IOException {
    place.write("train.csv", TextColumnTest.table(200, 1));
    place.write("test.csv", TextColumnTest.table(60, 2));
    write(
        "label: label, columns: {text: {type: text}}",
        "{layers: [{dense: {units: 8}}]}",
        "{epochs: 8, batch_size: 20, optimizer: {learning_rate: 0.01}}");
    done("train", place.word("config.yaml"), "--quiet");
    JsonNode found = explained("--repeats", "1");
    assertThat(found.get("columns")).hasSize(2);
    // Texts are the last inputs of a row.
    assertThat(importance(found, "text")).isCloseTo(byHand("loss", 1, 1, 42, 0), within(1e-9));
    assertThat(importance(found, "size")).isCloseTo(byHand("loss", 0, 1, 42, 1), within(1e-9));
  }

  @Test
  void what_tells_that_a_cell_is_missing_goes_with_its_column() throws IOException {
    for (String part : List.of("train.csv", "test.csv")) {
      Random random = new Random(part.length());
      place.write(
          part,
          Stream.generate(
                  () -> {
                    double x = random.nextGaussian();
                    boolean missing = random.nextInt(3) == 0;
                    return String.format(
                        Locale.ROOT,
                        "%s,%d,%s",
                        missing ? "" : String.format(Locale.ROOT, "%.3f", x),
                        random.nextInt(5),
                        missing || x > 0.5 ? "yes" : "no");
                  })
              .limit(100)
              .collect(Collectors.joining("\n", "x,y,label\n", "\n")));
    }
    write(
        "label: label, columns: {x: {missing: mean, was_missing: true}}",
        "{layers: []}",
        "{epochs: 10, optimizer: {learning_rate: 0.05}}");
    done("train", place.word("config.yaml"), "--quiet");
    JsonNode found = explained("--repeats", "1");
    assertThat(found.get("columns")).hasSize(2);
    assertThat(importance(found, "x")).isCloseTo(byHand("loss", 0, 1, 42, 0), within(1e-9));
    assertThat(importance(found, "y")).isCloseTo(byHand("loss", 1, 1, 42, 1), within(1e-9));
  }

  @Test
  void images_are_explained_by_patches() throws IOException {
    place.write("train.csv", Files.readAllBytes(Path.of("data/digits/train.csv")));
    place.write("test.csv", Files.readAllBytes(Path.of("data/digits/test.csv")));
    write(
        "label: digit, image: {height: 8, width: 8}",
        "{layers: [{flatten: {}}, {dense: {units: 16}}]}",
        "{epochs: 2}");
    done("train", place.word("config.yaml"), "--quiet");
    JsonNode found = explained("--repeats", "1", "--metric", "accuracy");
    assertThat(found.get("patches")).hasSize(16);
    assertThat(importance(found, "y 3-4 x 3-4"))
        .isCloseTo(-byHand("accuracy", 5, 1, 42, 18, 19, 26, 27), within(1e-9));
    assertThat(done("explain", place.word("run"), place.word("test.csv"), "--repeats", "1").out())
        .startsWith("450 rows of ")
        .contains("\npatch        loss rises by ", "\ny 3-4 x 3-4 ");
    done(
        "explain",
        place.word("run"),
        place.word("test.csv"),
        "--repeats",
        "1",
        "-o",
        place.word("out"));
    assertThat(Files.readString(place.path("out").resolve("explain.html")))
        .contains("Importance of the patches", "By place in the image", "<title>y 3-4 x 3-4: ");
    Run fewer =
        done(
            "explain", place.word("run"), place.word("test.csv"), "--repeats", "1", "--rows", "50");
    assertThat(fewer.err())
        .isEqualTo("50 of 450 rows are drawn by the seed; --rows says how many\n");
    assertThat(fewer.out()).startsWith("50 rows of ");
  }

  @Test
  void models_of_several_classes_have_metrics_of_their_own() throws IOException {
    Random random = new Random(5);
    for (String part : List.of("train.csv", "test.csv")) {
      place.write(
          part,
          Stream.generate(
                  () -> {
                    double x = random.nextGaussian();
                    double y = random.nextGaussian();
                    return String.format(
                        Locale.ROOT,
                        "%.4f,%.4f,%s",
                        x,
                        y,
                        Stream.of(x > 0 ? "right" : "", y > 0 ? "up" : "")
                            .filter(word -> !word.isEmpty())
                            .collect(Collectors.joining(";")));
                  })
              .limit(100)
              .collect(Collectors.joining("\n", "x,y,tags\n", "\n")));
    }
    write(
        "label: tags, label_separator: ';'", "{layers: [], head: {type: sigmoid}}", "{epochs: 5}");
    done("train", place.word("config.yaml"), "--quiet");
    for (String metric : List.of("loss", "micro_f1")) {
      JsonNode found = explained("--repeats", "1", "--metric", metric);
      int sign = metric.equals("loss") ? 1 : -1;
      assertThat(importance(found, "y"))
          .isCloseTo(sign * byHand(metric, 1, 1, 42, 1), within(1e-9));
    }
    Run refused =
        Run.of("explain", place.word("run"), place.word("test.csv"), "--metric", "accuracy");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err())
        .isEqualTo(
            "error: --metric 'accuracy': expected one of loss, subset_accuracy, hamming_loss,"
                + " micro_precision, micro_recall, micro_f1, macro_precision, macro_recall, macro_f1,"
                + " weighted_precision, weighted_recall, weighted_f1, ece, roc_auc, lrap\n");
  }

  @Test
  void the_same_seed_gives_the_same_bytes() throws IOException {
    trainOnTable();
    JsonNode first = explained("-o", place.word("one"));
    assertThat(explained("-o", place.word("two"))).isEqualTo(first);
    for (String file : List.of("importance.csv", "explain.html")) {
      assertThat(place.path("one").resolve(file))
          .hasSameBinaryContentAs(place.path("two").resolve(file));
    }
    List<String> lines = Files.readAllLines(place.path("one").resolve("importance.csv"));
    assertThat(lines).hasSize(5);
    assertThat(lines.get(0)).isEqualTo("input,importance,low,high");
    JsonNode top = first.get("columns").get(0);
    assertThat(lines.get(1))
        .isEqualTo(
            top.get("input").textValue()
                + Stream.of("importance", "low", "high")
                    .map(key -> "," + top.get(key).doubleValue())
                    .collect(Collectors.joining()));
    assertThat(Files.readString(place.path("one").resolve("explain.html")))
        .contains("Importance of the columns", "loss rises by", "<bdi>noise</bdi>");

    assertThat(importance(explained("--seed", "43"), "noise"))
        .isNotEqualTo(importance(first, "noise"));
    Run again =
        Run.of("explain", place.word("run"), place.word("test.csv"), "-o", place.word("one"));
    assertThat(again.exit()).isEqualTo(2);
    assertThat(again.err()).contains("holds another run");
    done("explain", place.word("run"), place.word("test.csv"), "-o", place.word("one"), "--force");
    assertThat(place.path("one").resolve("previous")).doesNotExist();
  }

  private void refused(int exit, String message, String... more) {
    List<String> words =
        new ArrayList<>(List.of("explain", place.word("run"), place.word("test.csv")));
    words.addAll(List.of(more));
    Run run = Run.of(words.toArray(String[]::new));
    assertThat(run.err().replace(folder + "/", "")).isEqualTo("error: " + message + "\n");
    assertThat(run.exit()).isEqualTo(exit);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void rows_that_say_nothing_are_refused() throws IOException {
    trainOnTable();
    refused(
        4,
        "test.csv: the metric top_3_accuracy is undefined for these rows and this model; choose"
            + " another with --metric, or give other rows",
        "--metric",
        "top_3_accuracy");
    place.write("test.csv", table(9, 2));
    refused(4, "test.csv: has 9 usable rows, which say nothing about others; give 10 or more");
    place.write("test.csv", table(20, 2).replace(",label", ",answer"));
    refused(
        4,
        "test.csv:1: no label column 'label'; the file has the columns 'number', 'twin', 'noise',"
            + " 'colour', 'answer'");
  }

  @Test
  void steps_that_are_columns_need_one_length() throws IOException {
    StringBuilder whole = new StringBuilder("t1,t2,t3,label\n");
    for (int i = 0; i < 40; i++) {
      whole.append(i % 7).append(',').append(i % 5).append(',').append(i % 3).append(',');
      whole.append(i % 2 == 0 ? "a\n" : "b\n");
    }
    place.write("train.csv", whole.toString());
    write(
        "label: label, sequence: {columns: 't*'}",
        "{layers: [{simple_rnn: {units: 4}}]}",
        "{epochs: 1}");
    done("train", place.word("config.yaml"), "--quiet");
    place.write("test.csv", whole.toString());
    assertThat(explained("--repeats", "1").get("columns")).hasSize(3);
    place.write("test.csv", whole.toString().replaceFirst("\n1,1,1,", "\n1,1,,"));
    refused(
        4,
        "test.csv: the sequences on lines 2 and 3 differ in length, and the cell of a column cannot be"
            + " taken from a row that has none; give rows of one length");
  }
}
