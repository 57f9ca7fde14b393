package org.headtune.model;

/**
 * The exponential function of numbers that are not positive, over arrays: loops without branches,
 * which the JVM turns into vector instructions. With {@code q(x) = exp(x) - 1} the polynomial of a
 * small share of x is doubled again and again by {@code q(2 x) = q(x) (q(x) + 2)}, which keeps its
 * digits.
 */
final class Exponential {
  /** Below it the result is 0 within the error. */
  private static final float LEAST = -20;

  private static final float SHARE = 1 / 64f;

  private Exponential() {}

  /**
   * Replaces numbers by their exponentials, at most 1e-6 off.
   *
   * @param numbers none above 0
   */
  static void ofNegative(float[] numbers, int from, int to) {
    for (int i = from; i < to; i++) {
      float x = SHARE * Math.max(LEAST, numbers[i]);
      float q = 1 / 5040f;
      q = q * x + 1 / 720f;
      q = q * x + 1 / 120f;
      q = q * x + 1 / 24f;
      q = q * x + 1 / 6f;
      q = q * x + 0.5f;
      q = q * x + 1;
      q = q * x;
      q = q * (q + 2);
      q = q * (q + 2);
      q = q * (q + 2);
      q = q * (q + 2);
      q = q * (q + 2);
      q = q * (q + 2);
      numbers[i] = Math.max(0, q + 1);
    }
  }
}
