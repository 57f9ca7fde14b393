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
  }

  private static List<String> sorted(String label) {
    return List.of(label.split(";", -1)).stream().map(String::strip).sorted().toList();
  }
}
