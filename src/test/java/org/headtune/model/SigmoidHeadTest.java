package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.headtune.model.Networks.dense;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.headtune.config.HeadConfig;
import org.headtune.config.LayerConfig;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.ModelConfig;
import org.headtune.config.OptimizerConfig;
import org.headtune.data.LabelSets;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

final class SigmoidHeadTest {
  private static final int ROWS = 6;
  private static final int WIDTH = 5;
  private static final int CLASSES = 3;
  private static final LabelSets SETS =
      LabelSets.of(
          List.of(
              new int[] {},
              new int[] {0},
              new int[] {0, 1, 2},
              new int[] {1, 2},
              new int[] {2},
              new int[] {0, 2}));

  private static SoftmaxClassifier classifier(OptimizerConfig optimizer, LayerConfig... layers) {
    SoftmaxClassifier classifier =
        SoftmaxClassifier.create(
            new ModelConfig(List.of(layers), new HeadConfig.Sigmoid(true)),
            optimizer,
            Shape.row(WIDTH),
            CLASSES,
            42);
    classifier.train(TrainingRules.PLAIN.with(SETS));
    return classifier;
  }

  private static float[] features() {
    float[] x = new float[ROWS * WIDTH];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) Math.sin(0.37 * i + 0.0011 * i * i);
    }
    return x;
  }

  private static int[] labels() {
    return IntStream.range(0, ROWS).toArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "extreme"})
  void three_updates_give_what_pytorch_gives(String name) throws IOException {
    boolean extreme = name.equals("extreme"); // logits of some thousands
    try (SoftmaxClassifier classifier = classifier(Networks.SGD)) {
      float[] start = classifier.parameters();
      for (int i = 0; i < start.length; i++) {
        start[i] = (float) ((extreme ? 1000 : 0.4) * Math.sin(1.7 * i + 0.3));
      }
      classifier.setParameters(start);
      double[] losses = new double[3];
      for (int step = 0; step < losses.length; step++) {
        losses[step] = classifier.fit(features(), labels(), ROWS);
      }
      float[] probabilities = new float[ROWS * CLASSES];
      classifier.predict(features(), ROWS, probabilities);
      assertThat(References.joined(losses, classifier.parameters(), probabilities))
          .containsExactly(References.read("sigmoid.txt").get(name), within(extreme ? 2e-3 : 2e-6));
    }
  }

  /**
   * Each logit by itself, up to a thousand: the loss grows with it and the gradient has a limit.
   */
  @Test
  void the_loss_of_a_logit_is_exact_where_its_probability_is_not() {
    for (float logit : new float[] {-1000, -30, 0, 30, 1000}) {
      for (int label : new int[] {0, 2}) {
        SoftmaxClassifier classifier = classifier(new OptimizerConfig.Sgd(1));
        float[] start = new float[classifier.parameters().length];
        for (int k = 0; k < CLASSES; k++) {
          start[WIDTH * CLASSES + k] = logit;
        }
        classifier.setParameters(start);
        double loss = classifier.fit(new float[WIDTH], new int[] {label}, 1);
        double sign = label == 2 ? -1 : 1; // all classes, or none
        double expected = Math.max(sign * logit, 0) + Math.log1p(Math.exp(-Math.abs(logit)));
        assertThat(loss).isCloseTo(expected, within(1e-6 * Math.max(1, expected)));
        double gradient = sign / (1 + Math.exp(-sign * logit)) / CLASSES;
        assertThat((double) start[WIDTH * CLASSES] - classifier.parameters()[WIDTH * CLASSES])
            .isCloseTo(gradient, within(Math.abs(logit) > 100 ? 1e-4 : 1e-6));
      }
    }
  }

  @Test
  void the_gradient_is_the_slope_of_the_loss() {
    LayerConfig hidden = dense(4, ActivationFunction.TANH);
    SoftmaxClassifier classifier = classifier(new OptimizerConfig.Sgd(1), hidden);
    float[] start = classifier.parameters();
    classifier.fit(features(), labels(), ROWS);
    float[] moved = classifier.parameters();
    for (int i = 0; i < start.length; i++) {
      double way = 1e-2; // single precision: a short way drowns in rounding
      double slope = (lossAt(classifier, start, i, way) - lossAt(classifier, start, i, -way)) / 2;
      assertThat((double) start[i] - moved[i])
          .as("parameter " + i)
          .isCloseTo(slope / way, within(5e-5));
    }
  }

  private static double lossAt(SoftmaxClassifier classifier, float[] start, int index, double by) {
    float[] parameters = start.clone();
    parameters[index] += (float) by;
    classifier.setParameters(parameters);
    float[] p = new float[ROWS * CLASSES];
    classifier.predict(features(), ROWS, p);
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      sum -= Math.log(SETS.has(i / CLASSES, i % CLASSES) ? p[i] : 1 - p[i]);
    }
    return sum / p.length;
  }

  /** DL4J takes the sum over the classes where this head takes the mean. */
  @Test
  void the_updates_are_those_of_dl4j_s_own_fit_at_a_rate_divided_by_the_classes() {
    LayerConfig hidden = dense(4, ActivationFunction.TANH);
    SoftmaxClassifier classifier = classifier(new OptimizerConfig.Sgd(0.3), hidden);
    ComputationGraph plain = classifier(new OptimizerConfig.Sgd(0.3 / CLASSES), hidden).graph();
    INDArray x = Nd4j.create(features(), new long[] {ROWS, WIDTH}, 'c');
    INDArray y = Nd4j.zeros(ROWS, CLASSES);
    for (int row = 0; row < ROWS; row++) {
      for (int k : SETS.classes(row)) {
        y.putScalar(row, k, 1);
      }
    }
    for (int step = 0; step < 10; step++) {
      classifier.fit(features(), labels(), ROWS);
      plain.fit(new INDArray[] {x}, new INDArray[] {y});
    }
    float[] expected = plain.params().toFloatVector();
    assertThat(classifier.parameters()).containsExactly(expected, within(1e-5f));

    float[] probabilities = new float[ROWS * CLASSES];
    classifier.predict(features(), ROWS, probabilities);
    assertThat(probabilities)
        .containsExactly(
            classifier.graph().outputSingle(x).dup('c').data().asFloat(), within(1e-6f));
  }
}
