package org.headtune.evaluation;

/**
 * Probabilities of classes beside the truth, where a row may have several classes or none.
 *
 * @param classes number of classes, K
 * @param probabilities row after row, {@code rows x K}; each in [0, 1] or NaN
 * @param truth row after row, {@code rows x K}: whether the row has the class
 * @param thresholds K probabilities, 0 to 1: a row is given a class whose probability is at least
 *     its threshold
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier; nobody compares or prints it
public record MultiLabelPredictions(
    int classes, float[] probabilities, boolean[] truth, double[] thresholds) {

  public MultiLabelPredictions {
    if (probabilities.length != truth.length
        || probabilities.length % classes != 0
        || thresholds.length != classes) {
      throw new IllegalArgumentException(
          probabilities.length
              + " probabilities, "
              + truth.length
              + " truths, "
              + thresholds.length
              + " thresholds for "
              + classes
              + " classes");
    }
  }

  public int rows() {
    return truth.length / classes;
  }

  /** Some of the rows. */
  public MultiLabelPredictions some(int[] rows) {
    float[] kept = new float[rows.length * classes];
    boolean[] had = new boolean[kept.length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(probabilities, rows[i] * classes, kept, i * classes, classes);
      System.arraycopy(truth, rows[i] * classes, had, i * classes, classes);
    }
    return new MultiLabelPredictions(classes, kept, had, thresholds);
  }

  /** The probability of class {@code k}. */
  public float probability(int row, int k) {
    return probabilities[row * classes + k];
  }

  /** Whether the row has class {@code k}. */
  public boolean has(int row, int k) {
    return truth[row * classes + k];
  }

  /** Whether the row is given class {@code k}. */
  public boolean given(int row, int k) {
    return probability(row, k) >= thresholds[k];
  }

  /** The same with other thresholds. */
  public MultiLabelPredictions with(double[] other) {
    return new MultiLabelPredictions(classes, probabilities, truth, other);
  }
}
