package org.headtune.model;

/**
 * Inverted dropout (Srivastava et al. 2014) whose numbers follow from a seed and the place of each
 * value, so that the way back needs no memory of them.
 */
final class StepDropout {
  private static final int BITS = 24;

  private final int threshold;
  private final int kept;
  private final int[] factors;

  /**
   * @param dropped share of values set to zero, at least 0 and below 1
   * @param most values at a time
   */
  StepDropout(double dropped, int most) {
    threshold = (int) Math.round(dropped * (1 << BITS));
    kept = Float.floatToRawIntBits((float) (1 / (1 - dropped)));
    factors = new int[most];
  }

  /** Whether it does anything. */
  boolean drops() {
    return threshold > 0;
  }

  /**
   * Multiplies the first values by 0 or by what makes up for it.
   *
   * @param place of the first of them
   */
  void apply(long seed, int place, float[] values, int count) {
    int low = (int) seed;
    int high = (int) (seed >>> 32);
    for (int i = 0; i < count; i++) {
      // The bits are mixed as by Wellons' "lowbias32" of 2018.
      int bits = (place + i) * 0x9E3779B9 + low;
      bits ^= bits >>> 16;
      bits *= 0x7FEB352D;
      bits ^= bits >>> 15;
      bits = (bits ^ high) * 0x846CA68B;
      bits ^= bits >>> 16;
      // All ones for a value that stays.
      factors[i] = ~(((bits >>> (32 - BITS)) - threshold) >> 31) & kept;
    }
    for (int i = 0; i < count; i++) {
      values[i] *= Float.intBitsToFloat(factors[i]);
    }
  }
}
