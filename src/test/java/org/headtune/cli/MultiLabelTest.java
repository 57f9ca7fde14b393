package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows with several classes or none, from a table to a model, and back to labels. */
final class MultiLabelTest {
  @TempDir private Path folder;

  /** The shipped digits, each with the words that are true of it, perhaps none. */
  private Path digits(String part) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("data/digits", part + ".csv"))) {
      int comma = line.lastIndexOf(',');
      String last = line.substring(comma + 1);
      lines.add(line.substring(0, comma + 1) + (lines.isEmpty() ? "tags" : tags(last)));
    }
    return Files.write(folder.resolve(part + ".csv"), lines);
  }

  private static String tags(String digit) {
    List<String> tags = new ArrayList<>();
    if ("2357".contains(digit)) {
      tags.add("prime");
    }
    if ("0689".contains(digit)) {
      tags.add("round");
    }
    if ("024".contains(digit)) {
      tags.add("even");
    }
    if ("012".contains(digit)) {
      tags.add("small");
    }
    return String.join("; ", tags);
  }

  private String config(String head, String training) throws IOException {
    String text =
        """
        data:
          train: '%s'
          test: '%s'
          label: tags
          label_separator: ";"
          validation_split: 0.2
          scaling: min_max
        model:
          layers:
            - dense: {units: 24}
          head: %s
        training: %s
        output: '%s'
        """
            .formatted(digits("train"), digits("test"), head, training, folder.resolve("run"));
    return Files.writeString(folder.resolve("config.yaml"), text).toString();
  }

  private static Run done(String... words) {
    Run run = Run.of(words);
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  private JsonNode json(String file) throws IOException {
    return new ObjectMapper().readTree(folder.resolve("run").resolve(file).toFile());
  }

  @Test
  void classes_are_learned_judged_and_given() throws IOException {
    String config =
        config(
            "{type: sigmoid}",
            "{epochs: 25, optimizer: {learning_rate: 0.01},"
                + " early_stopping: {monitor: validation_micro_f1, patience: 25}}");
    assertThat(done("check", config).out()).containsPattern("head +sigmoid +4");
    done("train", config);
    JsonNode metrics = json("metrics.json");
    assertThat(metrics.path("test").path("micro_f1").asDouble()).isGreaterThan(0.93);
    assertThat(metrics.path("test").has("subset_accuracy")).isTrue();
    assertThat(metrics.path("test").has("accuracy")).isFalse();
    assertThat(metrics.path("validation").path("macro_f1").asDouble())
        .isGreaterThanOrEqualTo(metrics.path("validation_untuned").path("macro_f1").asDouble());
    assertThat(Files.readAllLines(folder.resolve("run/confusion.csv")).get(0))
        .isEqualTo("class,true_positives,false_positives,false_negatives,true_negatives");

    String run = folder.resolve("run").toString();
    assertThat(done("inspect", run).out())
        .containsPattern("head +sigmoid")
        .containsPattern("thresholds +even 0\\.");
    Run evaluated = done("evaluate", run, folder.resolve("test.csv").toString(), "--json");
    assertThat(new ObjectMapper().readTree(evaluated.out()).path("test"))
        .isEqualTo(metrics.path("test"));

    List<String> rows =
        done("predict", run, folder.resolve("test.csv").toString(), "--keep", "tags")
            .out()
            .lines()
            .toList();
    assertThat(rows.get(0)).isEqualTo("tags,label,confidence,p_even,p_prime,p_round,p_small");
    long right =
        rows.stream()
            .skip(1)
            .map(row -> row.split(",", -1))
            .filter(cells -> sorted(cells[0]).equals(sorted(cells[1].replace("\"", ""))))
            .count();
    assertThat((double) right / (rows.size() - 1))
        .isEqualTo(metrics.path("test").path("subset_accuracy").asDouble());
    String one =
        done("predict", run, folder.resolve("test.csv").toString(), "--threshold", "0.999").out();
    assertThat(one).contains("\"\",");
    assertThat(
            done("predict", run, folder.resolve("test.csv").toString(), "--format", "jsonl")
                .out()
                .lines())
        .allMatch(line -> line.matches("\\{\"label\":\\[(\"[a-z]+\"(,\"[a-z]+\")*)?],.*"));
    assertThat(Files.readString(folder.resolve("run/report.html")))
        .contains("<h3>Reliability</h3>", "share by probability, with the number of answers");
  }

  @Test
  void a_run_that_went_on_leaves_the_same_bytes() throws IOException {
    String config = config("{type: sigmoid}", "{epochs: 4}");
    String whole = folder.resolve("whole").toString();
    String part = folder.resolve("part").toString();
    done("train", config, "-o", whole);
    done("train", config, "-o", part, "--set", "training.epochs=2");
    done("train", config, "-o", part, "--resume");
    for (String file : List.of("model.zip", "metrics.jsonl", "metrics.json", "per_class.csv")) {
      assertThat(folder.resolve("part").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("whole").resolve(file));
    }
  }

  @Test
  void a_trained_model_is_fine_tuned_with_a_new_class() throws IOException {
    String config = config("{type: sigmoid}", "{epochs: 3}");
    done("train", config);
    Path more = folder.resolve("more.csv");
    List<String> lines = new ArrayList<>(Files.readAllLines(folder.resolve("test.csv")));
    for (int i = 1; i < 60; i++) {
      lines.set(i, lines.get(i) + (lines.get(i).endsWith(",") ? "new" : "; new"));
    }
    Files.write(more, lines);
    String tuned = folder.resolve("tuned").toString();
    String text =
        "from: '%s'%ndata: {train: '%s', label: tags%s}%nfinetune: {labels: union}%n"
            + "training: {epochs: 2}%noutput: '%s'%n";
    String run = folder.resolve("run").toString();
    Path second = folder.resolve("second.yaml");
    Files.writeString(second, text.formatted(run, more, "", tuned));
    Run refused = Run.of("check", second.toString());
    assertThat(refused.exit()).isEqualTo(3);
    assertThat(refused.err()).contains("names no label_separator").contains("such as ';'");

    Files.writeString(second, text.formatted(run, more, ", label_separator: ';'", tuned));
    done("finetune", second.toString());
    assertThat(done("inspect", tuned).out())
        .contains("5: even, prime, round, small, new")
        .containsPattern("head +sigmoid +5");
    assertThat(done("evaluate", tuned, more.toString()).out()).contains("lrap");
  }

  @Test
  void what_does_not_go_together_is_refused() throws IOException {
    String config =
        config("{type: sigmoid}", "{epochs: 1, early_stopping: {monitor: validation_mcc}}");
    Run monitor = Run.of("check", config);
    assertThat(monitor.exit()).isEqualTo(3);
    assertThat(monitor.err())
        .contains("is 'validation_mcc', which is for rows with one class; expected one of loss,")
        .contains("validation_lrap");
    Run softmax = Run.of("train", "configs/iris.yaml", "-o", folder.resolve("i").toString());
    assertThat(softmax.exit()).as(softmax.err()).isZero();
    String finetune =
        Files.writeString(
                folder.resolve("f.yaml"),
                "from: '%s'%ndata: {train: data/iris.csv, label: species, label_separator: '|'}%noutput: x%n"
                    .formatted(folder.resolve("i")))
            .toString();
    assertThat(Run.of("check", finetune).err()).contains("ends in a softmax");
  }

  @Test
  void without_validation_rows_thresholds_stay_a_half() throws IOException {
    String config = config("{type: sigmoid}", "{epochs: 1}");
    Run train = done("train", config, "--set", "data.validation_split=0");
    assertThat(train.err()).contains("no validation rows to tune thresholds on");
    assertThat(json("metrics.json").has("test_untuned")).isFalse();
    assertThat(done("inspect", folder.resolve("run").toString()).out())
        .contains("even 0.5000, prime 0.5000");
    Run sets =
        Run.of(
            "predict",
            folder.resolve("run").toString(),
            folder.resolve("test.csv").toString(),
            "--coverage",
            "0.9");
    assertThat(sets.exit()).isEqualTo(2);
    assertThat(sets.err()).contains("--coverage is for models that give a row exactly one class");
    for (String option : List.of("--uncalibrated", "--coverage=0.9")) {
      for (String command : List.of("predict", "evaluate")) {
        Run refused =
            Run.of(
                command,
                folder.resolve("run").toString(),
                folder.resolve("test.csv").toString(),
                option);
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err())
            .startsWith("error: " + option.replaceFirst("=.*", "") + " is for models that give a");
      }
    }
    Run calibrate =
        Run.of(
            "calibrate", folder.resolve("run").toString(), folder.resolve("test.csv").toString());
    assertThat(calibrate.exit()).isEqualTo(5);
    assertThat(calibrate.err()).contains("several classes or none");
  }

  @Test
  void labels_of_several_classes_under_a_softmax_are_told() throws IOException {
    String config = config("{type: sigmoid}", "{epochs: 1}");
    Path plain = folder.resolve("plain.yaml");
    Files.writeString(
        plain,
        Files.readString(Path.of(config))
            .replace("type: sigmoid", "type: softmax")
            .replaceFirst("label_separator.*", "missing_tokens: [none]"));
    for (String part : List.of("train.csv", "test.csv")) {
      Path file = folder.resolve(part);
      Files.writeString(file, Files.readString(file).replaceAll(",\n", ",nothing\n"));
    }
    assertThat(done("check", plain.toString()).err())
        .contains("look like several classes")
        .contains("set data.label_separator to ';' and model.head to {type: sigmoid}");
  }

  private static List<String> sorted(String label) {
    return List.of(label.split(";", -1)).stream().map(String::strip).sorted().toList();
  }
}
