package org.headtune.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.headtune.config.DataConfig.MissingPolicy;
import org.headtune.config.HeadConfig;
import org.headtune.config.LayerConfig;
import org.headtune.config.LayerConfig.Directions;
import org.headtune.config.LayerConfig.StepOutput;
import org.headtune.config.ModelConfig;
import org.headtune.config.OptimizerConfig;
import org.headtune.data.Bag;
import org.headtune.data.ClassNames;
import org.headtune.data.FittedColumns;
import org.headtune.data.Shape;
import org.headtune.data.Spelling;
import org.headtune.data.WordSequence;
import org.headtune.model.SoftmaxClassifier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A word beyond the end of a table would be read from whatever lies there. */
final class StepVectorsZipTest {
  private static final Shape INPUT = Shape.sequence(new Bag(3, 5, 2));

  @TempDir private static Path folder;
  private static Path good;

  @BeforeAll
  static void write() {
    ModelConfig model =
        new ModelConfig(
            List.of(new LayerConfig.Lstm(4, Directions.NONE, StepOutput.LAST)),
            new HeadConfig.Softmax());
    good = folder.resolve("good.zip");
    ModelZip.write(
        good,
        SoftmaxClassifier.create(model, new OptimizerConfig.Sgd(0.1), INPUT, 3, 7).graph(),
        ModelCard.of(
            ClassNames.inOrder(List.of("no", "yes", "käse")),
            "answer",
            new FittedColumns(
                List.of(
                    new WordSequence(
                        "text",
                        MissingPolicy.CONSTANT,
                        true,
                        List.of("good", "not"),
                        INPUT.bags().get(0),
                        false)),
                INPUT,
                List.of(),
                Spelling.STANDARD),
            List.of(),
            Networks.provenance()));
  }

  @Test
  void a_table_of_words_is_read() {
    LoadedModel model = ModelZip.read(good);
    assertThat(model.card().input()).isEqualTo(INPUT);
    assertThat(model.graph().numParams()).isEqualTo(3 * 2 + 4 * 4 * (2 + 4 + 1) + 3 * 4 + 3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"nin\" : 3   | \"nin\" : 2",
        "\"nin\" : 3   | \"nin\" : 2000000000",
        "\"steps\" : 5 | \"steps\" : 6",
        "\"nout\" : 2  | \"nout\" : 1",
        "model.StepVectors | model.VectorBags",
      })
  void a_layer_that_does_not_fit_its_card_is_refused(String before, String after)
      throws IOException {
    Path bad = folder.resolve("bad.zip");
    new Forgery(good).with(ZipGate.CONFIGURATION, text -> text.replace(before, after)).write(bad);
    assertThatThrownBy(() -> ModelZip.read(bad)).hasMessageContaining(ZipGate.CONFIGURATION);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"length\": 5  | \"length\": 4",
        "\"entries\": 3 | \"entries\": 2",
        "\"entries\": 3 | \"entries\": 4",
        "\"height\": 5  | \"height\": 6",
        "\"channels\": 1 | \"channels\": 2",
        "\"good\"       | \"not\"",
        "\"sequence\"   | \"row\"",
      })
  void a_card_that_makes_no_sense_is_refused(String before, String after) throws IOException {
    Path bad = folder.resolve("bad.zip");
    new Forgery(good).with(ZipGate.CARD, text -> text.replace(before, after)).write(bad);
    assertThatThrownBy(() -> ModelZip.read(bad)).hasMessageContaining("bad.zip!/");
  }
}
