package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.headtune.Place;
import org.headtune.config.ClassWeightsConfig;
import org.headtune.config.LossConfig;
import org.headtune.config.OptimizerConfig;
import org.headtune.data.ClassNames;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The head itself with weighted sums of 1000 and -1000, against values by hand. */
final class LargeLogitsTest {
  private static final OptimizerConfig SGD = new OptimizerConfig.Sgd(1);

  /** A head without hidden layers: its biases are the weighted sums of a row of zeros. */
  private static SoftmaxClassifier withSums(float... sums) {
    SoftmaxClassifier classifier =
        SoftmaxClassifier.create(Networks.of(), SGD, Shape.row(1), sums.length, 1);
    float[] parameters = classifier.parameters();
    System.arraycopy(sums, 0, parameters, sums.length, sums.length);
    classifier.setParameters(parameters);
    return classifier;
  }

  private static void expect(
      SoftmaxClassifier classifier, int label, double loss, double... gradient) {
    float[] before = classifier.parameters();
    double found = classifier.fit(new float[] {0}, new int[] {label}, 1);
    assertThat(found).isCloseTo(loss, within(1e-6 * Math.max(1, Math.abs(loss))));
    float[] after = classifier.parameters();
    for (int k = 0; k < gradient.length; k++) {
      int bias = gradient.length + k;
      // A step of size 1 from a bias of 1000 is rounded to 2^-14.
      assertThat((double) before[bias] - after[bias])
          .as("class " + k)
          .isCloseTo(gradient[k], within(1e-4));
    }
  }

  private static LossConfig loss(double smoothing, double gamma, double tau) {
    return new LossConfig(smoothing, gamma, new ClassWeightsConfig.None(), tau);
  }

  private static SoftmaxClassifier trainedBy(LossConfig config, float... sums) {
    SoftmaxClassifier classifier = withSums(sums);
    ClassNames names = ClassNames.inOrder(List.of("a", "b", "c"));
    RowLoss loss = RowLoss.of(config, names, new int[] {0, 1, 2}, Place::of);
    classifier.train(new TrainingRules(Freezing.NONE, loss, StepRules.PLAIN));
    return classifier;
  }

  @Test
  void probabilities_do_not_overflow() {
    float[] probabilities = new float[3];
    withSums(1000, 1001, 1002).predict(new float[] {0}, 1, probabilities);
    assertThat(probabilities)
        .containsExactly(new float[] {0.0900306f, 0.244728f, 0.665241f}, within(1e-6f));
    withSums(-1000, 1000, -1000).predict(new float[] {0}, 1, probabilities);
    assertThat(probabilities).containsExactly(0, 1, 0);
  }

  @Test
  void cross_entropy_is_the_distance_of_the_sums() {
    expect(withSums(1000, -1000, 0), 0, 0, 0, 0, 0);
    expect(withSums(1000, -1000, 0), 1, 2000, 1, -1, 0);
    expect(withSums(-1000, -1000, -1000), 2, Math.log(3), 1 / 3.0, 1 / 3.0, -2 / 3.0);
    expect(withSums(1000, 1000, -1000), 0, Math.log(2), -0.5, 0.5, 0);
  }

  static Stream<LossConfig> plainInOtherWords() {
    // Classes of equal frequency move all sums alike; a weight of 1 or a smoothing of 1e-300 is
    // none.
    return Stream.of(loss(0, 0, 3), loss(1e-300, 0, 0), loss(0, 1e-300, 0));
  }

  @ParameterizedTest
  @MethodSource("plainInOtherWords")
  void the_general_way_gives_the_same(LossConfig plain) {
    expect(trainedBy(plain, 1000, -1000, 0), 0, 0, 0, 0, 0);
    expect(trainedBy(plain, 1000, -1000, 0), 1, 2000, 1, -1, 0);
    expect(trainedBy(plain, 1000, 1000, -1000), 0, Math.log(2), -0.5, 0.5, 0);
  }

  @Test
  void smoothed_targets_see_every_distance() {
    // Targets 0.9, 0.05 and 0.05 after a smoothing of 0.15; distances 0, 2000 and 1000.
    expect(trainedBy(loss(0.15, 0, 0), 1000, -1000, 0), 0, 150, 0.1, -0.05, -0.05);
  }

  @Test
  void a_focal_loss_of_a_lost_row_is_cross_entropy() {
    expect(trainedBy(loss(0, 2, 0), 1000, -1000, 0), 1, 2000, 1, -1, 0);
    expect(trainedBy(loss(0, 2, 0), 1000, -1000, 0), 0, 0, 0, 0, 0);
    // A quarter of log 2; the slope by log p is -(0.25 - 2 * 0.5 * 0.5 * log 0.5) = -0.59657.
    double slope = 0.25 + 0.5 * Math.log(2);
    expect(
        trainedBy(loss(0, 2, 0), 1000, 1000, -1000), 0, Math.log(2) / 4, -slope / 2, slope / 2, 0);
  }
}
