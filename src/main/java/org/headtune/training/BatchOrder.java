package org.headtune.training;

import java.util.stream.IntStream;

/**
 * The order of the training rows, from seed and epoch alone: the same in every Java, and the same
 * whether a run is resumed or not. Shuffled by Fisher and Yates' method (Knuth, The Art of Computer
 * Programming, volume 2, algorithm P) with the numbers of SplitMix64 (Steele, Lea and Flood 2014).
 */
public final class BatchOrder {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final long seed;
  private final int rows;

  public BatchOrder(long seed, int rows) {
    this.seed = seed;
    this.rows = rows;
  }

  /** Every row index once. */
  public int[] of(int epoch) {
    int[] order = IntStream.range(0, rows).toArray();
    long state = epochSeed(seed, epoch);
    for (int last = rows - 1; last > 0; last--) {
      state += GOLDEN_GAMMA;
      // The high half of a 32 x 64 bit product: without the bias that a remainder would bring.
      int other = (int) Math.multiplyHigh(mixed(state) >>> 1, (last + 1L) << 1);
      int row = order[last];
      order[last] = order[other];
      order[other] = row;
    }
    return order;
  }

  private static long epochSeed(long seed, int epoch) {
    return mixed(mixed(seed) + epoch * GOLDEN_GAMMA);
  }

  /** A seed for everything random within one batch. */
  static long batchSeed(long seed, int epoch, int batch) {
    return mixed(epochSeed(seed, epoch) + batch * GOLDEN_GAMMA);
  }

  /** SplitMix64's mixing function. */
  private static long mixed(long state) {
    long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
