package org.headtune.model;

/**
 * The Gaussian error linear unit {@code x Phi(x)} (Hendrycks and Gimpel 2016), Phi being the normal
 * distribution function, over arrays: loops without branches, which the JVM turns into vector
 * instructions.
 */
final class Gelu {
  private static final float SQRT_HALF = (float) Math.sqrt(0.5);
  private static final double DENSITY_AT_0 = 1 / Math.sqrt(2 * Math.PI);

  /** From here on erf is 1 in single precision. */
  private static final float ERF_END = 4;

  /** Of erf(x) / x as a fraction of polynomials of x squared, fitted by least relative error. */
  private static final float P0 = 1.1283791f;

  private static final float P1 = 0.19354272f;
  private static final float P2 = 0.05310144f;
  private static final float P3 = 0.0038832442f;
  private static final float P4 = 0.0002845638f;
  private static final float P5 = 1.9868023e-06f;
  private static final float Q1 = 0.50485533f;
  private static final float Q2 = 0.11534903f;
  private static final float Q3 = 0.015207051f;
  private static final float Q4 = 0.0011855472f;
  private static final float Q5 = 3.7420272e-05f;

  private Gelu() {}

  /** In double precision. */
  static double value(double x) {
    return x * below(x);
  }

  /** The slope, in double precision. */
  static double slope(double x) {
    return below(x) + x * DENSITY_AT_0 * Math.exp(-x * x / 2);
  }

  /** The normal distribution function. */
  private static double below(double x) {
    if (Math.abs(x) > 38) {
      return x > 0 ? 1 : 0;
    }
    double density = DENSITY_AT_0 * Math.exp(-x * x / 2);
    if (Math.abs(x) > 5) {
      // The continued fraction of Laplace.
      double fraction = Math.abs(x);
      for (int k = 60; k > 0; k--) {
        fraction = Math.abs(x) + k / fraction;
      }
      return x > 0 ? 1 - density / fraction : density / fraction;
    }
    double term = x;
    double sum = x;
    for (int k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
      term *= x * x / k;
      sum += term;
    }
    return 0.5 + density * sum;
  }

  /** The values of the first numbers; at most 1e-6 off, or a share of that of a large one. */
  static void values(float[] x, float[] y, int count) {
    for (int i = 0; i < count; i++) {
      y[i] = x[i] * below(x[i]);
    }
  }

  private static float below(float x) {
    float v = Math.max(-ERF_END, Math.min(ERF_END, x * SQRT_HALF));
    float t = v * v;
    float p = ((((P5 * t + P4) * t + P3) * t + P2) * t + P1) * t + P0;
    float q = ((((Q5 * t + Q4) * t + Q3) * t + Q2) * t + Q1) * t + 1;
    float erf = Math.max(-1, Math.min(1, v * p / q));
    return 0.5f + 0.5f * erf;
  }

  /**
   * Multiplies gradients of values by the slopes at x.
   *
   * @param work room for as many numbers
   */
  static void backward(float[] x, float[] gradient, float[] work, int count) {
    for (int i = 0; i < count; i++) {
      work[i] = -0.5f * x[i] * x[i];
    }
    Exponential.ofNegative(work, 0, count);
    for (int i = 0; i < count; i++) {
      gradient[i] *= below(x[i]) + x[i] * (float) DENSITY_AT_0 * work[i];
    }
  }
}
