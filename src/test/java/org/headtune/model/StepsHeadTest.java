package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.headtune.config.HeadConfig;
import org.headtune.config.LayerConfig;
import org.headtune.config.LayerConfig.Directions;
import org.headtune.config.LayerConfig.StepOutput;
import org.headtune.config.ModelConfig;
import org.headtune.data.Bag;
import org.headtune.data.LabelSets;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

final class StepsHeadTest {
  private static final int STEPS = 4;
  private static final int ENTRIES = 6;
  private static final int WIDTH = STEPS + 1;

  private static final float[] SEEN = {
    1, 3, 5, 0, 3, //
    1, 2, 0, 0, 2, //
    1, 0, 0, 0, 1, //
    1, 5, 4, 3, 4
  };

  /** What comes next; the last one may have been cut. */
  private static final float[] ASKED = {
    3, 5, 2, 0, 3, //
    2, 2, 0, 0, 2, //
    2, 0, 0, 0, 1, //
    5, 4, 3, -1, 4
  };

  private static final int QUESTIONS = 9;

  static List<HeadConfig> heads() {
    return List.of(new HeadConfig.Softmax(), new HeadConfig.MixtureOfSoftmaxes(2, Optional.of(3)));
  }

  private static SoftmaxClassifier network(HeadConfig head) {
    return network(head, new Pretext.Entries(ENTRIES, true, Optional.empty()), 5);
  }

  private static SoftmaxClassifier network(HeadConfig head, Pretext pretext, int units) {
    SoftmaxClassifier network =
        SoftmaxClassifier.create(
            new ModelConfig(
                List.of(new LayerConfig.Lstm(units, Directions.NONE, StepOutput.STEPS)), head),
            Networks.SGD,
            Shape.sequence(new Bag(ENTRIES, STEPS, 3)),
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

  private static FeatureTable table(float[] rows) {
    return FeatureTable.of(rows, WIDTH);
  }

  private static double loss(SoftmaxClassifier network) {
    PretextScore score = network.score(table(SEEN), table(ASKED), 0, 4);
    return score.loss() / score.questions();
  }

  /** Deeplearning4j gives probabilities of all steps, one below the other. */
  @ParameterizedTest
  @MethodSource("heads")
  void the_loss_is_that_of_the_probabilities_of_deeplearning4j(HeadConfig head) {
    try (SoftmaxClassifier network = network(head)) {
      double loss = 0;
      int questions = 0;
      int right = 0;
      for (int row = 0; row < 4; row++) {
        int length = (int) SEEN[row * WIDTH + STEPS];
        INDArray sequence = Nd4j.create(1, 1, length);
        for (int i = 0; i < length; i++) {
          sequence.putScalar(0, 0, i, SEEN[row * WIDTH + i]);
        }
        INDArray output = network.graph().outputSingle(sequence);
        assertThat(output.shape()).containsExactly(length, ENTRIES);
        for (int i = 0; i < length; i++) {
          int truth = (int) ASKED[row * WIDTH + i];
          if (truth >= 0) {
            loss -= Math.log(output.getDouble(i, truth));
            questions++;
            right += output.getRow(i).argMax().getInt(0) == truth ? 1 : 0;
          }
        }
      }
      PretextScore score = network.score(table(SEEN), table(ASKED), 0, 4);
      assertThat(questions).isEqualTo(QUESTIONS);
      assertThat(score.loss()).isCloseTo(loss, within(1e-4));
      assertThat(score.questions()).isEqualTo(QUESTIONS);
      assertThat(score.choices()).isEqualTo(QUESTIONS);
      assertThat(score.right()).isEqualTo(right);
    }
  }

  @ParameterizedTest
  @MethodSource("heads")
  void an_update_follows_the_slope_of_the_loss(HeadConfig head) {
    try (SoftmaxClassifier network = network(head)) {
      float[] before = network.parameters();
      double[] slope = new double[before.length];
      for (int i = 0; i < slope.length; i++) {
        slope[i] = (loss(network, before, i, 1e-2f) - loss(network, before, i, -1e-2f)) / 2e-2;
      }
      network.setParameters(before);
      assertThat(network.fit(table(SEEN), table(ASKED), new int[] {0, 1, 2, 3}, 0, 4))
          .isCloseTo(loss(network(head)), within(1e-5));
      float[] after = network.parameters();
      double rate = Networks.SGD.learningRate();
      for (int i = 0; i < slope.length; i++) {
        assertThat((before[i] - after[i]) / rate)
            .as("parameter %d", i)
            .isCloseTo(slope[i], within(1e-3));
      }
    }
  }

  private static double loss(SoftmaxClassifier network, float[] numbers, int index, float by) {
    float[] moved = numbers.clone();
    moved[index] += by;
    network.setParameters(moved);
    return loss(network);
  }

  /**
   * Vectors of 3 numbers below, weights from 3 numbers above, 6 of each: the first and the last.
   */
  @Test
  void what_is_tied_moves_as_one_by_the_slopes_of_both() {
    Pretext tied = new Pretext.Entries(ENTRIES, true, Optional.of(3));
    try (SoftmaxClassifier network = network(new HeadConfig.Softmax(), tied, 3)) {
      float[] before = network.parameters();
      int weights = before.length - ENTRIES - 3 * ENTRIES;
      assertTied(before, weights);
      double[] slope = new double[before.length];
      for (int i = 0; i < slope.length; i++) {
        slope[i] =
            (tiedLoss(network, before, weights, i, 1e-2f)
                    - tiedLoss(network, before, weights, i, -1e-2f))
                / 2e-2;
      }
      network.setParameters(before);
      network.fit(table(SEEN), table(ASKED), new int[] {0, 1, 2, 3}, 0, 4);
      float[] after = network.parameters();
      assertTied(after, weights);
      double rate = Networks.SGD.learningRate();
      for (int i = 0; i < slope.length; i++) {
        assertThat((before[i] - after[i]) / rate)
            .as("parameter %d", i)
            .isCloseTo(slope[i], within(1e-3));
      }
    }
  }

  private static void assertTied(float[] parameters, int weights) {
    assertThat(Arrays.copyOf(parameters, 3 * ENTRIES))
        .isEqualTo(Arrays.copyOfRange(parameters, weights, weights + 3 * ENTRIES));
  }

  /** The loss where a number was moved, and the one it is tied to with it. */
  private static double tiedLoss(
      SoftmaxClassifier network, float[] numbers, int weights, int index, float by) {
    float[] moved = numbers.clone();
    moved[index] += by;
    if (index < 3 * ENTRIES) {
      moved[weights + index] += by;
    } else if (index >= weights && index < weights + 3 * ENTRIES) {
      moved[index - weights] += by;
    }
    network.setParameters(moved);
    return loss(network);
  }

  @Test
  void rows_that_ask_for_nothing_teach_only_how_texts_begin() {
    float[] empty = {1, 0, 0, 0, 1};
    float[] nothing = {-1, 0, 0, 0, 1};
    try (SoftmaxClassifier network = network(new HeadConfig.Softmax())) {
      double loss = network.fit(table(empty), table(nothing), new int[] {0}, 0, 1);
      assertThat(loss).isFinite();
      assertThat(network.isFinite()).isTrue();
      assertThat(network.score(table(empty), table(nothing), 0, 1)).isEqualTo(PretextScore.NONE);
    }
  }

  @Test
  void a_row_alone_is_judged_as_in_a_batch() {
    try (SoftmaxClassifier network = network(new HeadConfig.Softmax())) {
      double alone =
          IntStream.range(0, 4)
              .mapToDouble(row -> network.score(table(SEEN), table(ASKED), row, 1).loss())
              .sum();
      assertThat(alone)
          .isCloseTo(network.score(table(SEEN), table(ASKED), 0, 4).loss(), within(1e-5));
    }
  }
}
