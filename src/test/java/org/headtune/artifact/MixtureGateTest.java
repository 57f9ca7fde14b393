package org.headtune.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.data.Shape;
import org.headtune.model.MixtureOfSoftmaxes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.learning.config.Adam;

/** The one layer of ours that a file may name: what a forger could make of it. */
final class MixtureGateTest {
  @TempDir static Path folder;
  private static Path good;
  private static ComputationGraph graph;

  private final Path zip = folder.resolve("bad.zip");

  /** Two softmaxes of 5 numbers: 4 x 2 + 4 x 10 + 10 + 5 x 3 + 3 parameters. */
  @BeforeAll
  static void write() {
    good = folder.resolve("good.zip");
    graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(7)
                .updater(new Adam(0.01))
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.feedForward(4))
                .addLayer("head", new MixtureOfSoftmaxes.Builder(2, 5).nOut(3).build(), "input")
                .setOutputs("head")
                .build());
    graph.init();
    Networks.writeCheckpoint(good, graph, Shape.row(4));
  }

  @Test
  void what_is_written_is_read() throws IOException {
    new Forgery(good).write(zip);
    try (ZipGate gate = ZipGate.open(zip)) {
      assertThat(gate.network().layers())
          .containsExactly(
              new LayerOutline("head", "mixture_of_softmaxes", "2 of width 5", Shape.row(3), 76));
    }
    assertThat(ModelZip.read(zip).graph().params().toFloatVector())
        .containsExactly(graph.params().toFloatVector());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"components\" : 2   | \"components\" : 0          | components",
        "\"components\" : 2   | \"components\" : -2         | components",
        "\"components\" : 2   | \"components\" : 2.0        | components",
        "\"components\" : 2   | \"components\" : \"2\"      | components",
        "\"components\" : 2   | \"components\" : null       | components",
        "\"components\" : 2   | \"components\" : 1001       | computes more numbers",
        "\"components\" : 2   | \"components\" : 2147483647 | computes more numbers",
        "\"components\" : 2   | \"components\" : 2147483648 | components",
        "\"components\" : 2   | \"components\" : 2, \"components\" : 2 | configuration.json",
        "\"components\" : 2   | \"component\" : 2           | components",
        "\"components\" : 2,  | \"biasInit\" : 0.0,         | configuration.json",
        "\"components\" : 2   | \"components\" : 3          | coefficients.bin",
        "\"components\" : 2   | \"components\" : 1          | coefficients.bin",
        "\"width\" : 5        | \"width\" : 0               | width",
        "\"width\" : 5        | \"width\" : -5              | width",
        "\"width\" : 5        | \"width\" : 2147483647      | computes more numbers",
        "\"width\" : 5        | \"width\" : 134217729       | computes more numbers",
        "\"width\" : 5        | \"width\" : 134217728       | coefficients.bin",
        "\"width\" : 5        | \"width\" : 4               | coefficients.bin",
        "\"width\" : 5        | \"width\" : [5]             | width",
        "\"nout\" : 3         | \"nout\" : 2000000000       | computes more numbers",
        "\"nout\" : 3         | \"nout\" : 0                | nout",
        "\"nout\" : 3         | \"nout\" : 4                | classes",
        "\"nin\" : 4          | \"nin\" : 5                 | nin",
        "\"nin\" : 4          | \"nin\" : -4                | nin",
        "\"hasBias\" : true   | \"hasBias\" : false         | hasBias",
        "LossMCXENT           | LossBinaryXENT              | lossFn",
        "ActivationSoftmax    | ActivationSigmoid           | ActivationSigmoid",
        "headtune.model.MixtureOfSoftmaxes | headtune.model.MixtureOfSoftmaxesLayer | names the class",
        "headtune.model.MixtureOfSoftmaxes | headtune.artifact.Canary | names the class",
      })
  void a_forged_mixture_is_refused(String before, String after, String named) throws IOException {
    new Forgery(good)
        .with(ZipGate.CONFIGURATION, json -> json.replaceFirst(before.strip(), after.strip()))
        .write(zip);
    UserError error =
        catchThrowableOfType(
            UserError.class, () -> ModelZip.readCheckpoint(zip, Networks.State.class));
    assertThat(error).as("the file is refused").isNotNull();
    assertThat(error.exitCode()).isEqualTo(ExitCode.MODEL_FILE);
    assertThat(error.getMessage())
        .contains(named)
        .doesNotContain(": null")
        .startsWith(zip.toString());
    assertThat(catchThrowableOfType(UserError.class, () -> ModelZip.read(zip)))
        .hasMessage(error.getMessage());
  }
}
