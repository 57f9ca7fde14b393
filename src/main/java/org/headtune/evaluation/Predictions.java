package org.headtune.evaluation;

/**
 * Class probabilities beside the truth, all of them held.
 *
 * @param classes number of classes, K
 * @param probabilities row after row, {@code rows x K}; each in [0, 1] or NaN, each row sums to 1
 * @param truth true class index of each row, 0 to K - 1
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier; nobody compares or prints it
public record Predictions(int classes, float[] probabilities, int[] truth)
    implements ProbabilityRows {

  public Predictions {
    if (probabilities.length != (long) classes * truth.length) {
      throw new IllegalArgumentException(
          probabilities.length + " probabilities for " + truth.length + " rows of " + classes);
    }
  }

  @Override
  public void forEach(Reader reader) {
    for (int row = 0; row < truth.length; row++) {
      reader.read(row, probabilities, row * classes);
    }
  }

  /** Some of the rows. */
  public Predictions some(int[] rows) {
    float[] kept = new float[rows.length * classes];
    int[] labels = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(probabilities, rows[i] * classes, kept, i * classes, classes);
      labels[i] = truth[rows[i]];
    }
    return new Predictions(classes, kept, labels);
  }

  /** The probability of class {@code k}. */
  public float probability(int row, int k) {
    return probabilities[row * classes + k];
  }
}
