package org.headtune.data;

/**
 * How far the rows of one part lie from the training rows in one column: the population stability
 * index (Siddiqi 2006, "Credit risk scorecards"), the sum of (q - p) ln(q / p) over bins, p the
 * share of a bin among the training rows and q among the others. Bins are tenths of the training
 * rows, or categories; half a row is added to each bin, so that an empty one counts as nearly
 * empty.
 *
 * @param part {@code validation} or {@code test}
 * @param index from 0, for shares that are the same
 * @param threshold from which on the rows are said to be others: 0.25, as is usual, or more where
 *     so few rows reach that by chance. By chance the index is (1/n + 1/m) times a chi-squared
 *     number of one degree of freedom less than there are bins (Yurdakul and Naranjo 2020,
 *     "Statistical properties of the population stability index"), and the threshold lies at its
 *     quantile of 0.999
 */
public record Drift(String column, String part, double index, double threshold) {
  private static final double USUAL = 0.25;
  private static final double NORMAL_QUANTILE = 3.090232; // of 0.999
  private static final double HALF = 0.5;

  /** Whether the rows are others than those of training. */
  public boolean isLarge() {
    return index > threshold;
  }

  /**
   * Compares counts by bin.
   *
   * @param training at least one row
   * @param others at least one row
   */
  static Drift of(String column, String part, long[] training, long[] others) {
    double n = HALF * training.length;
    double m = HALF * others.length;
    for (int bin = 0; bin < training.length; bin++) {
      n += training[bin];
      m += others[bin];
    }
    double index = 0;
    for (int bin = 0; bin < training.length; bin++) {
      double p = (training[bin] + HALF) / n;
      double q = (others[bin] + HALF) / m;
      index += (q - p) * Math.log(q / p);
    }
    double chance = (1 / n + 1 / m) * chiSquared(training.length - 1);
    return new Drift(column, part, index, Math.max(USUAL, chance));
  }

  /**
   * The quantile of 0.999 after Wilson and Hilferty 1931; within 3 percent of the exact one, too
   * high.
   */
  static double chiSquared(int freedom) {
    if (freedom == 0) {
      return 0;
    }
    double part = 2.0 / (9 * freedom);
    return freedom * Math.pow(1 - part + NORMAL_QUANTILE * Math.sqrt(part), 3);
  }
}
