package org.headtune.evaluation;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The threshold of each class that gives the largest F1 on some rows (the "S-Cut" of Yang 2001, "A
 * study of thresholding strategies for text categorization").
 */
public final class Thresholds {
  /** Where yes and no are equally likely; for a class that cannot be tuned. */
  public static final double STANDARD = 0.5;

  private Thresholds() {}

  /**
   * The best thresholds. All thresholds between two neighbouring probabilities decide alike: of
   * those the one nearest to 0.5 stands for an interval that holds 0.5, and the middle for any
   * other. Of intervals with the same F1 the one nearest to 0.5 wins. A class without rows, or
   * without a single row that has it or lacks it, keeps 0.5.
   *
   * @param predictions rows that were not trained on; their own thresholds do not matter
   * @return K numbers from 0 to 1
   */
  public static double[] tune(MultiLabelPredictions predictions) {
    return IntStream.range(0, predictions.classes())
        .mapToDouble(k -> best(predictions, k))
        .toArray();
  }

  private static double best(MultiLabelPredictions predictions, int k) {
    int rows = predictions.rows();
    Integer[] order = IntStream.range(0, rows).boxed().toArray(Integer[]::new);
    Arrays.sort(
        order,
        (a, b) -> Float.compare(predictions.probability(b, k), predictions.probability(a, k)));
    long positives = IntStream.range(0, rows).filter(row -> predictions.has(row, k)).count();
    if (positives == 0 || positives == rows) {
      return STANDARD;
    }
    double best = STANDARD;
    double bestF1 = -1;
    long found = 0;
    for (int taken = 1; taken <= rows; taken++) {
      found += predictions.has(order[taken - 1], k) ? 1 : 0;
      double upper = predictions.probability(order[taken - 1], k);
      double lower = taken == rows ? 0 : predictions.probability(order[taken], k);
      if (taken < rows && lower == upper) {
        continue; // rows alike are taken together
      }
      double f1 = 2.0 * found / (taken + positives);
      double threshold = within(lower, upper);
      boolean nearer = Math.abs(threshold - STANDARD) < Math.abs(best - STANDARD);
      if (f1 > bestF1 || (f1 == bestF1 && nearer)) {
        best = threshold;
        bestF1 = f1;
      }
    }
    return best;
  }

  /** The threshold that stands for those above {@code lower}, up to {@code upper} itself. */
  private static double within(double lower, double upper) {
    return lower < STANDARD && STANDARD <= upper ? STANDARD : lower + (upper - lower) / 2;
  }
}
