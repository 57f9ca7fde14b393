package org.headtune.data;

import java.util.Arrays;
import java.util.List;

/**
 * Encodes the cells of one column after the other as long as they are plain numbers, as most are,
 * with nothing looked up but what the numbers follow from.
 */
final class PlainNumbers {
  private final int[] indexes; // of cells in the row; -1 for a column of another kind
  private final double[] centers;
  private final double[] scales;

  /**
   * @param cells those of the columns
   */
  PlainNumbers(List<FittedColumn> columns, CellEncoder[] cells, TextTable tokens) {
    indexes = new int[cells.length];
    centers = new double[cells.length];
    scales = new double[cells.length];
    Arrays.fill(indexes, -1);
    for (int i = 0; i < cells.length; i++) {
      if (columns.get(i) instanceof FittedColumn.Numeric numeric && !tokens.holdNumbers()) {
        indexes[i] = cells[i].index();
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
      double value = row.number(indexes[column]);
      float number = (float) ((value - centers[column]) / scales[column]);
      if (!(Math.abs(number) <= Float.MAX_VALUE)) { // also where it is NaN
        break;
      }
      out[at + column - first] = number;
      column++;
    }
    return column;
  }
}
