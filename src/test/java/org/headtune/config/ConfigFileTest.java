package org.headtune.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.headtune.Place;
import org.headtune.config.ResolvedConfig.Entry;
import org.headtune.config.ResolvedConfig.Origin;
import org.junit.jupiter.api.Test;

final class ConfigFileTest {
  private static final String README =
      """
      data:
        train: data/digits/train.csv      # CSV / TSV (also .gz)
        test: data/digits/test.csv
        label: digit
        validation_split: 0.1
      model:
        layers:
          - dense: {units: 128, activation: relu}
          - dropout: {rate: 0.2}
        head: {type: softmax}
      training:
        epochs: 30
        batch_size: 64
        seed: 42
        optimizer: {type: adam, learning_rate: 0.001}
        early_stopping: {monitor: validation_loss, patience: 5}
      output: runs/digits
      """;

  @Test
  void the_readme_config_becomes_records() {
    RunConfig config = read(README).config();

    assertThat(config.data().label()).contains("digit");
    assertThat(config.model().orElseThrow().layers())
        .containsExactly(
            new LayerConfig.Dense(
                128, LayerConfig.ActivationFunction.RELU, LayerConfig.WeightInitialisation.AUTO, 0),
            new LayerConfig.Dropout(0.2, LayerConfig.DropoutKind.AUTO));
    assertThat(config.training().optimizer())
        .isEqualTo(new OptimizerConfig.Adam(0.001, 0.9, 0.999, 1e-8));
    assertThat(config.training().earlyStopping().orElseThrow().patience()).isEqualTo(5);
    assertThat(config.output()).isEqualTo("runs/digits");
  }

  @Test
  void an_override_wins_over_the_file_and_the_last_one_over_all() {
    ResolvedConfig resolved =
        read(
            README,
            "training.epochs=3",
            "training.epochs=4",
            "model.layers[0].dense.units=7",
            "training.early_stopping=null",
            "data.columns['a.b'].type=ignore");

    assertThat(resolved.config().training().epochs()).isEqualTo(4);
    assertThat(resolved.config().training().earlyStopping()).isEmpty();
    assertThat(resolved.config().model().orElseThrow().layers().get(0))
        .isInstanceOfSatisfying(LayerConfig.Dense.class, d -> assertThat(d.units()).isEqualTo(7));
    assertThat(resolved.config().data().columns()).containsOnlyKeys("a.b");
    assertThat(resolved.entries())
        .contains(
            new Entry("training.epochs", "4", Origin.OVERRIDE, Place.of("--set training.epochs=4")),
            new Entry("training.batch_size", "64", Origin.FILE, new Place("c.yaml", 13, 3)),
            new Entry("training.optimizer.beta1", "0.9", Origin.DEFAULT, null));
  }

  @Test
  void a_finding_is_placed_at_its_key_or_at_the_section_around_it() {
    ResolvedConfig resolved = read(README);

    assertThat(resolved.place("model.layers[1]")).isEqualTo(new Place("c.yaml", 9, 7));
    assertThat(resolved.place("training.early_stopping.monitor"))
        .isEqualTo(new Place("c.yaml", 16, 20));
    assertThat(resolved.place("training.optimizer.beta1")).isEqualTo(new Place("c.yaml", 15, 3));
    assertThat(resolved.place("model.layers[7].dense.units")).isEqualTo(new Place("c.yaml", 7, 3));
    assertThat(resolved.place("nothing")).isEqualTo(Place.of("c.yaml"));
  }

  @Test
  void the_resolved_config_reads_back_to_the_same_records() {
    ResolvedConfig resolved = read(README);

    assertThat(read(resolved.yaml()).config()).isEqualTo(resolved.config());
    assertThat(resolved.yaml()).contains("    - dense:\n        units: 128\n");
  }

  @Test
  void every_shipped_config_is_read_and_begins_with_the_schema_for_editors() throws IOException {
    try (Stream<Path> configs = Files.list(Path.of("configs"))) {
      assertThat(configs.filter(file -> file.toString().endsWith(".yaml")))
          .hasSizeGreaterThanOrEqualTo(3)
          .allSatisfy(
              file -> {
                assertThat(ConfigFile.read(file, List.of()).config().output()).startsWith("runs/");
                assertThat(file)
                    .content()
                    .startsWith("# yaml-language-server: $schema=../docs/headtune.schema.json\n# ");
              });
    }
  }

  private static ResolvedConfig read(String text, String... overrides) {
    return ConfigFile.parse("c.yaml", text, List.of(overrides));
  }
}
