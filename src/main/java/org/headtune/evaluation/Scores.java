package org.headtune.evaluation;

/** What the probabilities themselves are worth, whichever class comes out on top. */
final class Scores {
  /** The distance of a float from 1 to the next: scikit-learn's limit for float probabilities. */
  static final double EPSILON = Math.ulp(1.0f);

  private Scores() {}

  /**
   * The mean of {@code -ln p(truth)}, each row clipped to {@code [EPSILON, 1 - EPSILON]} and
   * brought back to sum 1, so that one impossible row costs about 16 and not infinity.
   */
  static double logLoss(RowResults results) {
    return results.logLosses() / results.rows();
  }

  static double clipped(double probability) {
    return Math.min(Math.max(probability, EPSILON), 1 - EPSILON);
  }

  /**
   * The mean over the rows of the squared distance from the truth, summed over the classes (Brier
   * 1950). With two classes it is twice the score of the positive class alone.
   */
  static double brier(RowResults results) {
    return results.squaredErrors() / results.rows();
  }

  /**
   * The share of rows whose class is among the {@code k} most probable; of equals the first comes
   * first. NaN where there are no more than {@code k} classes, because it would always be 1.
   */
  static double topAccuracy(RowResults results, int k) {
    if (results.classes() <= k) {
      return Double.NaN;
    }
    int hits = 0;
    for (int row = 0; row < results.rows(); row++) {
      hits += results.rankOfTruth(row) < k ? 1 : 0;
    }
    return (double) hits / results.rows();
  }
}
