package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.headtune.model.Networks.dense;

import java.util.Random;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Predictions at another temperature than 1. */
final class TemperingTest {
  private static final int WIDTH = 6;
  private static final int CLASSES = 5;
  private static final int ROWS = 500;

  private static SoftmaxClassifier classifier(float scale) {
    SoftmaxClassifier classifier =
        SoftmaxClassifier.create(
            Networks.of(dense(7, ActivationFunction.TANH)),
            Networks.SGD,
            Shape.row(WIDTH),
            CLASSES,
            3);
    float[] parameters = classifier.parameters();
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] *= scale;
    }
    classifier.setParameters(parameters);
    return classifier;
  }

  private static float[] features() {
    Random random = new Random(1);
    float[] features = new float[ROWS * WIDTH];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) random.nextGaussian();
    }
    return features;
  }

  private static float[] predicted(SoftmaxClassifier classifier, double temperature) {
    float[] probabilities = new float[ROWS * CLASSES];
    classifier.temper(temperature);
    classifier.predict(features(), ROWS, probabilities);
    return probabilities;
  }

  private static float[] logits(SoftmaxClassifier classifier) {
    float[] logits = new float[ROWS * CLASSES];
    classifier.logits(FeatureTable.of(features(), WIDTH), 0, ROWS, logits);
    return logits;
  }

  private static int first(float[] numbers, int row) {
    int first = 0;
    for (int k = 1; k < CLASSES; k++) {
      if (numbers[row * CLASSES + k] > numbers[row * CLASSES + first]) {
        first = k;
      }
    }
    return first;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.3, 1, 1.7, 100})
  void probabilities_are_the_softmax_of_the_logits_by_the_temperature(double temperature) {
    SoftmaxClassifier classifier = classifier(20);
    float[] logits = logits(classifier);
    float[] found = predicted(classifier, temperature);
    for (int row = 0; row < ROWS; row++) {
      double sum = 0;
      for (int k = 0; k < CLASSES; k++) {
        sum += Math.exp(logits[row * CLASSES + k] / temperature);
      }
      for (int k = 0; k < CLASSES; k++) {
        double expected = Math.exp(logits[row * CLASSES + k] / temperature) / sum;
        assertThat((double) found[row * CLASSES + k]).isCloseTo(expected, within(2e-7));
      }
    }
  }

  /** A scale of 1e-7 leaves logits that rounding makes equal, or parts; 0 leaves ties alone. */
  @ParameterizedTest
  @ValueSource(floats = {20, 1, 1e-2f, 1e-3f, 1e-4f, 3e-5f, 1e-5f, 0})
  void the_most_probable_class_of_every_row_stays(float scale) {
    SoftmaxClassifier classifier = classifier(scale);
    float[] plain = predicted(classifier, 1);
    for (double temperature : new double[] {0.01, 0.1, 0.5, 0.99, 1.01, 2, 10, 100}) {
      float[] found = predicted(classifier, temperature);
      for (int row = 0; row < ROWS; row++) {
        assertThat(first(found, row)).isEqualTo(first(plain, row));
      }
    }
  }

  @Test
  void a_temperature_of_one_gives_the_bits_of_before_and_logits_do_not_change() {
    SoftmaxClassifier classifier = classifier(5);
    float[] plain = predicted(classifier, 1);
    float[] logits = logits(classifier);
    assertThat(predicted(classifier, 3)).isNotEqualTo(plain);
    assertThat(logits(classifier)).isEqualTo(logits);
    assertThat(predicted(classifier, 1)).isEqualTo(plain);
  }

  @Test
  void training_knows_nothing_of_it() {
    SoftmaxClassifier plain = classifier(1);
    SoftmaxClassifier tempered = classifier(1);
    tempered.temper(4);
    int[] labels = new Random(2).ints(ROWS, 0, CLASSES).toArray();
    for (int step = 0; step < 3; step++) {
      assertThat(tempered.fit(features(), labels, ROWS))
          .isEqualTo(plain.fit(features(), labels, ROWS));
    }
    assertThat(tempered.parameters()).isEqualTo(plain.parameters());
  }
}
