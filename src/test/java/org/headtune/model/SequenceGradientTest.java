package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.headtune.model.Networks.activation;
import static org.headtune.model.Networks.globalPool;
import static org.headtune.model.Networks.lstm;
import static org.headtune.model.Networks.selfAttention;
import static org.headtune.model.Networks.simpleRnn;

import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.LayerConfig.Directions;
import org.headtune.config.LayerConfig.PoolingKind;
import org.headtune.config.LayerConfig.RecurrentFunction;
import org.headtune.config.LayerConfig.StepOutput;
import org.headtune.config.ModelConfig;
import org.headtune.config.OptimizerConfig;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Gradients of networks on sequences against finite differences of the loss. */
final class SequenceGradientTest {
  private static final int FEATURES = 3;
  private static final int CLASSES = 3;
  private static final int ROWS = 5;

  /** More than one block of attention, and a part of one. */
  private static final int LONG = 150;

  private static final double RATE = 1;
  private static final float STEP = 0.005f;

  private static Map<String, ModelConfig> models() {
    return Map.of(
        "lstm",
        Networks.of(
            lstm(4, Directions.CONCAT, StepOutput.STEPS),
            lstm(3, Directions.NONE, StepOutput.LAST)),
        "simple",
        Networks.of(
            simpleRnn(4, RecurrentFunction.SIGMOID, Directions.ADD, StepOutput.STEPS),
            activation(ActivationFunction.TANH),
            globalPool(PoolingKind.AVG)),
        "attention",
        Networks.of(selfAttention(4, 2), globalPool(PoolingKind.AVG)),
        "attention_twice",
        Networks.of(
            lstm(4, Directions.MEAN, StepOutput.STEPS),
            selfAttention(6, 3),
            selfAttention(4, 1),
            simpleRnn(4, RecurrentFunction.TANH, Directions.CONCAT, StepOutput.LAST)));
  }

  private static Stream<String> names() {
    return models().keySet().stream().sorted();
  }

  private static SoftmaxClassifier classifier(ModelConfig model, int steps) {
    return SoftmaxClassifier.create(
        model, new OptimizerConfig.Sgd(RATE), Shape.sequence(steps, FEATURES), CLASSES, 3);
  }

  private static float[] rows(int steps) {
    Random random = new Random(5);
    int width = steps * FEATURES + 1;
    float[] rows = new float[ROWS * width];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) random.nextGaussian();
    }
    for (int row = 0; row < ROWS; row++) {
      rows[(row + 1) * width - 1] = row == 0 ? steps : 1 + random.nextInt(steps);
    }
    return rows;
  }

  private static double loss(SoftmaxClassifier classifier, float[] parameters, float[] rows) {
    classifier.setParameters(parameters);
    return classifier.fit(rows, new int[] {0, 1, 2, 0, 1}, ROWS);
  }

  private static float[] shifted(float[] start, float[] direction, float share) {
    float[] moved = start.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += share * direction[i];
    }
    return moved;
  }

  private static double slope(
      SoftmaxClassifier classifier, float[] at, float[] direction, float step, float[] rows) {
    return (loss(classifier, shifted(at, direction, step), rows)
            - loss(classifier, shifted(at, direction, -step), rows))
        / (2 * step);
  }

  private static void requireGradient(ModelConfig model, int steps) {
    Random random = new Random(11);
    float[] rows = rows(steps);
    try (SoftmaxClassifier classifier = classifier(model, steps)) {
      float[] start = classifier.parameters();
      for (int i = 0; i < start.length; i++) {
        start[i] = (float) (0.5 * random.nextGaussian());
      }
      loss(classifier, start, rows);
      float[] after = classifier.parameters();
      for (int trial = 0; trial < 12; trial++) {
        float[] direction = new float[start.length];
        double slope = 0;
        double length = 0;
        for (int i = 0; i < start.length; i++) {
          // Every parameter counts, some of them more in each trial.
          direction[i] = (float) (random.nextGaussian() * (i % 12 == trial ? 1 : 0.1));
          slope += direction[i] * (start[i] - after[i]) / RATE;
          length += direction[i] * direction[i];
        }
        // Of two steps, so that what is left of the curve is of the fifth order (Richardson 1911).
        double found =
            (4 * slope(classifier, start, direction, STEP, rows)
                    - slope(classifier, start, direction, 2 * STEP, rows))
                / 3;
        assertThat(found).isCloseTo(slope, within(2e-4 * Math.sqrt(length)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void the_gradient_is_that_of_finite_differences(String name) {
    requireGradient(models().get(name), 7);
  }

  @ParameterizedTest
  @MethodSource("names")
  void the_gradient_of_long_sequences_too(String name) {
    requireGradient(models().get(name), LONG);
  }

  /** Deeplearning4j computes all steps at once, and ours block by block. */
  @Test
  void long_attention_is_that_of_deeplearning4j() {
    float[] rows = rows(LONG);
    float[] ours = new float[ROWS * CLASSES];
    try (SoftmaxClassifier classifier = classifier(models().get("attention"), LONG)) {
      classifier.predict(rows, ROWS, ours);
      for (int row = 0; row < ROWS; row++) {
        int from = row * (LONG * FEATURES + 1);
        int length = (int) rows[from + LONG * FEATURES];
        INDArray x = Nd4j.zeros(1, FEATURES, length);
        for (int i = 0; i < FEATURES * length; i++) {
          x.putScalar(new int[] {0, i % FEATURES, i / FEATURES}, rows[from + i]);
        }
        INDArray theirs = classifier.graph().outputSingle(x);
        for (int k = 0; k < CLASSES; k++) {
          assertThat(theirs.getFloat(0, k)).isCloseTo(ours[row * CLASSES + k], within(1e-5f));
        }
      }
    }
  }

  /** Glorot and Bengio 2010, whatever Deeplearning4j takes for inputs and outputs. */
  @Test
  void first_weights_of_attention_have_the_variance_of_glorot() {
    int units = 64;
    try (SoftmaxClassifier classifier =
        classifier(Networks.of(selfAttention(units, 4), globalPool(PoolingKind.AVG)), 2)) {
      requireVariance(classifier, "Wq", 2.0 / (FEATURES + units));
      requireVariance(classifier, "Wk", 2.0 / (FEATURES + units));
      requireVariance(classifier, "Wv", 2.0 / (FEATURES + units));
      requireVariance(classifier, "Wo", 2.0 / (units + units));
    }
  }

  private static void requireVariance(SoftmaxClassifier classifier, String key, double expected) {
    INDArray weights = classifier.graph().getParam("self_attention_1_" + key);
    double square = weights.mul(weights).meanNumber().doubleValue();
    // Of n squares of normal numbers the mean has a relative deviation of sqrt(2 / n).
    assertThat(square / expected).isCloseTo(1, within(4 * Math.sqrt(2.0 / weights.length())));
  }
}
