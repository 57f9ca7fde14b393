package org.headtune.evaluation;

/**
 * The four cells of a question with yes and no. Where a share has nothing to be a share of, it is
 * 0, as with scikit-learn's {@code zero_division=0}.
 *
 * @param truePositives rows of the class that were given it
 * @param falsePositives other rows that were given it
 * @param falseNegatives rows of the class that were not given it
 * @param trueNegatives other rows that were not given it
 */
public record BinaryCounts(
    long truePositives, long falsePositives, long falseNegatives, long trueNegatives) {
  static final BinaryCounts NONE = new BinaryCounts(0, 0, 0, 0);

  /** Those of one class. */
  static BinaryCounts of(MultiLabelPredictions predictions, int k) {
    long[] cells = new long[4];
    for (int row = 0; row < predictions.rows(); row++) {
      cells[(predictions.has(row, k) ? 0 : 1) + (predictions.given(row, k) ? 0 : 2)]++;
    }
    return new BinaryCounts(cells[0], cells[1], cells[2], cells[3]);
  }

  BinaryCounts plus(BinaryCounts other) {
    return new BinaryCounts(
        truePositives + other.truePositives,
        falsePositives + other.falsePositives,
        falseNegatives + other.falseNegatives,
        trueNegatives + other.trueNegatives);
  }

  /** Rows of the class. */
  public long support() {
    return truePositives + falseNegatives;
  }

  /** Rows that were given the class. */
  public long predicted() {
    return truePositives + falsePositives;
  }

  /** Which share of the rows that were given the class have it. */
  public double precision() {
    return share(truePositives, predicted());
  }

  /** Which share of the rows of the class were given it. */
  public double recall() {
    return share(truePositives, support());
  }

  /** The harmonic mean of precision and recall. */
  public double f1() {
    return share(2 * truePositives, support() + predicted());
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
