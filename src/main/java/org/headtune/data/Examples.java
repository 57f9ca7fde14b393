package org.headtune.data;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Encoded rows with their labels, ready for the network.
 *
 * @param encoded the numbers of each row, and where it stands in its file
 * @param labels label of each row: its class index, unless {@code sets} says otherwise
 * @param sets which classes the labels stand for
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier; nobody compares or prints it
public record Examples(EncodedRows encoded, int[] labels, LabelSets sets) {

  public Examples {
    if (encoded.rows() != labels.length) {
      throw new IllegalArgumentException(encoded.rows() + " rows, " + labels.length + " labels");
    }
  }

  /**
   * Rows in memory.
   *
   * @param width numbers per row
   * @param features row after row, {@code rows x width}; later changes are seen
   * @param lines where each row stands in its file: the 1-based line of a table, or the 1-based
   *     image of an IDX file
   */
  public Examples(int width, float[] features, int[] labels, LabelSets sets, long[] lines) {
    this(new HeldRows(width, List.of(features), Math.max(1, lines.length), lines), labels, sets);
  }

  /** Rows of one class each, in memory. */
  public Examples(int width, float[] features, int[] labels, long[] lines) {
    this(width, features, labels, LabelSets.SINGLE, lines);
  }

  public int rows() {
    return labels.length;
  }

  /** Numbers per row. */
  public int width() {
    return encoded.width();
  }

  /** Where a row stands in its file: its 1-based line, or the 1-based image of an IDX file. */
  public long line(int row) {
    return encoded.line(row);
  }

  /** Where each row stands, for rows that are known to be few. */
  public long[] lines() {
    return IntStream.range(0, rows()).mapToLong(this::line).toArray();
  }

  /** Copies the numbers of one row to the beginning of an array. */
  public void copyRow(int row, float[] target) {
    encoded.copyRow(row, FloatBuffer.wrap(target), 0);
  }

  /**
   * Means of the first numbers of the rows, over rows at equal distances.
   *
   * @param numbers how many of each row
   * @param most how many rows are looked at
   */
  public List<Float> means(int numbers, int most) {
    double[] sums = new double[numbers];
    float[] row = new float[width()];
    int looked = Math.min(rows(), most);
    for (int i = 0; i < looked; i++) {
      copyRow((int) ((long) i * rows() / looked), row);
      for (int j = 0; j < numbers; j++) {
        sums[j] += row[j];
      }
    }
    return Arrays.stream(sums).mapToObj(sum -> (float) (sum / looked)).toList();
  }

  /** A copy of all numbers, row after row, for rows that are known to be few. */
  public float[] features() {
    float[] numbers = new float[Math.multiplyExact(rows(), width())];
    FloatBuffer target = FloatBuffer.wrap(numbers);
    for (int row = 0; row < rows(); row++) {
      encoded.copyRow(row, target, row * width());
    }
    return numbers;
  }

  /** Some of the rows, in the order of their numbers here, where they are. */
  public Examples only(int[] rows) {
    return new Examples(
        new ChosenRows(encoded, rows), IntStream.of(rows).map(row -> labels[row]).toArray(), sets);
  }

  /** A copy of some of the rows, which are few, in the order of their numbers here. */
  public Examples some(int[] rows) {
    float[] numbers = new float[Math.multiplyExact(rows.length, width())];
    FloatBuffer target = FloatBuffer.wrap(numbers);
    for (int i = 0; i < rows.length; i++) {
      encoded.copyRow(rows[i], target, i * width());
    }
    return new Examples(
        width(),
        numbers,
        IntStream.of(rows).map(row -> labels[row]).toArray(),
        sets,
        IntStream.of(rows).mapToLong(this::line).toArray());
  }
}
