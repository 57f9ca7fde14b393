package org.headtune.model;

import java.nio.FloatBuffer;

/**
 * How sequences stand in the rows of a matrix: step after step, as many as the longest one has, and
 * the number of steps that count at the end. What stands behind the last step does not matter.
 */
final class SequenceRows {
  private SequenceRows() {}

  /** Numbers per row. */
  static int width(int steps, int features) {
    return Math.toIntExact((long) steps * features + 1);
  }

  /** The steps that count in each row. */
  static int[] lengths(FloatBuffer numbers, int rows, int steps, int features) {
    int width = width(steps, features);
    int[] lengths = new int[rows];
    for (int row = 0; row < rows; row++) {
      float length = numbers.get((row + 1) * width - 1);
      lengths[row] = Math.max(0, Math.min(steps, (int) length));
    }
    return lengths;
  }
}
