package org.headtune.evaluation;

/** Numbers that look random and follow from other numbers alone. */
final class Hash {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private Hash() {}

  /** From 0 to 1, 1 excluded, for a number. */
  static double uniform(long number) {
    return fraction(mix(number + GOLDEN_GAMMA));
  }

  /** From 0 to 1, 1 excluded, for some numbers in their order. */
  static double uniform(float[] numbers, int from, int count) {
    long hash = count;
    for (int i = from; i < from + count; i++) {
      hash = mix(hash + GOLDEN_GAMMA + Float.floatToIntBits(numbers[i]));
    }
    return fraction(hash);
  }

  private static double fraction(long bits) {
    return (bits >>> 11) * 0x1p-53;
  }

  /** The last step of SplitMix64 (Steele, Lea and Flood 2014). */
  private static long mix(long bits) {
    long z = bits;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
