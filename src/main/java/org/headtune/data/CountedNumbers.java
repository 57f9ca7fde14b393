package org.headtune.data;

import java.util.Arrays;

/**
 * Numbers, and how often each has come: exact quantiles and the most frequent one of any number of
 * rows. What it takes grows with the distinct numbers alone, by 12 bytes each and at most 8 MB for
 * those that came last.
 */
final class CountedNumbers {
  private static final int FEWEST_NEW = 1 << 10;
  private static final int MOST_NEW = 1 << 20;

  private double[] values = {}; // distinct, rising
  private int[] counts = {};
  private double[] added = new double[FEWEST_NEW];
  private int pending; // of those
  private long total;

  /** Adds a number. */
  void add(double value) {
    if (pending == added.length) {
      merge();
    }
    added[pending++] = value;
    total++;
  }

  /** Puts what was added among the others. */
  private void merge() {
    Arrays.sort(added, 0, pending);
    int distinct = 0;
    for (int i = 0; i < pending; i++) {
      boolean known = Arrays.binarySearch(values, added[i]) >= 0;
      distinct += known || (i > 0 && same(added[i], added[i - 1])) ? 0 : 1;
    }
    double[] all = new double[values.length + distinct];
    int[] often = new int[all.length];
    int old = 0;
    int fresh = 0;
    for (int at = 0; at < all.length; at++) {
      boolean fromOld =
          fresh == pending
              || (old < values.length && Double.compare(values[old], added[fresh]) <= 0);
      all[at] = fromOld ? values[old] : added[fresh];
      if (fromOld) {
        often[at] = counts[old++];
      }
      while (fresh < pending && same(added[fresh], all[at])) {
        often[at]++;
        fresh++;
      }
    }
    values = all;
    counts = often;
    added = new double[Math.max(FEWEST_NEW, Math.min(MOST_NEW, all.length))];
    pending = 0;
  }

  /** As they are sorted: -0 is another number than 0. */
  private static boolean same(double one, double other) {
    return Double.compare(one, other) == 0;
  }

  /**
   * The value that a share of the sorted ones lies below, linear between two of them (Hyndman and
   * Fan 1996, definition 7).
   *
   * @param share from 0 to 1; there is at least one number
   */
  double quantile(double share) {
    merge();
    double place = share * (total - 1);
    long below = (long) place;
    double rest = place - below;
    return rest == 0 ? sorted(below) : sorted(below) * (1 - rest) + sorted(below + 1) * rest;
  }

  /** The number at a place, from 0 on, if all of them were in a row, rising. */
  private double sorted(long place) {
    long before = 0;
    for (int i = 0; i < values.length; i++) {
      before += counts[i];
      if (place < before) {
        return values[i];
      }
    }
    throw new IndexOutOfBoundsException(place);
  }

  /** The most frequent number; of several the smallest. */
  double mode() {
    merge();
    int best = 0;
    for (int i = 1; i < counts.length; i++) {
      best = counts[i] > counts[best] ? i : best;
    }
    return values[best];
  }
}
