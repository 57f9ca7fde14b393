package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks that are sick on purpose, and healthy twins of which nothing is said. */
final class TrainingHealthTest {
  private static final String CONFIG =
      """
      data: {train: data/digits/train.csv, label: digit, validation_split: 0.1}
      model:
        layers: [%s]
      training:
        epochs: 4
        batch_size: 32
        optimizer: {type: %s, learning_rate: %s}
      output: '%s'
      """;

  @TempDir private Path folder;

  private Run train(String layers, String optimizer, String rate) throws IOException {
    Path config = folder.resolve("config.yaml");
    Files.writeString(config, CONFIG.formatted(layers, optimizer, rate, folder.resolve("run")));
    return Run.of("train", config.toString(), "--force");
  }

  private static String stack(int layers, String settings) {
    return String.join(
        ", ", Collections.nCopies(layers, "{dense: {units: 32, %s}}".formatted(settings)));
  }

  private String report() throws IOException {
    return Files.readString(folder.resolve("run/report.html"));
  }

  private JsonNode layersOfTheLastEpoch() throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("run/metrics.jsonl"));
    return new ObjectMapper().readTree(lines.get(lines.size() - 1)).get("layers");
  }

  @Test
  void in_twenty_layers_of_sigmoids_the_gradients_vanish() throws IOException {
    Run run = train(stack(20, "activation: sigmoid"), "adam", "0.001");
    assertThat(run.exit()).as(run.err()).isZero();
    String advice = "gradients vanish in dense_1, dense_2, dense_3 and ";
    assertThat(run.err()).contains("warning: " + advice).doesNotContain("explode", "units died");
    assertThat(report()).contains(advice);
    JsonNode layers = layersOfTheLastEpoch();
    assertThat(layers.get("dense_1").get("gradient_norm").doubleValue()).isLessThan(1e-10);
    assertThat(layers.get("head").get("gradient_norm").doubleValue()).isGreaterThan(0.1);
  }

  @Test
  void in_twenty_layers_of_relus_nothing_is_wrong() throws IOException {
    healthy(train(stack(20, "activation: relu"), "adam", "0.001"));
  }

  private void healthy(Run run) throws IOException {
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).doesNotContain("warning", "vanish", "explode", "units died");
    assertThat(report()).doesNotContain("gradients vanish", " explode: ", "units died");
  }

  @Test
  void with_a_learning_rate_of_a_thousand_the_gradients_explode() throws IOException {
    Run adam = train(stack(2, "activation: tanh"), "adam", "1e3");
    assertThat(adam.exit()).as(adam.err()).isZero();
    assertThat(adam.err()).contains("warning: updates explode: in epoch 1 an update of dense_");
    assertThat(report()).contains("updates explode: in epoch 1 ");
    assertThat(adam.err()).doesNotContain("vanish");
    healthy(train(stack(2, "activation: tanh"), "adam", "0.001"));
  }

  @Test
  void a_run_that_diverges_names_the_gradients_that_exploded() throws IOException {
    Run sgd = train(stack(2, "activation: relu"), "sgd", "1e3");
    assertThat(sgd.exit()).as(sgd.err()).isEqualTo(6);
    assertThat(sgd.err())
        .contains("training diverged in epoch 1")
        .contains("gradients explode: in epoch 1 an update of ");
    healthy(train(stack(2, "activation: relu"), "sgd", "0.05"));
  }

  @Test
  void with_a_large_negative_bias_the_units_are_dead() throws IOException {
    Run run = train(stack(2, "bias_init: -100"), "adam", "0.001");
    assertThat(run.exit()).as(run.err()).isZero();
    String advice =
        "units died: in epoch 4, 100 % of the units of dense_1 (and three quarters or more of dense_2)"
            + " gave";
    assertThat(run.err()).contains("warning: " + advice).doesNotContain("vanish", "explode");
    assertThat(report()).contains(advice);
    assertThat(layersOfTheLastEpoch().get("dense_1").get("dead_units").doubleValue()).isOne();
    healthy(train(stack(2, "bias_init: 0.1"), "adam", "0.001"));
  }
}
