package org.headtune.model;

import java.util.Arrays;

/** The entries of a table that the rows of a batch hold, in the order in which they came. */
final class TouchedEntries {
  private final int[] placeOf;
  private int[] entries = {};
  private int count;

  /**
   * @param all entries of the table
   */
  TouchedEntries(int all) {
    placeOf = new int[all];
    Arrays.fill(placeOf, -1);
  }

  /** Forgets the last batch. */
  void clear() {
    for (int i = 0; i < count; i++) {
      placeOf[entries[i]] = -1;
    }
    count = 0;
  }

  void add(int entry) {
    if (placeOf[entry] < 0) {
      if (count == entries.length) {
        entries = Arrays.copyOf(entries, Math.max(1024, 2 * count));
      }
      placeOf[entry] = count;
      entries[count++] = entry;
    }
  }

  /** The entries, as many as {@link #count}; overwritten by the next batch. */
  int[] entries() {
    return entries;
  }

  int count() {
    return count;
  }

  /** Where an entry of the batch stands among them. */
  int placeOf(int entry) {
    return placeOf[entry];
  }
}
