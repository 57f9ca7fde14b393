package org.headtune.data;

import java.util.Arrays;

/** A number, 0 or more, for each of some pairs of tokens. Open addressing, at most half full. */
final class PairTable {
  private static final long FREE = -1;

  private long[] pairs = free(64);
  private int[] numbers = new int[64];
  private int size;

  private static long[] free(int length) {
    long[] all = new long[length];
    Arrays.fill(all, FREE);
    return all;
  }

  /** Two tokens as one number, in the order of the left one, then of the right one. */
  static long pair(int left, int right) {
    return (long) left << Integer.SIZE | right;
  }

  static int left(long pair) {
    return (int) (pair >>> Integer.SIZE);
  }

  static int right(long pair) {
    return (int) pair;
  }

  int size() {
    return size;
  }

  /** The number of a pair, or -1. */
  int get(long pair) {
    int slot = slot(pair);
    return pairs[slot] == pair ? numbers[slot] : -1;
  }

  /** The number of a pair, which takes the next free one if it has none. */
  int add(long pair) {
    int slot = slot(pair);
    if (pairs[slot] != pair) {
      pairs[slot] = pair;
      numbers[slot] = size++;
      if (2 * size > pairs.length) {
        grow();
        return size - 1;
      }
    }
    return numbers[slot];
  }

  private int slot(long pair) {
    int slot = (int) ((pair * 0x9E3779B97F4A7C15L) >>> 32) & (pairs.length - 1);
    while (pairs[slot] != FREE && pairs[slot] != pair) {
      slot = (slot + 1) & (pairs.length - 1);
    }
    return slot;
  }

  private void grow() {
    long[] before = pairs;
    int[] old = numbers;
    pairs = free(2 * before.length);
    numbers = new int[pairs.length];
    for (int i = 0; i < before.length; i++) {
      if (before[i] != FREE) {
        int slot = slot(before[i]);
        pairs[slot] = before[i];
        numbers[slot] = old[i];
      }
    }
  }
}
