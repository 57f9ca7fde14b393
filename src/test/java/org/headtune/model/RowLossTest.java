package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RowLossTest {
  private static final double[] WEIGHTS = {0.5, 2, 1.25, 4};
  private static final double[] ONES = {1, 1, 1, 1};
  private static final double[] SHIFT = {-0.1, -3, 0, -7};

  private static Map<String, RowLoss> losses() {
    Map<String, RowLoss> losses = new LinkedHashMap<>();
    losses.put("cross-entropy", new CrossEntropy());
    losses.put("smoothed", new FocalLoss(0.1, 0, ONES));
    losses.put("weighted", new FocalLoss(0, 0, WEIGHTS));
    losses.put("focal 0.5", new FocalLoss(0, 0.5, ONES));
    losses.put("focal 2", new FocalLoss(0, 2, ONES));
    losses.put("all three", new FocalLoss(0.2, 1.5, WEIGHTS));
    losses.put("adjusted", new LogitAdjustment(new CrossEntropy(), SHIFT));
    losses.put("all", new LogitAdjustment(new FocalLoss(0.2, 2, WEIGHTS), SHIFT));
    return losses;
  }

  private static Stream<String> names() {
    return losses().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void slopes_are_those_of_finite_differences(String name) {
    RowLoss loss = losses().get(name);
    for (double[] z : new double[][] {{0.3, -1.2, 2, 0.1}, {-4, 3, 0, 1}, {0, 0, 0, 0}}) {
      for (int label = 0; label < z.length; label++) {
        double[] slope = new double[z.length];
        double[] logP = z.clone();
        LogSoftmax.of(logP);
        loss.of(logP.clone(), label, slope);
        double sum = Arrays.stream(slope).sum();
        for (int k = 0; k < z.length; k++) {
          double gradient = slope[k] - Math.exp(logP[k]) * sum;
          double way = 1e-5;
          double expected = (at(loss, z, label, k, way) - at(loss, z, label, k, -way)) / (2 * way);
          assertThat(gradient)
              .as("label %d, class %d", label, k)
              .isCloseTo(expected, within(1e-6 * Math.max(1e-2, Math.abs(expected))));
        }
      }
    }
  }

  private static double at(RowLoss loss, double[] z, int label, int k, double by) {
    double[] logP = z.clone();
    logP[k] += by;
    LogSoftmax.of(logP);
    return loss.of(logP, label, new double[z.length]);
  }

  /** Lin et al. 2017, section 3.2: at p = 0.9 and gamma 2 the loss is a hundredth. */
  @Test
  void a_row_that_is_right_counts_a_hundredth() {
    double[] logP = {Math.log(0.9), Math.log(0.1)};
    double[] slope = new double[2];
    double loss = new FocalLoss(0, 2, new double[] {1, 1}).of(logP, 0, slope);
    assertThat(loss).isCloseTo(0.01 * -Math.log(0.9), within(1e-15));
    // -(0.1^2 - 2 * 0.9 * 0.1 * log 0.9)
    assertThat(slope[0]).isCloseTo(-(0.01 - 0.18 * Math.log(0.9)), within(1e-15));
    assertThat(slope[1]).isZero();
  }

  @ParameterizedTest
  @MethodSource("names")
  void certain_rows_and_lost_ones_have_finite_losses(String name) {
    for (double distance : new double[] {40, 800, 2000}) {
      double[] logP = {0, -distance, -distance, -distance};
      for (int label = 0; label < 2; label++) {
        double[] slope = new double[4];
        double loss = losses().get(name).of(logP, label, slope);
        assertThat(loss + 0.0).isFinite().isNotNegative();
        assertThat(Arrays.stream(slope)).allMatch(Double::isFinite);
      }
    }
  }

  @Test
  void a_weighted_mean_is_divided_by_the_weights() {
    BatchLoss loss = new BatchLoss(new FocalLoss(0, 0, WEIGHTS), new int[] {0, 3}, new int[0], 1);
    double[] logP = {-1.25, -2, -2, -0.75};
    double[] slope = new double[4];
    assertThat(loss.isCrossEntropy()).isFalse();
    assertThat(loss.of(0, logP, slope)).isCloseTo(0.5 * 1.25 / 4.5, within(1e-15));
    assertThat(slope).containsExactly(new double[] {-0.5 / 4.5, 0, 0, 0}, within(1e-15));
    assertThat(loss.of(1, logP, slope)).isCloseTo(4 * 0.75 / 4.5, within(1e-15));
  }
}
