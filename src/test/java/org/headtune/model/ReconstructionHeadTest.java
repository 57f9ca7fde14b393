package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.headtune.config.HeadConfig;
import org.headtune.config.LayerConfig;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.LayerConfig.WeightInitialisation;
import org.headtune.config.ModelConfig;
import org.headtune.data.LabelSets;
import org.headtune.data.RowCell;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;

final class ReconstructionHeadTest {
  /** Two numbers, then one of three categories, then a bag that is not asked for. */
  private static final int WIDTH = 7;

  private static final List<RowCell> CELLS =
      List.of(new RowCell(0, 1, false), new RowCell(1, 1, false), new RowCell(2, 3, true));

  private static final float[] ROWS = {
    0.5f, -1.5f, 0, 1, 0, 3, 1, //
    2f, 0.25f, 1, 0, 0, 1, 1, //
    -0.75f, 0f, 0, 0, 1, 2, 1
  };

  private static final float[] SEEN = {
    2f, -1.5f, 0, 1, 0, 3, 1, //
    2f, 0.25f, 0, 0, 0, 1, 1, //
    -0.75f, -1.5f, 1, 0, 0, 2, 1
  };

  private static SoftmaxClassifier network(LayerConfig... layers) {
    Pretext pretext = new Pretext.Reconstruction(CELLS);
    SoftmaxClassifier network =
        SoftmaxClassifier.create(
            new ModelConfig(List.of(layers), new HeadConfig.Softmax()),
            Networks.SGD,
            Shape.row(WIDTH),
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

  private static PretextScore score(SoftmaxClassifier network) {
    return network.score(table(SEEN), table(ROWS), 0, 3);
  }

  private static FeatureTable table(float[] rows) {
    return FeatureTable.of(rows, WIDTH);
  }

  private static double loss(SoftmaxClassifier network) {
    PretextScore score = score(network);
    return score.loss() / score.questions();
  }

  /** With weights of 0 the outputs are the biases. */
  @Test
  void the_loss_is_that_of_a_calculation_by_hand() {
    try (SoftmaxClassifier network = network()) {
      float[] parameters = new float[network.parameters().length];
      System.arraycopy(new float[] {1, -1, 0, 2, 0}, 0, parameters, WIDTH * 5, 5);
      network.setParameters(parameters);

      double numbers = 0.25 + 0.25 + 1 + 1.5625 + 3.0625 + 1;
      double all = Math.log(2 + Math.exp(2));
      assertThat(score(network))
          .satisfies(
              score -> assertThat(score.loss()).isCloseTo(numbers + 3 * all - 2, within(1e-6)))
          .returns(9L, PretextScore::questions)
          .returns(3L, PretextScore::choices)
          .returns(1L, PretextScore::right);
    }
  }

  @Test
  void an_update_follows_the_slope_of_the_loss() {
    LayerConfig dense =
        new LayerConfig.Dense(4, ActivationFunction.TANH, WeightInitialisation.AUTO, 0.1);
    try (SoftmaxClassifier network = network(dense)) {
      float[] before = network.parameters();
      double[] slope = new double[before.length];
      for (int i = 0; i < slope.length; i++) {
        slope[i] = (loss(network, before, i, 1e-2f) - loss(network, before, i, -1e-2f)) / 2e-2;
      }
      network.setParameters(before);
      double expected = loss(network);
      assertThat(network.fit(table(SEEN), table(ROWS), new int[] {0, 1, 2}, 0, 3))
          .isCloseTo(expected, within(1e-6));
      float[] after = network.parameters();
      for (int i = 0; i < slope.length; i++) {
        double rate = Networks.SGD.learningRate();
        assertThat((before[i] - after[i]) / rate)
            .as("parameter %d", i)
            .isCloseTo(slope[i], within(2e-3));
      }
    }
  }

  private static double loss(SoftmaxClassifier network, float[] numbers, int index, float by) {
    float[] moved = numbers.clone();
    moved[index] += by;
    network.setParameters(moved);
    return loss(network);
  }
}
