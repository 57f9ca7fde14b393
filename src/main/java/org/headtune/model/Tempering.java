package org.headtune.model;

/**
 * Probabilities at a temperature: softmax(z / T) (Guo et al. 2017). The class with the largest
 * probability is that of a temperature of 1, also where rounding would make a tie or part one.
 */
final class Tempering {
  /** Logits closer than this may change places by rounding. */
  private static final double NEAR = 1e-4;

  private final int classes;
  private final double inverse;
  private float[] plain = new float[0];

  /**
   * @param temperature T, above 0
   */
  Tempering(int classes, double temperature) {
    this.classes = classes;
    this.inverse = 1 / temperature;
  }

  /**
   * As {@link ClassHead#probabilities}, which is asked for as well where two classes are near a
   * tie.
   */
  void probabilities(ClassHead head, int rows, float[] probabilities, int from) {
    head.logits(probabilities, from);
    boolean[] near = new boolean[rows];
    boolean any = false;
    for (int row = 0; row < rows; row++) {
      near[row] = soften(probabilities, from + row * classes);
      any |= near[row];
    }
    if (any) {
      if (plain.length < rows * classes) {
        plain = new float[rows * classes];
      }
      head.probabilities(plain, 0);
      for (int row = 0; row < rows; row++) {
        if (near[row]) {
          keepFirst(first(plain, row * classes), probabilities, from + row * classes);
        }
      }
    }
  }

  /** Puts probabilities in place of logits; answers whether a second one is near the largest. */
  private boolean soften(float[] values, int from) {
    float largest = Float.NEGATIVE_INFINITY;
    float second = Float.NEGATIVE_INFINITY;
    for (int i = from; i < from + classes; i++) {
      second = Math.max(second, Math.min(largest, values[i]));
      largest = Math.max(largest, values[i]);
    }
    double sum = 0;
    for (int i = from; i < from + classes; i++) {
      values[i] = (float) Math.exp(inverse * ((double) values[i] - largest));
      sum += values[i];
    }
    for (int i = from; i < from + classes; i++) {
      values[i] = (float) (values[i] / sum);
    }
    // At a high temperature distant logits come near each other.
    return (largest - second) * Math.min(1, inverse) < NEAR;
  }

  private int first(float[] values, int from) {
    int first = 0;
    for (int k = 1; k < classes; k++) {
      if (values[from + k] > values[from + first]) {
        first = k;
      }
    }
    return first;
  }

  /** Makes a class the first one with the largest probability, by the last bit of a few numbers. */
  private void keepFirst(int k, float[] probabilities, int from) {
    float largest = probabilities[from + first(probabilities, from)];
    probabilities[from + k] = largest;
    for (int i = from; i < from + k; i++) {
      if (probabilities[i] == largest) {
        probabilities[i] = Math.nextDown(largest);
      }
    }
  }
}
