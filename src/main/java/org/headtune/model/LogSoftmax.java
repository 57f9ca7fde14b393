package org.headtune.model;

/** {@code z - log(sum of exp z)}, with the largest z taken off first so that nothing overflows. */
final class LogSoftmax {
  private LogSoftmax() {}

  /** Puts the logarithms in place of the weighted sums. */
  static void of(double[] z) {
    double total = logOfSum(z);
    for (int k = 0; k < z.length; k++) {
      z[k] -= total;
    }
  }

  /** The logarithm of the sum of exponentials. */
  static double logOfSum(double[] logarithms) {
    double most = Double.NEGATIVE_INFINITY;
    for (double logarithm : logarithms) {
      most = Math.max(most, logarithm);
    }
    double total = 0;
    for (double logarithm : logarithms) {
      total += Math.exp(logarithm - most);
    }
    return most + Math.log(total);
  }

  /** The largest number. */
  static float largest(float[] numbers) {
    float most = Float.NEGATIVE_INFINITY;
    for (float number : numbers) {
      most = Math.max(most, number);
    }
    return most;
  }
}
