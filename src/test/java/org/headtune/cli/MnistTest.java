package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
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

  /**
   * Trained until it is far too sure of itself, calibrated on every other test image and judged on
   * the rest: at 5,000 and 5,000 rows chance moves a coverage of 0.9 by 0.6 percent.
   */
  @Test
  void calibration_halves_the_error_of_an_over_trained_network_and_sets_cover() throws Exception {
    assumeTrue(Files.exists(MNIST), "no optional test data " + MNIST);
    half(0, "even");
    half(1, "odd");
    Path config = folder.resolve("over.yaml");
    Files.writeString(
        config,
        String.join(
            "\n",
            "data: {train: " + MNIST.resolve("train10k-images-idx3-ubyte.gz"),
            "  , validation_split: 0, scaling: standard}",
            "model: {layers: [{dense: {units: 256}}]}",
            "training: {epochs: 30, seed: 1, optimizer: {type: adam, learning_rate: 0.002}}",
            "output: " + folder.resolve("over")));
    json("train", config.toString(), "--json", "--quiet");
    String model = folder.resolve("over").toString();
    json("calibrate", model, images("even"), "--json");

    JsonNode after = json("evaluate", model, images("odd"), "--json");
    JsonNode before =
        json("evaluate", model, images("odd"), "--json", "--uncalibrated").path("test");

    assertThat(after.at("/test/accuracy")).isEqualTo(before.path("accuracy"));
    for (String error : new String[] {"ece", "ece_equal_mass"}) {
      assertThat(after.path("test").path(error).doubleValue())
          .as(error)
          .isLessThan(before.path(error).doubleValue() / 2);
    }
    JsonNode sets = after.at("/prediction_sets/test");
    assertThat(sets).hasSize(3);
    for (JsonNode one : sets) {
      assertThat(one.path("covered").doubleValue())
          .isCloseTo(one.path("asked").doubleValue(), within(0.01));
    }
  }

  private static JsonNode json(String... words) throws Exception {
    Run run = Run.of(words);
    assertThat(run.exit()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }

  private String images(String name) {
    return folder.resolve(name + "-images-idx3-ubyte").toString();
  }

  /** Every other image of the test set, with its label. */
  private void half(int start, String name) throws Exception {
    Files.write(Path.of(images(name)), half("images-idx3", 16, 28 * 28, start));
    Files.write(folder.resolve(name + "-labels-idx1-ubyte"), half("labels-idx1", 8, 1, start));
  }

  private static byte[] half(String file, int header, int size, int start) throws Exception {
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(MNIST.resolve("t10k-" + file + "-ubyte.gz")))) {
      ByteBuffer all = ByteBuffer.wrap(in.readAllBytes());
      int count = all.getInt(4) / 2;
      ByteBuffer chosen = ByteBuffer.allocate(header + count * size);
      chosen.put(all.array(), 0, header).putInt(4, count);
      for (int i = 0; i < count; i++) {
        chosen.put(all.array(), header + (2 * i + start) * size, size);
      }
      return chosen.array();
    }
  }
}
