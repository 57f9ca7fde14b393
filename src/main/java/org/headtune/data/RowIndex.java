package org.headtune.data;

import java.util.Arrays;

/** Finds rows with the same features. Open addressing, at most half full. */
final class RowIndex {
  private final Examples examples;
  private final int[] slots; // row + 1; 0 is free
  private int duplicates;
  private int contradictions;

  RowIndex(Examples examples) {
    this.examples = examples;
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
    int width = examples.width();
    int from = row * width;
    int hash = 1;
    for (int i = from; i < from + width; i++) {
      int bits = Float.floatToRawIntBits(of.features()[i]);
      hash = 31 * hash + (bits ^ (bits >>> 15)); // small whole numbers differ in high bits only
    }
    int slot = (hash ^ (hash >>> 16)) & (slots.length - 1);
    while (slots[slot] != 0) {
      int at = (slots[slot] - 1) * width;
      if (Arrays.equals(of.features(), from, from + width, examples.features(), at, at + width)) {
        return slot;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }
}
