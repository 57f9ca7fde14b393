package org.headtune.data;

/**
 * Encoded rows with their labels, ready for the network.
 *
 * @param width numbers per row
 * @param features row after row, {@code rows x width}
 * @param labels class index of each row
 * @param lines where each row stands in its file: the 1-based line of a table, or the 1-based image
 *     of an IDX file
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier; nobody compares or prints it
public record Examples(int width, float[] features, int[] labels, long[] lines) {

  public Examples {
    if (features.length != (long) labels.length * width || lines.length != labels.length) {
      throw new IllegalArgumentException(
          features.length + " features, " + labels.length + " labels, " + lines.length + " lines");
    }
  }

  public int rows() {
    return labels.length;
  }
}
