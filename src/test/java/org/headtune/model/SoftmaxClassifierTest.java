package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.headtune.model.Networks.dense;
import static org.headtune.model.Networks.dropout;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.OptimizerConfig;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

final class SoftmaxClassifierTest {
  private static final int WIDTH = 20;
  private static final int CLASSES = 4;
  private static final int ROWS = 32;

  private static SoftmaxClassifier classifier(OptimizerConfig optimizer) {
    return SoftmaxClassifier.create(
        Networks.of(dense(16, ActivationFunction.TANH), dense(8, ActivationFunction.SIGMOID)),
        optimizer,
        Shape.row(WIDTH),
        CLASSES,
        42);
  }

  private static float[] features(int rows) {
    float[] x = new float[rows * WIDTH];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) Math.sin(0.7 * i + 0.001 * i * i);
    }
    return x;
  }

  private static int[] labels(int rows) {
    return IntStream.range(0, rows).map(i -> i * 7 % CLASSES).toArray();
  }

  private static double loss(SoftmaxClassifier classifier) {
    float[] p = new float[ROWS * CLASSES];
    classifier.predict(features(ROWS), ROWS, p);
    return IntStream.range(0, ROWS)
        .mapToDouble(row -> -Math.log(p[row * CLASSES + labels(ROWS)[row]]))
        .average()
        .orElseThrow();
  }

  @Test
  void the_loss_is_the_mean_cross_entropy_without_the_decay() {
    for (OptimizerConfig optimizer :
        new OptimizerConfig[] {
          Networks.SGD, new OptimizerConfig.Adamw(0.01, 0.5, 0.9, 0.999, 1e-8)
        }) {
      SoftmaxClassifier classifier = classifier(optimizer);
      double expected = loss(classifier);
      assertThat(classifier.fit(features(ROWS), labels(ROWS), ROWS))
          .isCloseTo(expected, within(1e-6));
    }
  }

  @Test
  void the_gradient_is_the_slope_of_the_loss() {
    SoftmaxClassifier classifier = classifier(new OptimizerConfig.Sgd(1));
    float[] start = classifier.parameters();
    classifier.fit(features(ROWS), labels(ROWS), ROWS);
    float[] moved = classifier.parameters();
    for (int i = 0; i < start.length; i += 13) {
      // Single precision: a short way drowns in rounding, a long one in curvature.
      double way = 1e-2;
      double slope = (lossAt(classifier, start, i, way) - lossAt(classifier, start, i, -way)) / 2;
      double gradient = start[i] - moved[i];
      assertThat(gradient).as("parameter " + i).isCloseTo(slope / way, within(5e-5));
    }
  }

  private static double lossAt(SoftmaxClassifier classifier, float[] start, int index, double by) {
    float[] parameters = start.clone();
    parameters[index] += (float) by;
    classifier.setParameters(parameters);
    return loss(classifier);
  }

  @Test
  void probabilities_do_not_depend_on_how_many_rows_are_asked_for() {
    SoftmaxClassifier classifier = classifier(Networks.ADAM);
    int rows = 1500;
    float[] all = new float[rows * CLASSES];
    classifier.predict(features(rows), rows, all);
    for (int row = 0; row < rows; row++) {
      double sum = 0;
      for (int k = 0; k < CLASSES; k++) {
        sum += all[row * CLASSES + k];
      }
      assertThat(sum).isCloseTo(1, within(1e-6));
    }
    float[] few = new float[7 * CLASSES];
    classifier.predict(features(7), 7, few);
    for (int i = 0; i < few.length; i++) {
      assertThat((double) few[i]).isCloseTo(all[i], within(1e-6));
    }
  }

  @Test
  void biases_start_at_zero_and_the_seed_decides_the_weights() {
    SoftmaxClassifier classifier = classifier(Networks.ADAM);
    for (Map.Entry<String, INDArray> entry : classifier.graph().paramTable().entrySet()) {
      if (entry.getKey().endsWith("_b")) {
        assertThat(entry.getValue().toFloatVector()).containsOnly(0);
      }
    }
    assertThat(classifier(Networks.ADAM).parameters()).isEqualTo(classifier.parameters());
  }

  @Test
  void first_weights_fit_the_activation() {
    assertThat(deviation(ActivationFunction.RELU)).isCloseTo(Math.sqrt(2.0 / 400), within(2e-3));
    assertThat(deviation(ActivationFunction.SELU)).isCloseTo(Math.sqrt(1.0 / 400), within(2e-3));
    assertThat(deviation(ActivationFunction.TANH))
        .isCloseTo(Math.sqrt(2.0 / (400 + 100)), within(2e-3));
  }

  private static double deviation(ActivationFunction activation) {
    INDArray weights =
        SoftmaxClassifier.create(
                Networks.of(dense(100, activation)), Networks.ADAM, Shape.row(400), 2, 3)
            .graph()
            .getParam("dense_1_W");
    return weights.stdNumber(false).doubleValue();
  }

  @Test
  void the_rate_of_a_dropout_is_the_share_that_is_set_to_zero() {
    SoftmaxClassifier classifier =
        SoftmaxClassifier.create(Networks.of(dropout(0.2)), Networks.ADAM, Shape.row(10_000), 2, 1);
    INDArray ones = Nd4j.ones(1, 10_000);
    float[] kept = classifier.graph().feedForward(ones, true).get("dropout_1").toFloatVector();
    long zeros = IntStream.range(0, kept.length).filter(i -> kept[i] == 0).count();
    // Five standard deviations of a binomial count.
    assertThat((double) zeros).isCloseTo(2000, within(5 * Math.sqrt(10_000 * 0.2 * 0.8)));
    assertThat(Nd4j.createFromArray(kept).maxNumber().doubleValue()).isEqualTo(1.25);
  }

  @Test
  void the_updates_are_those_of_dl4j_s_own_fit_in_its_own_layout() {
    SoftmaxClassifier classifier = withDropout();
    ComputationGraph plain = withDropout().graph();
    INDArray x = Nd4j.create(features(ROWS), new long[] {ROWS, WIDTH}, 'c');
    INDArray y = Nd4j.zeros(ROWS, CLASSES);
    for (int row = 0; row < ROWS; row++) {
      y.putScalar(row, labels(ROWS)[row], 1);
    }
    for (int step = 0; step < 20; step++) {
      Nd4j.getRandom().setSeed(step + 1);
      classifier.fit(features(ROWS), labels(ROWS), ROWS);
      Nd4j.getRandom().setSeed(step + 1);
      plain.fit(new INDArray[] {x}, new INDArray[] {y});
    }
    near(classifier.parameters(), plain.params().toFloatVector());
    near(classifier.graph().updaterState().toFloatVector(), plain.updaterState().toFloatVector());
    assertThat(classifier.graph().getIterationCount()).isEqualTo(20);
    assertThat(classifier.graph().getConfiguration().toJson())
        .isEqualTo(plain.getConfiguration().toJson());
  }

  private static SoftmaxClassifier withDropout() {
    return SoftmaxClassifier.create(
        Networks.of(
            dense(16, ActivationFunction.RELU), dropout(0.3), dense(8, ActivationFunction.TANH)),
        Networks.ADAM,
        Shape.row(WIDTH),
        CLASSES,
        42);
  }

  private static void near(float[] actual, float[] expected) {
    double largest =
        IntStream.range(0, expected.length)
            .mapToDouble(i -> Math.abs(actual[i] - expected[i]))
            .max()
            .orElseThrow();
    assertThat(largest).isLessThan(1e-5);
    assertThat(Arrays.equals(actual, new float[actual.length])).isFalse();
  }
}
