package org.headtune.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.headtune.config.DataConfig.MissingPolicy;
import org.headtune.data.Bag;
import org.headtune.data.ClassNames;
import org.headtune.data.FittedColumn;
import org.headtune.data.FittedColumns;
import org.headtune.data.FreeText;
import org.headtune.data.Shape;
import org.headtune.data.Spelling;
import org.headtune.model.VectorBags;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** An entry beyond the end of a table would be read from whatever lies there. */
final class VectorBagsZipTest {
  private static final Bag BAG = new Bag(256, 3, 2);
  private static final Shape INPUT = Shape.row(1, List.of(BAG));

  @TempDir private static Path folder;
  private static Path good;

  @BeforeAll
  static void write() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(7)
                .updater(new Adam(0.01))
                .graphBuilder()
                .addInputs("input")
                .addLayer(
                    "columns",
                    new VectorBags.Builder(INPUT).weightInit(WeightInit.XAVIER).build(),
                    "input")
                .addLayer(
                    "head",
                    new OutputLayer.Builder(new LossMCXENT())
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build(),
                    "columns")
                .setOutputs("head")
                .setInputTypes(InputType.feedForward(INPUT.size()))
                .build());
    graph.init();
    List<FittedColumn> columns =
        List.of(
            new FittedColumn.Numeric("x", MissingPolicy.FAIL, 0, 0, 1),
            new FreeText(
                "text",
                MissingPolicy.CONSTANT,
                true,
                2,
                5,
                false,
                true,
                BAG,
                Base64.getEncoder().encodeToString(new byte[256])));
    good = folder.resolve("good.zip");
    ModelZip.write(
        good,
        graph,
        ModelCard.of(
            ClassNames.inOrder(List.of("no", "yes", "käse")),
            "answer",
            new FittedColumns(columns, INPUT, List.of(), Spelling.STANDARD),
            List.of(),
            Networks.provenance()));
  }

  @Test
  void a_table_and_its_card_are_read() {
    LoadedModel model = ModelZip.read(good);
    assertThat(model.card().input()).isEqualTo(INPUT);
    assertThat(model.graph().numParams()).isEqualTo(256 * 2 + 3 * 3 + 3);
  }

  /** Before format 5, words and characters of a text were not told apart. */
  @Test
  void a_card_of_format_4_is_read_as_it_was_meant() throws IOException {
    Path former = folder.resolve("former.zip");
    new Forgery(good)
        .with(
            ZipGate.CARD,
            text ->
                text.replaceAll("\"format_version\": [0-9]+", "\"format_version\": 4")
                    .replaceAll(",\\s*\"(pictures|series)\": \\[\\s*\\]", "")
                    .replaceAll("\"apart\": true,", ""))
        .write(former);
    FreeText text = (FreeText) ModelZip.read(former).card().columns().columns().get(1);
    assertThat(text.apart()).isFalse();
    assertThat(((FreeText) ModelZip.read(good).card().columns().columns().get(1)).apart()).isTrue();
  }

  private void assertRefused(String entry, String before, String after) throws IOException {
    Path bad = folder.resolve("bad.zip");
    new Forgery(good).with(entry, text -> text.replaceAll(before, after)).write(bad);
    assertThatThrownBy(() -> ModelZip.read(bad)).hasMessageContaining(entry);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"entries\" : \\[ 256 \\] | \"entries\" : [ 128 ]",
        "\"entries\" : \\[ 256 \\] | \"entries\" : [ 256, 256 ]",
        "\"entries\" : \\[ 256 \\] | \"entries\" : 256",
        "\"lengths\" : \\[ 3 \\]   | \"lengths\" : [ 2 ]",
        "\"units\" : \\[ 2 \\]     | \"units\" : [ 3 ]",
        "\"plain\" : 1             | \"plain\" : 0",
        "\"plain\" : 1             | \"plain\" : -1",
        "\"nin\" : 7               | \"nin\" : 8",
        "org.headtune.model.VectorBags | org.deeplearning4j.nn.conf.layers.DenseLayer",
      })
  void a_layer_that_does_not_fit_its_card_is_refused(String before, String after)
      throws IOException {
    assertRefused(ZipGate.CONFIGURATION, before, after);
  }

  /** Each changes the bag wherever the card has it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"length\": 3    | \"length\": 0",
        "\"length\": 3    | \"length\": 2000000000",
        "\"units\": 2     | \"units\": -2",
        "\"entries\": 256 | \"entries\": 300",
        "\"entries\": 256 | \"entries\": 512",
        "\"entries\": 256 | \"entries\": 33554432",
        "\"rarity\": \"AAAA | \"rarity\": \"AAA",
        "\"rarity\": \"AAAA | \"rarity\": \"?AAA",
        "\"channels\": 1  | \"channels\": 2",
        "\"channels\": 1  | \"channels\": -1",
      })
  void a_card_that_makes_no_sense_is_refused(String before, String after) throws IOException {
    Path bad = folder.resolve("bad.zip");
    new Forgery(good).with(ZipGate.CARD, text -> text.replaceAll(before, after)).write(bad);
    assertThatThrownBy(() -> ModelZip.read(bad)).hasMessageContaining("bad.zip!/");
  }

  /** A card that is right in itself, but not for this network. */
  @Test
  void longer_bags_than_the_network_has_are_refused() throws IOException {
    Path bad = folder.resolve("bad.zip");
    new Forgery(good)
        .with(ZipGate.CARD, text -> text.replace("\"length\": 3", "\"length\": 4"))
        .write(bad);
    assertThatThrownBy(() -> ModelZip.read(bad))
        .hasMessageContaining(ZipGate.CONFIGURATION)
        .hasMessageContaining("does not fit the shape 1 and 1 bag");
  }
}
