package org.headtune.data;

import java.util.Arrays;

/**
 * Deals rows out one by one, class by class, each class going on at the part where the one before
 * ended: the parts differ by one row at most, in all and in each class.
 */
public final class StratifiedDeal {
  private StratifiedDeal() {}

  /**
   * The part of each row, from 0; -1 for a row without a label.
   *
   * @param labels class index of each row, negative for none
   * @param random decides which rows of a class go together
   */
  public static int[] of(int[] labels, int classes, int parts, SplitMix64 random) {
    int[] counts = new int[classes];
    for (int label : labels) {
      if (label >= 0) {
        counts[label]++;
      }
    }
    int[] partOfRow = new int[labels.length];
    Arrays.fill(partOfRow, -1);
    int next = 0;
    for (int[] rows : Split.rowsOfClasses(labels, counts)) {
      random.shuffle(rows);
      for (int row : rows) {
        partOfRow[row] = next;
        next = (next + 1) % parts;
      }
    }
    return partOfRow;
  }
}
