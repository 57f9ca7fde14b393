package org.headtune.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.util.ModelSerializer;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.config.DataConfig.MissingPolicy;
import org.headtune.config.HeadConfig;
import org.headtune.config.LayerConfig;
import org.headtune.config.LayerConfig.PoolingKind;
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
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a forger could make of the layers of a transformer. */
final class TransformerZipTest {
  private static final Shape INPUT = Shape.sequence(new Bag(3, 5, 6));
  private static final Shape STEPS = Shape.sequence(5, 6);

  @TempDir private static Path folder;
  private static Path good;
  private static SoftmaxClassifier classifier;

  private final Path bad = folder.resolve("bad.zip");

  @BeforeAll
  static void write() {
    ModelConfig model =
        new ModelConfig(
            List.of(
                new LayerConfig.Positions(),
                new LayerConfig.TransformerBlock(2, Optional.of(7), 0.25, true),
                new LayerConfig.LayerNorm(),
                new LayerConfig.GlobalPool(PoolingKind.AVG)),
            new HeadConfig.Softmax());
    classifier = SoftmaxClassifier.create(model, new OptimizerConfig.Sgd(0.1), INPUT, 3, 7);
    good = folder.resolve("good.zip");
    ModelZip.write(
        good,
        classifier.graph(),
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
  void what_is_written_is_read() throws IOException {
    new Forgery(good).write(bad);
    try (ZipGate gate = ZipGate.open(bad)) {
      assertThat(gate.network().layers().subList(1, 4))
          .containsExactly(
              new LayerOutline("positions_1", "positions", "", STEPS, 5 * 6),
              new LayerOutline(
                  "transformer_block_2",
                  "transformer_block",
                  "2 heads, 7 wide, causal",
                  STEPS,
                  4 * 6 * 7 + 7 * 13 + 5 * 6),
              new LayerOutline("layer_norm_3", "layer_norm", "", STEPS, 12));
    }
    assertThat(ModelZip.read(bad).graph().params().toFloatVector())
        .containsExactly(classifier.parameters());
  }

  /** Plain Deeplearning4j needs the classes alone. */
  @Test
  void deeplearning4j_opens_it() throws IOException {
    INDArray x = Nd4j.createFromArray(new float[] {0, 1, 2, 1, 0, 2, 2, 1, 0, 0}).reshape(2, 1, 5);
    assertThat(ModelSerializer.restoreComputationGraph(good.toFile(), false).outputSingle(x))
        .isEqualTo(classifier.graph().outputSingle(x));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"heads\" : 2 | \"heads\" : 4 | does not divide the 6 numbers of a step",
        "\"heads\" : 2 | \"heads\" : 0 | block_2.layerConf.l...' is not a whole number",
        "\"heads\" : 2 | \"heads\" : -2 | block_2.layerConf.l...' is not a whole number",
        "\"heads\" : 2 | \"heads\" : 2.0 | block_2.layerConf.l...' is not a whole number",
        "\"heads\" : 2 | \"head\" : 2 | block_2.layerConf.l...' is not a whole number",
        "\"feedForward\" : 7 | \"feedForward\" : 0 | is not a whole number",
        "\"feedForward\" : 7 | \"feedForward\" : 8 | coefficients.bin",
        "\"feedForward\" : 7 | \"feedForward\" : 2147483647 | computes more numbers",
        "\"feedForward\" : 7 | \"feedForward\" : 2147483648 | out of range",
        "\"feedForward\" : 7 | \"feedForward\" : null | is not a whole number",
        "\"dropped\" : 0.25 | \"dropped\" : 1.0 | is not a number from 0 to below 1",
        "\"dropped\" : 0.25 | \"dropped\" : -0.5 | is not a number from 0 to below 1",
        "\"dropped\" : 0.25 | \"dropped\" : \"0.5\" | is not a number from 0 to below 1",
        "\"dropped\" : 0.25 | \"dropped\" : 1e999 | is out of range",
        "\"causal\" : true | \"causal\" : 1 | is neither true nor false",
        "\"depth\" : 1 | \"depth\" : 0 | is not a whole number",
        "\"depth\" : 1 | \"depth\" : 2000000 | is more than Headtune can train",
        "\"steps\" : 5 | \"steps\" : 6 | ste...' does not fit the input, 5 steps of 6",
        "\"steps\" : 5 | \"steps\" : 2000000000 | ste...' does not fit the input",
        "\"steps\" : 5 | \"steps\" : -5 | is not a whole number",
        "\"nin\" : 6 | \"nin\" : 5 | and nout do not fit the input, 5 steps of 6",
        "\"nin\" : 6 | \"nin\" : 2147483647 | and nout do not fit the input",
        "\"nout\" : 6 | \"nout\" : 12 | and nout do not fit the input",
        "\"nout\" : 6 | \"nout\" : 0 | is not a whole number",
        "\"idropout\" : null | \"idropout\" : 0.5 | is set",
        "model.TransformerBlock | model.StepsComputation | names the class",
        "model.TransformerBlock | model.StepsLayer | names the class",
        "model.TransformerBlock | model.StepNorm | coefficients.bin",
        "model.StepPositions | model.StepNorm | coefficients.bin",
      })
  void a_forged_layer_is_refused(String before, String after, String named) throws IOException {
    new Forgery(good)
        .with(
            ZipGate.CONFIGURATION,
            json -> {
              int from = json.indexOf("org.headtune.model.StepPositions");
              return json.substring(0, from) + json.substring(from).replaceFirst(before, after);
            })
        .write(bad);
    UserError error = catchThrowableOfType(UserError.class, () -> ModelZip.read(bad));
    assertThat(error).as("the file is refused").isNotNull();
    assertThat(error.exitCode()).isEqualTo(ExitCode.MODEL_FILE);
    assertThat(error.getMessage()).contains(named).startsWith(bad.toString());
  }
}
