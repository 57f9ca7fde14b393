package org.headtune.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The head {@code sigmoid} and {@code data.label_separator} need each other. */
final class LabelSeparatorTest {
  private static RunConfig read(String data, String head) {
    String yaml =
        "data: {train: t.csv, label: a%s}%nmodel:%n  head: {type: %s}%noutput: run%n"
            .formatted(data, head);
    return ConfigFile.parse("c.yaml", yaml, List.of()).config();
  }

  @Test
  void both_together_are_fine() {
    RunConfig config = read(", label_separator: ' | '", "sigmoid, tune_thresholds: false");
    assertThat(config.data().labelSeparator()).isEqualTo(Optional.of(" | "));
    assertThat(config.model().orElseThrow().head()).isEqualTo(new HeadConfig.Sigmoid(false));
    assertThat(read("", "softmax").model()).isPresent();
  }

  @Test
  void one_without_the_other_is_told_at_its_place() {
    assertThatThrownBy(() -> read("", "sigmoid"))
        .hasMessageContaining("c.yaml:3:3: model.head is sigmoid")
        .hasMessageContaining("expected data.label_separator");
    assertThatThrownBy(() -> read(", label_separator: ';'", "softmax"))
        .hasMessageContaining("c.yaml:1:32: data.label_separator says")
        .hasMessageContaining("expected `model.head: {type: sigmoid}`");
  }

  @Test
  void a_separator_is_some_characters_of_one_line() {
    for (String wrong : List.of("' 1234567890123456'", "'\"'", "\"a\\nb\"")) {
      assertThatThrownBy(() -> read(", label_separator: " + wrong, "sigmoid"))
          .hasMessageContaining("expected 1 to 16 characters, no quote and no line break");
    }
  }

  @Test
  void what_is_for_rows_of_one_class_is_refused() {
    String training =
        "training: {oversample: true, mixup: 0.2, loss: {label_smoothing: 0.1, focal_gamma: 2}}";
    String yaml =
        "data: {train: t.csv, label: a, label_separator: ';'}%nmodel: {head: {type: sigmoid}}%n"
            + "%s%noutput: run%n";
    assertThatThrownBy(() -> ConfigFile.parse("c.yaml", yaml.formatted(training), List.of()))
        .hasMessageContaining("c.yaml:3:12: training.oversample is for rows of one class")
        .hasMessageContaining("training.mixup is for")
        .hasMessageContaining("training.loss.label_smoothing is for")
        .hasMessageContaining("training.loss.focal_gamma is for");
  }
}
