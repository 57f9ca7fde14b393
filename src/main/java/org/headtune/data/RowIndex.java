package org.headtune.data;

import java.util.Arrays;

/** Finds rows with the same features. Open addressing, at most half full. */
final class RowIndex {
  private final Examples examples;
  private final int[] slots; // row + 1; 0 is free
  private final float[] own;
  private final float[] other;
  private int duplicates;
  private int contradictions;

  RowIndex(Examples examples) {
    this.examples = examples;
    own = new float[examples.width()];
    other = new float[examples.width()];
    slots = new int[Math.max(2, Integer.highestOneBit(examples.rows()) << 2)];
    for (int row = 0; row < examples.rows(); row++) {
      int slot = slot(examples, row);
      if (slots[slot] == 0) {
        slots[slot] = row + 1;
      } else {
        duplicates++;
        contradictions += examples.labels()[row] == examples.labels()[slots[slot] - 1] ? 0 : 1;
      }
    }
  }

  /** Rows that repeat an earlier one. */
  int duplicates() {
    return duplicates;
  }

  /** Rows that repeat the first such row with another label. */
  int contradictions() {
    return contradictions;
  }

  /**
   * Rows of other examples that stand here as well.
   *
   * @param count how many
   * @param first the line of the first of them; 0 if there is none
   * @param same the line of the row here that it repeats
   */
  record Repeated(int count, long first, long same) {}

  /** Rows of the others that stand here as well. */
  Repeated in(Examples others) {
    int count = 0;
    long first = 0;
    long same = 0;
    for (int row = 0; row < others.rows(); row++) {
      int here = slots[slot(others, row)];
      if (here > 0 && count++ == 0) {
        first = others.line(row);
        same = examples.line(here - 1);
      }
    }
    return new Repeated(count, first, same);
  }

  private int slot(Examples of, int row) {
    of.copyRow(row, own);
    int hash = 1;
    for (float number : own) {
      int bits = Float.floatToRawIntBits(number);
      hash = 31 * hash + (bits ^ (bits >>> 15)); // small whole numbers differ in high bits only
    }
    int slot = (hash ^ (hash >>> 16)) & (slots.length - 1);
    while (slots[slot] != 0) {
      examples.copyRow(slots[slot] - 1, other);
      if (Arrays.equals(own, other)) {
        return slot;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }
}
