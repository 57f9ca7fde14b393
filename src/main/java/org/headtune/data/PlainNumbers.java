package org.headtune.data;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Encodes the cells of one column after the other as long as they are plain numbers, as most are,
 * with nothing looked up but what the numbers follow from.
 */
final class PlainNumbers {
  private final int[] indexes; // of cells in the row; -1 for a column of another kind
  private final double[] centers;
  private final double[] scales;

  /**
   * @param cells where the cell of each column stands in a row, by its name
   */
  PlainNumbers(FittedColumns fitted, Map<String, Integer> cells) {
    List<FittedColumn> columns = fitted.columns();
    boolean numericTokens = TextTable.of(fitted.missingTokens()).holdNumbers();
    indexes = new int[columns.size()];
    centers = new double[columns.size()];
    scales = new double[columns.size()];
    Arrays.fill(indexes, -1);
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i) instanceof FittedColumn.Numeric numeric && !numericTokens) {
        indexes[i] = cells.get(numeric.name());
        centers[i] = numeric.center();
        scales[i] = numeric.scale();
      }
    }
  }

  /**
   * Writes the numbers of cells to {@code out}, each behind the one before.
   *
   * @return the first column, or {@code end}, whose cell is to be looked at by its own encoder
   */
  int encode(Row row, int first, int end, float[] out, int at) {
    int column = first;
    while (column < end && indexes[column] >= 0) {
      float number = scaled(row.number(indexes[column]), column);
      if (!(Math.abs(number) <= Float.MAX_VALUE)) { // also where it is NaN
        break;
      }
      out[at + column - first] = number;
      column++;
    }
    return column;
  }

  private float scaled(double number, int column) {
    return (float) ((number - centers[column]) / scales[column]);
  }

  /** Whether there are no other columns. */
  boolean areAll() {
    return Arrays.stream(indexes).allMatch(index -> index >= 0);
  }

  /** Where the cells stand in a row. */
  IntStream cells() {
    return Arrays.stream(indexes);
  }

  /**
   * Writes the numbers of all columns to {@code out}.
   *
   * @param numbers of the cells of a row
   * @return false if one of them is none, or too large
   */
  boolean encode(double[] numbers, float[] out) {
    boolean finite = true;
    for (int column = 0; column < indexes.length; column++) {
      out[column] = scaled(numbers[indexes[column]], column);
      finite &= Math.abs(out[column]) <= Float.MAX_VALUE;
    }
    return finite;
  }
}
