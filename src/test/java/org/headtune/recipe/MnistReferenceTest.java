package org.headtune.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.headtune.config.ConfigFile;
import org.headtune.config.ResolvedConfig;
import org.headtune.config.TrainingConfig;
import org.headtune.data.Prepared;
import org.headtune.evaluation.Metric;
import org.headtune.model.Freezing;
import org.headtune.model.SoftmaxClassifier;
import org.headtune.model.StepRules;
import org.headtune.model.TrainingRules;
import org.headtune.training.EpochRecord;
import org.headtune.training.Position;
import org.headtune.training.TrainingLoop;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Five epochs on ten thousand images of MNIST against PyTorch: the same first weights, the same
 * rows in the same order, the same settings. Skipped where the optional test data is absent.
 */
final class MnistReferenceTest {
  private static final Path MNIST = Path.of("../shared/data/mnist").toAbsolutePath().normalize();
  private static final double PERCENT = 1;

  @TempDir private Path folder;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "plain              | {}",
        "label_smoothing    | {loss: {label_smoothing: 0.1}}",
        "focal              | {loss: {focal_gamma: 2}}",
        "class_weights      | {loss: {class_weights: {0: 2, 1: 0.5, 4: 3, 6: 0.25, 9: 1.5}}}",
        "cosine_with_warmup | {optimizer: {type: adam, learning_rate: 0.003},"
            + " schedule: {type: cosine, warmup: 1 epoch}}",
        "adamw              | {optimizer: {type: adamw, weight_decay: 0.5}}",
        "global_norm        | {optimizer: {type: sgd, learning_rate: 0.5},"
            + " clipping: {global_norm: 0.25}}",
      })
  void losses_are_those_of_pytorch_within_one_percent(String name, String training)
      throws IOException {
    assumeTrue(Files.exists(MNIST), "no optional test data " + MNIST);
    List<Double> expected = expected(name);
    List<Double> found = losses(training);
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i))
          .as("%s loss of epoch %d", i % 2 == 0 ? "training" : "test", i / 2 + 1)
          .isCloseTo(expected.get(i), withinPercentage(PERCENT));
    }
  }

  /** For each epoch the loss that was trained and the cross-entropy of the test images. */
  private List<Double> losses(String settings) throws IOException {
    ResolvedConfig resolved = config(settings);
    TrainingConfig training = resolved.config().training();
    Prepared data = Prepared.prepare(resolved.config().data(), training.seed());
    SoftmaxClassifier model =
        SoftmaxClassifier.create(
            resolved.config().model().orElseThrow(),
            training.optimizer(),
            data.columns().shape(),
            data.classes().size(),
            training.seed());
    model.setParameters(firstWeights());
    model.train(
        new TrainingRules(
            Freezing.NONE, Objective.of(resolved, data).loss(), StepRules.of(training)));
    List<Double> losses = new ArrayList<>();
    new TrainingLoop(training, model, data.train())
        .run(
            new TrainingLoop.Observer() {
              @Override
              public boolean afterBatch(Position position, int batches) {
                return true;
              }

              @Override
              public boolean afterEpoch(EpochRecord epoch) {
                losses.add(epoch.loss());
                losses.add(Metric.LOSS.of(Judge.predict(model, data.test())));
                return true;
              }
            });
    return losses;
  }

  private ResolvedConfig config(String training) throws IOException {
    Path file = folder.resolve("mnist.yaml");
    Files.writeString(
        file,
        String.join(
            "\n",
            "data:",
            "  train: " + MNIST.resolve("train10k-images-idx3-ubyte.gz"),
            "  test: " + MNIST.resolve("t10k-images-idx3-ubyte.gz"),
            "  validation_split: 0",
            "  scaling: min_max",
            "model: {layers: [dense: {units: 32}]}",
            "training: " + training,
            "output: unused"));
    return ConfigFile.read(file, List.of("training.epochs=5", "training.batch_size=64"));
  }

  private static float[] firstWeights() throws IOException {
    try (InputStream in = MnistReferenceTest.class.getResourceAsStream("mnist-weights.bin")) {
      ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
      float[] weights = new float[bytes.remaining() / Float.BYTES];
      bytes.asFloatBuffer().get(weights);
      return weights;
    }
  }

  private static List<Double> expected(String name) throws IOException {
    try (InputStream in = MnistReferenceTest.class.getResourceAsStream("mnist.txt")) {
      String line =
          new String(in.readAllBytes(), StandardCharsets.US_ASCII)
              .lines()
              .filter(text -> text.startsWith(name + " "))
              .findFirst()
              .orElseThrow();
      return Arrays.stream(line.split(" ")).skip(1).map(Double::valueOf).toList();
    }
  }
}
