package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.headtune.config.HeadConfig;
import org.headtune.config.LayerConfig;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.ModelConfig;
import org.headtune.data.LabelSets;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ContrastHeadTest {
  private static final int ROWS = 4;
  private static final int WIDTH = 5;

  private static SoftmaxClassifier network(
      int input, Pretext.Contrast pretext, LayerConfig... layers) {
    SoftmaxClassifier network =
        SoftmaxClassifier.create(
            new ModelConfig(List.of(layers), new HeadConfig.Softmax()),
            Networks.SGD,
            Shape.row(input),
            pretext,
            42);
    network.train(
        new TrainingRules(
            Freezing.NONE,
            TrainingRules.PLAIN.loss(),
            StepRules.PLAIN,
            LabelSets.SINGLE,
            Optional.empty(),
            Truncation.NONE,
            Optional.of(pretext)));
    return network;
  }

  /** Views of a row stand one after the other. */
  private static FeatureTable views() {
    float[] numbers = new float[2 * ROWS * WIDTH];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) Math.sin(1.7 * i + 0.3 * i * i);
    }
    return FeatureTable.of(numbers, WIDTH);
  }

  private static FeatureTable rows() {
    return FeatureTable.of(new float[ROWS * WIDTH], WIDTH);
  }

  private static double loss(SoftmaxClassifier network) {
    PretextScore score = network.score(views(), rows(), 0, ROWS);
    return score.loss() / score.questions();
  }

  /** Below PyTorch's numbers: three updates, and a last look. */
  @ParameterizedTest
  @ValueSource(strings = {"0.1", "0.5", "2.0"})
  void the_numbers_are_those_of_pytorch(String temperature) throws IOException {
    Map<String, double[]> all = References.read("contrast.txt");
    double[] expected = all.get(temperature);
    Pretext.Contrast pretext = new Pretext.Contrast(3, Double.parseDouble(temperature), ROWS);
    LayerConfig dense = Networks.dense(4, ActivationFunction.TANH);
    try (SoftmaxClassifier network = network(WIDTH, pretext, dense)) {
      float[] first = network.parameters();
      int[] ends = {20, 24, 36, 39, 48, 51}; // of weights and biases in turn
      int part = 0;
      for (int i = 0; i < first.length; i++) {
        part += i == ends[part] ? 1 : 0;
        first[i] = (float) (0.9 * Math.sin(0.7 * i + 0.2) + (part % 2 == 1 ? 0.5 : 0));
      }
      assertThat(first).hasSize(51);
      network.setParameters(first);

      for (int step = 0; step < 3; step++) {
        assertThat(network.fit(views(), rows(), new int[] {0, 1, 2, 3}, 0, ROWS))
            .isCloseTo(expected[step], within(1e-5));
      }
      float[] trained = network.parameters();
      for (int i = 0; i < trained.length; i++) {
        assertThat((double) trained[i])
            .as("parameter %d", i)
            .isCloseTo(expected[3 + i], within(1e-5));
      }
      PretextScore score = network.score(views(), rows(), 0, ROWS);
      assertThat(score)
          .returns(2L * ROWS, PretextScore::questions)
          .returns(2L * ROWS, PretextScore::choices)
          .returns(Math.round(2 * ROWS * expected[54]), PretextScore::right);
      assertThat(loss(network)).isCloseTo(expected[55], within(1e-5));
    }
  }

  /**
   * With weights that hand numbers on as they are: two rows whose views lie in the directions (1,
   * 0) and (0, 1), and (1, 0) and (1, 0).
   */
  @Test
  void the_loss_is_that_of_a_calculation_by_hand() {
    try (SoftmaxClassifier network = network(2, new Pretext.Contrast(2, 0.5, 2))) {
      network.setParameters(new float[] {1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0});
      FeatureTable seen = FeatureTable.of(new float[] {3, 0, 0, 2, 5, 0, 0.5f, 0}, 2);
      FeatureTable rows = FeatureTable.of(new float[4], 2);

      double e = Math.exp(2); // a cosine of 1, divided by the temperature
      // Of the first view, whose partner is at right angles and the two others are not, and so on.
      double first = Math.log(1 + 2 * e);
      double second = Math.log(3);
      double third = Math.log(1 + 2 * e) - 2;
      double fourth = Math.log(1 + 2 * e) - 2;
      assertThat(network.score(seen, rows, 0, 2))
          .satisfies(
              score ->
                  assertThat(score.loss()).isCloseTo(first + second + third + fourth, within(1e-6)))
          // No partner is nearer than every other view.
          .returns(0L, PretextScore::right);
    }
  }

  @Test
  void an_update_follows_the_slope_of_the_loss() {
    Pretext.Contrast pretext = new Pretext.Contrast(3, 0.5, ROWS);
    LayerConfig dense = Networks.dense(4, ActivationFunction.TANH);
    try (SoftmaxClassifier network = network(WIDTH, pretext, dense)) {
      float[] before = network.parameters();
      double[] slope = new double[before.length];
      for (int i = 0; i < slope.length; i++) {
        slope[i] = (loss(network, before, i, 1e-3f) - loss(network, before, i, -1e-3f)) / 2e-3;
      }
      network.setParameters(before);
      double expected = loss(network);
      assertThat(network.fit(views(), rows(), new int[] {2, 0, 3, 1}, 0, ROWS))
          .isCloseTo(expected, within(1e-5));
      float[] after = network.parameters();
      for (int i = 0; i < slope.length; i++) {
        assertThat((before[i] - after[i]) / Networks.SGD.learningRate())
            .as("parameter %d", i)
            .isCloseTo(slope[i], within(3e-3));
      }
    }
  }

  private static double loss(SoftmaxClassifier network, float[] numbers, int index, float by) {
    float[] moved = numbers.clone();
    moved[index] += by;
    network.setParameters(moved);
    return loss(network);
  }

  /** Rows are judged among about as many others as in training. */
  @Test
  void blocks_have_about_the_size_of_a_batch() {
    Pretext.Contrast pretext = new Pretext.Contrast(3, 0.5, 64);
    assertThat(pretext.blocks(0, 10)).containsExactly(0);
    assertThat(pretext.blocks(40, 10)).containsExactly(0, 40);
    assertThat(pretext.blocks(65, 10)).containsExactly(0, 65);
    assertThat(pretext.blocks(192, 10)).containsExactly(0, 64, 128, 192);
    assertThat(pretext.blocks(200, 10)).containsExactly(0, 66, 133, 200);
    assertThat(new Pretext.Reconstruction(List.of()).blocks(25, 10)).containsExactly(0, 10, 20, 25);
  }

  @Test
  void vectors_that_point_nowhere_do_no_harm() {
    try (SoftmaxClassifier network = network(WIDTH, new Pretext.Contrast(3, 0.1, ROWS))) {
      network.setParameters(new float[network.parameters().length]);

      double loss = network.fit(views(), rows(), new int[] {0, 1, 2, 3}, 0, ROWS);

      assertThat(loss).isCloseTo(Math.log(2 * ROWS - 1), within(1e-6));
      assertThat(network.parameters()).containsOnly(0);
      assertThat(network.score(views(), rows(), 0, ROWS).right()).isZero();
    }
  }
}
