package org.headtune.model;

/** {@code z - log(sum of exp z)}, with the largest z taken off first so that nothing overflows. */
final class LogSoftmax {
  private LogSoftmax() {}

  /** Puts the logarithms in place of the weighted sums. */
  static void of(double[] z) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double each : z) {
      largest = Math.max(largest, each);
    }
    double sum = 0;
    for (double each : z) {
      sum += Math.exp(each - largest);
    }
    double total = largest + Math.log(sum);
    for (int k = 0; k < z.length; k++) {
      z[k] -= total;
    }
  }
}
