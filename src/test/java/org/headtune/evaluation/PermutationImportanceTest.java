package org.headtune.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PermutationImportanceTest {

  /**
   * By hand: the rows 0, 1, 2 with the donors 1, 2, 0 get worse by 1, 2 and 6. Without row 0 only
   * row 1 is left (donor 2), without row 1 row 2, without row 2 row 0: 2, 6 and 1. The error is
   * sqrt(2 / 3 * (1 + 9 + 4)), Student's quantile with 2 degrees of freedom 4.303.
   */
  @Test
  void an_interval_is_what_remains_without_a_row_as_taker_and_giver() {
    double[] worse = {1, 2, 6};
    PermutationImportance importance = new PermutationImportance(new int[] {2, 0, 1});
    importance.add(
        new int[] {1, 2, 0},
        rows -> Arrays.stream(rows).mapToDouble(row -> worse[row]).sum() / rows.length);
    Importance found = importance.of("x");
    assertThat(found.importance()).isEqualTo(3);
    assertThat(found.high() - 3).isCloseTo(4.303 * Math.sqrt(28.0 / 3), within(1e-12));
    assertThat(3 - found.low()).isCloseTo(4.303 * Math.sqrt(28.0 / 3), within(1e-12));
    assertThat(found.coversZero()).isTrue();
  }

  /** With every shift of the rows as donors each row stands beside every other one. */
  @Test
  void all_donors_give_the_mean_over_all_pairs_of_different_rows() {
    Random random = new Random(3);
    int count = 7;
    double[][] worse = new double[count][count];
    double sum = 0;
    for (int row = 0; row < count; row++) {
      for (int donor = 0; donor < count; donor++) {
        worse[row][donor] = random.nextGaussian();
        sum += row == donor ? 0 : worse[row][donor];
      }
    }
    PermutationImportance importance =
        new PermutationImportance(IntStream.range(0, count).toArray());
    for (int shift = 1; shift < count; shift++) {
      int by = shift;
      int[] donors = IntStream.range(0, count).map(row -> (row + by) % count).toArray();
      importance.add(
          donors,
          rows ->
              Arrays.stream(rows)
                  .mapToDouble(row -> worse[row][donors[row]])
                  .average()
                  .orElseThrow());
    }
    assertThat(importance.of("x").importance())
        .isCloseTo(sum / (count * (count - 1)), within(1e-12));
  }

  @Test
  void an_input_that_changes_nothing_is_worth_nothing_for_certain() {
    PermutationImportance importance = new PermutationImportance(IntStream.range(0, 50).toArray());
    importance.add(IntStream.range(0, 50).map(row -> (row + 1) % 50).toArray(), rows -> 0);
    assertThat(importance.of("x")).isEqualTo(new Importance("x", 0, 0, 0));
    assertThat(importance.of("x").coversZero()).isTrue();
  }

  /** What may be measured in a world whose importances are known. */
  enum Measured {
    LOSS(Metric.LOSS),
    ACCURACY(Metric.ACCURACY);

    private final Metric metric;

    Measured(Metric metric) {
      this.metric = metric;
    }

    /** What a prediction is worth where class 1 is the truth with this probability. */
    double worth(double predicted, double truth) {
      return this == LOSS
          ? -truth * Math.log(predicted) - (1 - truth) * Math.log(1 - predicted)
          : predicted > 0.5 ? truth : 1 - truth;
    }
  }

  private static double logistic(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  private static double predicted(double x1, double x2) {
    return logistic(2 * x1 + x2);
  }

  private static double truth(double x1, double x2) {
    return logistic(x1 + 0.5 * x2);
  }

  /** The expectation of a function of a standard normal number. */
  private static double expected(DoubleUnaryOperator function) {
    double sum = 0;
    double step = 0.05;
    for (int i = -140; i <= 140; i++) {
      double x = i * step;
      sum += function.applyAsDouble(x) * Math.exp(-x * x / 2) * step / Math.sqrt(2 * Math.PI);
    }
    return sum;
  }

  /**
   * Two normal inputs, a model that is too sure of itself, and the importance of the first to it,
   * computed by numerical integration. Of 500 samples of 80 rows, about 95 of 100 intervals hold
   * it; intervals from the spread of the repeats alone, by the same quantile, hold it far less.
   */
  @ParameterizedTest
  @EnumSource
  void intervals_hold_the_importance_as_often_as_they_say(Measured measured) {
    double own = expected(x2 -> expected(x1 -> measured.worth(predicted(x1, x2), truth(x1, x2))));
    double other =
        expected(
            x2 -> {
              double mean = expected(x1 -> truth(x1, x2));
              return expected(x1 -> measured.worth(predicted(x1, x2), mean));
            });
    double known = measured.metric.worsening(own, other);
    assertThat(known).isGreaterThan(0.05);

    Random random = new Random(11);
    int samples = 500;
    int held = 0;
    int heldByRepeats = 0;
    for (int sample = 0; sample < samples; sample++) {
      List<Double> repeats = new ArrayList<>();
      Importance found = importance(measured.metric, random, repeats);
      held += found.low() <= known && known <= found.high() ? 1 : 0;
      double mean = repeats.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
      double variance =
          repeats.stream().mapToDouble(r -> (r - mean) * (r - mean)).sum() / (repeats.size() - 1);
      double half = 2.262 * Math.sqrt(variance / repeats.size());
      heldByRepeats += Math.abs(known - mean) <= half ? 1 : 0;
    }
    assertThat((double) held / samples).isBetween(0.93, 0.99);
    assertThat((double) heldByRepeats / samples).isLessThan(0.75);
  }

  private static Importance importance(Metric metric, Random random, List<Double> repeats) {
    int count = 80;
    double[] x1 = random.doubles(count).map(u -> random.nextGaussian()).toArray();
    double[] x2 = random.doubles(count).map(u -> random.nextGaussian()).toArray();
    int[] labels = new int[count];
    Arrays.setAll(labels, row -> random.nextDouble() < truth(x1[row], x2[row]) ? 1 : 0);
    Predictions own = predictions(x1, x2, labels, IntStream.range(0, count).toArray());
    PermutationImportance importance =
        new PermutationImportance(IntStream.range(0, count).toArray());
    for (int repeat = 0; repeat < 10; repeat++) {
      int[] donors = circle(count, random);
      Predictions other = predictions(x1, x2, labels, donors);
      repeats.add(metric.worsening(metric.of(own), metric.of(other)));
      importance.add(
          donors, rows -> metric.worsening(metric.of(own.some(rows)), metric.of(other.some(rows))));
    }
    return importance.of("x1");
  }

  private static Predictions predictions(double[] x1, double[] x2, int[] labels, int[] donors) {
    float[] probabilities = new float[2 * labels.length];
    for (int row = 0; row < labels.length; row++) {
      probabilities[2 * row + 1] = (float) predicted(x1[donors[row]], x2[row]);
      probabilities[2 * row] = 1 - probabilities[2 * row + 1];
    }
    return new Predictions(2, probabilities, labels);
  }

  private static int[] circle(int count, Random random) {
    int[] order = IntStream.range(0, count).toArray();
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    return order;
  }
}
