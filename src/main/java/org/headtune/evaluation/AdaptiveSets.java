package org.headtune.evaluation;

import java.util.Arrays;

/**
 * Sets of classes that hold the true one as often as was asked: adaptive prediction sets (Romano,
 * Sesia and Candes 2020, "Classification with valid and adaptive coverage", section 2), small where
 * the model is sure and large where it is not. Not safe for use by two threads at once.
 *
 * <p>The classes of a row are put in falling order of probability. The score of the class at rank r
 * is the sum of the probabilities before it and a part u of its own, u drawn uniformly from 0 to 1;
 * a set holds the classes whose score is at most a quantile of the calibration rows' scores. That u
 * makes the coverage exact: without it, sets would cover more than was asked. It follows from the
 * row's features by a hash, so that a row has the same set wherever and beside whichever rows it
 * stands. A set may be empty.
 */
public final class AdaptiveSets {
  /** Bits of a float that make a factor of 16: most sets of many classes need no more in order. */
  private static final int BAND = 4 << 23;

  private final double quantile;
  private final boolean neverEmpty;
  private final long[] order;

  /**
   * Sets for rows of K classes.
   *
   * @param classes K
   * @param quantile from {@link ConformityScores#quantile}
   * @param neverEmpty whether a set that would be empty gets the most probable class: the coverage
   *     is then that or more
   */
  public AdaptiveSets(int classes, double quantile, boolean neverEmpty) {
    this.quantile = quantile;
    this.neverEmpty = neverEmpty;
    this.order = new long[classes];
  }

  /**
   * The u of a row, from 0 to 1, 1 excluded.
   *
   * @param features numbers of rows, row after row
   * @param from where the row begins
   * @param width numbers per row
   */
  public static double uniform(float[] features, int from, int width) {
    return Hash.uniform(features, from, width);
  }

  /** The score of a class; more than 1 by rounding at most. */
  static double score(float[] probabilities, int from, int classes, int truth, double uniform) {
    long own = key(probabilities, from, truth);
    // Of thousands of classes few come before the true one, and only these need an order.
    long[] larger = new long[classes];
    int count = 0;
    for (int k = 0; k < classes; k++) {
      long key = key(probabilities, from, k);
      if (key < own) {
        larger[count++] = key;
      }
    }
    Arrays.sort(larger, 0, count);
    double before = 0;
    for (int i = 0; i < count; i++) {
      before += probabilities[from + (int) larger[i]];
    }
    return before + uniform * probabilities[from + truth];
  }

  /** Puts the keys of at least a probability in order behind those that are; gives their end. */
  private int sortBand(int sorted, int bits) {
    long last = (long) ~bits << 32 | 0xffff_ffffL;
    int end = sorted;
    for (int i = sorted; i < order.length; i++) {
      if (order[i] <= last) {
        long key = order[i];
        order[i] = order[end];
        order[end++] = key;
      }
    }
    Arrays.sort(order, sorted, end);
    return end;
  }

  /**
   * A class index as the low half of a key: keys rise from the most probable class on; of equals,
   * the first comes first.
   */
  private static long key(float[] probabilities, int from, int k) {
    // The bits of floats from 0 up rise with their values.
    return (long) ~Float.floatToIntBits(probabilities[from + k]) << 32 | k;
  }

  /**
   * The set of a row.
   *
   * @param probabilities the row's K numbers, each from 0 to 1, from index {@code from} on
   * @param uniform from {@link #uniform}
   * @return class indexes, the most probable first
   */
  public int[] of(float[] probabilities, int from, double uniform) {
    long first = Long.MAX_VALUE;
    for (int k = 0; k < order.length; k++) {
      order[k] = key(probabilities, from, k);
      first = Math.min(first, order[k]);
    }
    int bits = (int) ~(first >> 32);
    int sorted = 0;
    int size = 0;
    double before = 0;
    while (size < order.length) {
      if (size == sorted) {
        bits = Math.max(0, bits - BAND);
        sorted = sortBand(sorted, bits);
        continue;
      }
      float own = probabilities[from + (int) order[size]];
      if (before + uniform * own > quantile) {
        break;
      }
      before += own;
      size++;
    }
    if (size == 0 && neverEmpty) {
      size = 1;
    }
    int[] set = new int[size];
    for (int i = 0; i < size; i++) {
      set[i] = (int) order[i];
    }
    return set;
  }
}
