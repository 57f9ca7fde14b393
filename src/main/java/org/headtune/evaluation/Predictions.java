package org.headtune.evaluation;

/**
 * Class probabilities beside the truth.
 *
 * @param classes number of classes, K
 * @param probabilities row after row, {@code rows x K}; each in [0, 1] or NaN, each row sums to 1
 * @param truth true class index of each row, 0 to K - 1
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier; nobody compares or prints it
public record Predictions(int classes, float[] probabilities, int[] truth) {

  public Predictions {
    if (probabilities.length != (long) classes * truth.length) {
      throw new IllegalArgumentException(
          probabilities.length + " probabilities for " + truth.length + " rows of " + classes);
    }
  }

  public int rows() {
    return truth.length;
  }

  /** The class with the largest probability; of equals, the first. */
  public int predicted(int row) {
    int best = row * classes;
    for (int i = best + 1; i < (row + 1) * classes; i++) {
      if (probabilities[i] > probabilities[best]) {
        best = i;
      }
    }
    return best - row * classes;
  }

  /** The probability of class {@code k}. */
  public float probability(int row, int k) {
    return probabilities[row * classes + k];
  }
}
