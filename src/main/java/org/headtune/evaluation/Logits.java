package org.headtune.evaluation;

/**
 * Logits beside the truth: numbers whose softmax is the probabilities of the classes. What is added
 * to all logits of a row changes nothing.
 *
 * @param classes number of classes, K
 * @param values row after row, {@code rows x K}
 * @param truth true class index of each row, 0 to K - 1
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier; nobody compares or prints it
public record Logits(int classes, float[] values, int[] truth) {

  public Logits {
    if (values.length != (long) classes * truth.length) {
      throw new IllegalArgumentException(
          values.length + " logits for " + truth.length + " rows of " + classes);
    }
  }

  public int rows() {
    return truth.length;
  }

  boolean areFinite() {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  double largest(int row) {
    float largest = values[row * classes];
    for (int i = row * classes + 1; i < (row + 1) * classes; i++) {
      largest = Math.max(largest, values[i]);
    }
    return largest;
  }
}
