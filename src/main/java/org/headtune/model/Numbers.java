package org.headtune.model;

/** The parameters of a layer and room for their gradients, taken one after the other. */
final class Numbers {
  private final double[] values;
  private final double[] gradients;
  private int taken;

  Numbers(double[] values) {
    this.values = values;
    this.gradients = new double[values.length];
  }

  double[] gradients() {
    return gradients;
  }

  /** The next numbers. */
  Part take(int count) {
    int from = taken;
    taken += count;
    return new Part(from);
  }

  /** Some of the numbers. */
  final class Part {
    private final int from;

    private Part(int from) {
      this.from = from;
    }

    double value(int i) {
      return values[from + i];
    }

    void add(int i, double gradient) {
      gradients[from + i] += gradient;
    }
  }
}
