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

  /** How many rows of the others stand here as well. */
  int countIn(Examples others) {
    int count = 0;
    for (int row = 0; row < others.rows(); row++) {
      count += slots[slot(others, row)] == 0 ? 0 : 1;
    }
    return count;
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
