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
  private final List<Part> parts = new ArrayList<>();
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
    int at = rows % rowsPerPart * columns;
    if (at == 0) {
      parts.add(new Part(rowsPerPart * columns));
    }
    parts.get(parts.size() - 1).put(row, at);
    rows++;
  }

  /** Whether all rows were kept. */
  boolean areAll() {
    return !tooMany;
  }

  /** Copies a row's numbers, one for each column of the table. */
  void copyRow(int row, double[] target) {
    parts.get(row / rowsPerPart).get(target, row % rowsPerPart * columns);
  }

  /** Numbers of some rows: as floats while each is one, as whole numbers are, which takes half. */
  private static final class Part {
    private float[] floats;
    private double[] doubles;

    Part(int size) {
      floats = new float[size];
    }

    void put(double[] row, int at) {
      if (floats != null && !narrowed(row, at)) {
        doubles = new double[floats.length];
        for (int i = 0; i < at; i++) {
          doubles[i] = floats[i];
        }
        floats = null;
      }
      if (floats == null) {
        System.arraycopy(row, 0, doubles, at, row.length);
      }
    }

    private boolean narrowed(double[] row, int at) {
      boolean exact = true;
      for (int i = 0; i < row.length; i++) {
        float number = (float) row[i];
        floats[at + i] = number;
        exact &= number == row[i] || Double.isNaN(row[i]);
      }
      return exact;
    }

    void get(double[] target, int at) {
      if (floats == null) {
        System.arraycopy(doubles, at, target, 0, target.length);
        return;
      }
      for (int i = 0; i < target.length; i++) {
        target[i] = floats[at + i];
      }
    }
  }
}
