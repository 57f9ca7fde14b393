package org.headtune.data;

import java.util.Arrays;

/**
 * Encoded rows with their labels, ready for the network.
 *
 * @param width numbers per row
 * @param features row after row, {@code rows x width}
 * @param labels label of each row: its class index, unless {@code sets} says otherwise
 * @param sets which classes the labels stand for
 * @param lines where each row stands in its file: the 1-based line of a table, or the 1-based image
 *     of an IDX file
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier; nobody compares or prints it
public record Examples(int width, float[] features, int[] labels, LabelSets sets, long[] lines) {

  public Examples {
    if (features.length != (long) labels.length * width || lines.length != labels.length) {
      throw new IllegalArgumentException(
          features.length + " features, " + labels.length + " labels, " + lines.length + " lines");
    }
  }

  /** Rows of one class each. */
  public Examples(int width, float[] features, int[] labels, long[] lines) {
    this(width, features, labels, LabelSets.SINGLE, lines);
  }

  public int rows() {
    return labels.length;
  }

  /** Some of the rows, in the order of their numbers here. */
  public Examples some(int[] rows) {
    float[] numbers = new float[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(features, rows[i] * width, numbers, i * width, width);
    }
    return new Examples(
        width,
        numbers,
        Arrays.stream(rows).map(row -> labels[row]).toArray(),
        sets,
        Arrays.stream(rows).mapToLong(row -> lines[row]).toArray());
  }
}
