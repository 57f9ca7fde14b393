package org.headtune.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.junit.jupiter.api.Test;

final class OverridesTest {
  private static final String FILE =
      """
      data: {train: train.csv}
      model:
        layers:
          - flatten
          - dense: {units: 3}
      output: run
      """;

  @Test
  void sections_on_the_way_are_made_where_the_file_has_none() {
    RunConfig config =
        read("training.optimizer.learning_rate=0.5", "data.image.height=2", "data.image.width=3");

    assertThat(config.training().optimizer())
        .isEqualTo(new OptimizerConfig.Adam(0.5, 0.9, 0.999, 1e-8));
    assertThat(config.data().image()).contains(new DataConfig.ImageConfig(2, 3, 1));
  }

  @Test
  void a_value_may_be_any_yaml() {
    RunConfig config =
        read(
            "training.optimizer={type: sgd, learning_rate: 0.5}",
            "model.layers=[dropout: {rate: 0.5}, batch_norm]",
            "model.layers[1]=flatten",
            "output=a = b");

    assertThat(config.training().optimizer()).isEqualTo(new OptimizerConfig.Sgd(0.5));
    assertThat(config.model().orElseThrow().layers())
        .containsExactly(
            new LayerConfig.Dropout(0.5, LayerConfig.DropoutKind.AUTO), new LayerConfig.Flatten());
    assertThat(config.output()).isEqualTo("a = b");
  }

  @Test
  void each_fault_names_the_words_that_hold_it() {
    assertThat(faults("training.epochs=ten"))
        .containsExactly(
            "--set training.epochs=ten: training.epochs is 'ten'; expected a whole number from 1 to"
                + " 1000000");
    assertThat(faults("training.epoch=3"))
        .containsExactly(
            "--set training.epoch=3: unknown key training.epoch; did you mean epochs?");
    assertThat(faults("output="))
        .containsExactly("--set output=: output has no value; expected text: write it out");
    assertThat(faults("epochs", "=3", "[0]=3", "a..b=3", "model.layers[2]=flatten", "output.x=1"))
        .containsExactly(
            "--set epochs: expected key.path=value, such as training.epochs=10",
            "--set =3: expected key.path=value, such as training.epochs=10",
            "--set [0]=3: expected key.path=value, such as training.epochs=10",
            "--set a..b=3: expected key.path=value, such as training.epochs=10",
            "--set model.layers[2]=flatten: there is no item '[2]'; expected one of the 2 that the"
                + " file lists, counted from 0",
            "--set output.x=1: output is a mapping; expected text");
    assertThat(faults("output=&a b"))
        .containsExactly("--set output=&a b: anchors are not allowed: remove '&a'");
    assertThat(faults("output=[a"))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("--set output=[a: not valid YAML");
  }

  @Test
  void faults_of_the_file_come_before_those_of_the_words() {
    UserError error =
        catchThrowableOfType(
            UserError.class,
            () -> ConfigFile.parse("c.yaml", FILE + "extra: 1\n", List.of("training.epochs=0")));

    assertThat(error.faults())
        .extracting(f -> f.place().file())
        .containsExactly("c.yaml", "--set training.epochs=0");
  }

  private static RunConfig read(String... words) {
    return ConfigFile.parse("c.yaml", FILE, List.of(words)).config();
  }

  private static List<String> faults(String... words) {
    UserError error = catchThrowableOfType(UserError.class, () -> read(words));
    assertThat(error.exitCode()).isEqualTo(ExitCode.CONFIG);
    return error.faults().stream().map(UserError.Fault::toString).toList();
  }
}
