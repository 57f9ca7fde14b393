package org.headtune.data;

import java.util.ArrayList;
import java.util.List;

/**
 * The numbers in the cells of a table, row after row, kept by the pass that is the first to read
 * them, so that columns of numbers can be fitted and encoded without reading a small table again.
 * Of a larger one nothing is kept.
 */
final class KeptNumbers {
  private static final int PART = 1 << 17; // numbers of one array

  private final int columns;
  private final int rowsPerPart;
  private final long most;
  private final List<double[]> parts = new ArrayList<>();
  private int rows;
  private boolean tooMany;

  /**
   * No rows so far.
   *
   * @param most how many numbers may be kept
   */
  KeptNumbers(int columns, long most) {
    this.columns = columns;
    this.most = most;
    rowsPerPart = Math.max(1, PART / Math.max(1, columns));
  }

  /** So many numbers of a row: 64 MB of them, and a sixteenth of the heap at most. */
  static KeptNumbers usual(int columns) {
    return new KeptNumbers(
        columns, Math.min(1 << 23, Runtime.getRuntime().maxMemory() / 16 / Double.BYTES));
  }

  /** Adds a row. */
  void add(double[] row) {
    if (tooMany) {
      return;
    } else if ((rows + 1L) * columns > most) {
      tooMany = true;
      parts.clear();
      return;
    }
    int at = rows % rowsPerPart;
    if (at == 0) {
      parts.add(new double[rowsPerPart * columns]);
    }
    System.arraycopy(row, 0, parts.get(parts.size() - 1), at * columns, columns);
    rows++;
  }

  /** Whether all rows were kept. */
  boolean areAll() {
    return !tooMany;
  }

  /** Copies a row's numbers, one for each column of the table. */
  void copyRow(int row, double[] target) {
    System.arraycopy(parts.get(row / rowsPerPart), row % rowsPerPart * columns, target, 0, columns);
  }
}
