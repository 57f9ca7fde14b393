package org.headtune.model;

/** Arithmetic of sizes that may be absurd: what does not fit a long counts as its largest value. */
final class Count {
  private Count() {}

  /** The product of two counts, neither negative. */
  static long product(long a, long b) {
    return Math.multiplyHigh(a, b) != 0 || a * b < 0 ? Long.MAX_VALUE : a * b;
  }

  /** The sum of two counts, neither negative. */
  static long sum(long a, long b) {
    return a + b < 0 ? Long.MAX_VALUE : a + b;
  }
}
