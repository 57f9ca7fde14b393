package org.headtune.evaluation;

/**
 * What became of each row: a few numbers of its probabilities, enough for every metric but areas
 * under curves. Gathered in one go over the rows.
 */
public final class RowResults {
  private final ProbabilityRows rows;
  private final int[] predicted;
  private final float[] confidence;
  private final float[] ofTruth;
  private final int[] rankOfTruth;
  private double logLosses;
  private double squaredErrors;
  private boolean finite = true;

  private RowResults(ProbabilityRows rows) {
    this.rows = rows;
    int count = rows.rows();
    this.predicted = new int[count];
    this.confidence = new float[count];
    this.ofTruth = new float[count];
    this.rankOfTruth = new int[count];
  }

  /** Reads all rows once. */
  public static RowResults of(ProbabilityRows rows) {
    RowResults results = new RowResults(rows);
    rows.forEach(results::add);
    return results;
  }

  private void add(int row, float[] probabilities, int from) {
    int classes = rows.classes();
    int truth = rows.truth()[row];
    float own = probabilities[from + truth];
    int best = 0;
    int rank = 0;
    double total = 0;
    for (int k = 0; k < classes; k++) {
      float p = probabilities[from + k];
      best = p > probabilities[from + best] ? k : best;
      rank += p > own || (p == own && k < truth) ? 1 : 0;
      total += Scores.clipped(p);
      double error = p - (k == truth ? 1.0 : 0.0);
      squaredErrors += error * error;
      finite &= Float.isFinite(p);
    }
    logLosses -= Math.log(Scores.clipped(own) / total);
    predicted[row] = best;
    confidence[row] = probabilities[from + best];
    ofTruth[row] = own;
    rankOfTruth[row] = rank;
  }

  /** The probabilities, to be read again. */
  ProbabilityRows probabilities() {
    return rows;
  }

  /** Number of classes, K. */
  public int classes() {
    return rows.classes();
  }

  /** How many rows there are. */
  public int rows() {
    return predicted.length;
  }

  /** Whether there are rows and all their probabilities are numbers. */
  public boolean defined() {
    return rows() > 0 && finite;
  }

  int truth(int row) {
    return rows.truth()[row];
  }

  /** The class with the largest probability; of equals, the first. */
  int predicted(int row) {
    return predicted[row];
  }

  boolean isRight(int row) {
    return predicted[row] == truth(row);
  }

  /** The largest probability. */
  float confidence(int row) {
    return confidence[row];
  }

  /** The probability of the true class. */
  float ofTruth(int row) {
    return ofTruth[row];
  }

  /** How many classes are more probable than the true one; of equals the first comes first. */
  int rankOfTruth(int row) {
    return rankOfTruth[row];
  }

  /** The sum over the rows of what {@link Scores#logLoss} is the mean of. */
  double logLosses() {
    return logLosses;
  }

  /** The sum over the rows of what {@link Scores#brier} is the mean of. */
  double squaredErrors() {
    return squaredErrors;
  }
}
