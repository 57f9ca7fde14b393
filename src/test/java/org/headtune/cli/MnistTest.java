package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand images of MNIST, in five epochs; skipped where the optional test data is absent. */
final class MnistTest {
  private static final Path MNIST = Path.of("../shared/data/mnist").toAbsolutePath().normalize();

  @TempDir private Path folder;

  /** The accuracy on ten thousand other images. */
  private double accuracy(int batch, String scaling, String... layers) throws Exception {
    assumeTrue(Files.exists(MNIST), "no optional test data " + MNIST);
    Path config = folder.resolve("mnist.yaml");
    Files.writeString(
        config,
        String.join(
            "\n",
            "data:",
            "  train: " + MNIST.resolve("train10k-images-idx3-ubyte.gz"),
            "  test: " + MNIST.resolve("t10k-images-idx3-ubyte.gz"),
            "  validation_split: 0",
            "  scaling: " + scaling,
            "model: {layers: [" + "{" + String.join("}, {", layers) + "}" + "]}",
            "training: {epochs: 5, batch_size: " + batch + "}",
            "output: " + folder.resolve("run")));
    Run run = Run.of("train", config.toString(), "--json", "--quiet");
    assertThat(run.exit()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out()).at("/test/accuracy").doubleValue();
  }

  /** PyTorch's mean over three seeds is 0.942. */
  @Test
  void one_hidden_layer_reaches_the_accuracy_of_other_libraries() throws Exception {
    assertThat(accuracy(128, "standard", "dense: {units: 128}")).isGreaterThan(0.937);
  }

  @Test
  void a_small_convolutional_network_reads_more() throws Exception {
    double accuracy =
        accuracy(
            32,
            "min_max",
            "conv2d: {filters: 16, kernel: 5}",
            "max_pool: {size: 2}",
            "conv2d: {filters: 32, kernel: 5}",
            "max_pool: {size: 2}",
            "dense: {units: 128}");
    assertThat(accuracy).isGreaterThan(0.975);
  }
}
