package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.headtune.model.Networks.globalPool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Layer;
import org.headtune.config.LayerConfig;
import org.headtune.config.LayerConfig.PoolingKind;
import org.headtune.config.OptimizerConfig;
import org.headtune.data.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Transformers against PyTorch: values and gradients, with padding and with a causal mask. */
final class TransformerReferenceTest {
  private static final int STEPS = 70;
  private static final int WIDTH = 12;
  private static final int CLASSES = 3;
  private static final int[] LENGTHS = {70, 1, 33, 64};
  private static final int[] LABELS = {0, 1, 2, 0};

  private static SoftmaxClassifier classifier(String name) {
    List<LayerConfig> layers = new ArrayList<>();
    layers.add(new LayerConfig.Positions());
    layers.addAll(
        Collections.nCopies(
            2, new LayerConfig.TransformerBlock(3, Optional.of(20), 0, name.equals("causal"))));
    layers.add(new LayerConfig.LayerNorm());
    layers.add(globalPool(PoolingKind.AVG));
    SoftmaxClassifier classifier =
        SoftmaxClassifier.create(
            Networks.of(layers.toArray(LayerConfig[]::new)),
            new OptimizerConfig.Sgd(1),
            Shape.sequence(STEPS, WIDTH),
            CLASSES,
            1);
    float[] start = classifier.parameters();
    for (int i = 0; i < start.length; i++) {
      start[i] = (float) (0.4 * Math.sin(1.7 * i + 0.3));
    }
    classifier.setParameters(start);
    return classifier;
  }

  private static float[] rows() {
    int width = STEPS * WIDTH + 1;
    float[] rows = new float[LENGTHS.length * width];
    for (int i = 0; i < LENGTHS.length * STEPS * WIDTH; i++) {
      rows[i / (width - 1) * width + i % (width - 1)] =
          (float) Math.sin(0.37 * i + 0.0011 * i * (double) i);
    }
    for (int row = 0; row < LENGTHS.length; row++) {
      rows[(row + 1) * width - 1] = LENGTHS[row];
    }
    return rows;
  }

  /** A step of plain descent at rate 1 goes by the gradient. */
  @ParameterizedTest
  @ValueSource(strings = {"all", "causal"})
  void values_and_gradients_are_those_of_pytorch(String name) throws IOException {
    double[] expected = References.read("transformer.txt").get(name);
    try (SoftmaxClassifier classifier = classifier(name)) {
      float[] probabilities = new float[LENGTHS.length * CLASSES];
      classifier.predict(rows(), LENGTHS.length, probabilities);
      float[] gradient = classifier.parameters();
      double loss = classifier.fit(rows(), LABELS, LENGTHS.length);
      float[] after = classifier.parameters();
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] -= after[i];
      }
      double[] found = References.joined(new double[] {loss}, gradient, probabilities);
      assertThat(found).hasSameSizeAs(expected);
      assertThat(loss).isCloseTo(expected[0], within(1e-5));
      int at = 1;
      for (Layer layer : classifier.graph().getLayers()) {
        for (Map.Entry<String, INDArray> one : layer.paramTable().entrySet()) {
          int end = at + (int) one.getValue().length();
          requireClose(one.getKey(), found, expected, at, end);
          at = end;
        }
      }
      requireClose("probabilities", found, expected, at, expected.length);
    }
  }

  /** Against the largest number of them. */
  private static void requireClose(
      String name, double[] found, double[] expected, int from, int to) {
    double largest =
        IntStream.range(from, to).mapToDouble(i -> Math.abs(expected[i])).max().orElseThrow();
    double furthest =
        IntStream.range(from, to)
            .mapToDouble(i -> Math.abs(found[i] - expected[i]))
            .max()
            .orElseThrow();
    assertThat(furthest / largest).as(name).isLessThan(2e-5);
  }
}
