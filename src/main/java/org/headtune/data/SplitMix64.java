package org.headtune.data;

import java.util.stream.IntStream;

/**
 * SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators"). Our
 * own so that no version of Java can change a split.
 */
public final class SplitMix64 {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  public SplitMix64(long seed) {
    state = seed;
  }

  /** Numbers that follow from a seed and what they are for. */
  public static SplitMix64 of(long seed, long... purpose) {
    SplitMix64 random = new SplitMix64(seed);
    for (long part : purpose) {
      random = new SplitMix64(random.next() + part);
    }
    return random;
  }

  /** The next 64 bits. */
  public long next() {
    state += GOLDEN_GAMMA;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /**
   * A number from 0 to {@code bound - 1}, each as likely: values past the last full round are
   * redrawn.
   */
  int below(int bound) {
    long bits;
    long value;
    do {
      bits = next() >>> 1;
      value = bits % bound;
    } while (bits - value > Long.MAX_VALUE - (bound - 1));
    return (int) value;
  }

  /** Puts the numbers into a random order (Fisher and Yates). */
  public void shuffle(int[] numbers) {
    for (int i = numbers.length - 1; i > 0; i--) {
      int j = below(i + 1);
      int swap = numbers[i];
      numbers[i] = numbers[j];
      numbers[j] = swap;
    }
  }

  /**
   * For each of some things another one, each of them once: a random circle through all (Sattolo
   * 1986, "An algorithm to generate a random cyclic permutation").
   *
   * @param count of things, 2 or more
   */
  public int[] circle(int count) {
    int[] others = IntStream.range(0, count).toArray();
    for (int i = count - 1; i > 0; i--) {
      int j = below(i);
      int swap = others[i];
      others[i] = others[j];
      others[j] = swap;
    }
    return others;
  }
}
