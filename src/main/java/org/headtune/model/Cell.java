package org.headtune.model;

import org.headtune.config.LayerConfig.RecurrentFunction;

/**
 * What the units of a recurrent layer make of their weighted sums at one step, for one row, and the
 * way back. Arrays hold one number per unit, those of weighted sums {@link #sums} per unit, sum
 * after sum as DL4J stores their weights.
 */
abstract sealed class Cell {
  final int units;

  private Cell(int units) {
    this.units = units;
  }

  /** Weighted sums per unit. */
  abstract int sums();

  /** Whether there is a memory beside the output. */
  abstract boolean remembers();

  /**
   * One step.
   *
   * @param z weighted sums with their biases; receives what {@link #backward} needs of them
   * @param memory of the step before; receives that of this step
   * @param output receives it
   */
  abstract void forward(float[] z, float[] memory, float[] output);

  /**
   * One step back.
   *
   * @param z as {@link #forward} left it; receives the gradient with respect to the weighted sums
   * @param before the memory before the step
   * @param after the memory after it
   * @param output of the step
   * @param gradient with respect to that output, from above and from the step after
   * @param memory the gradient with respect to the memory, from the step after; receives the one
   *     for the step before
   */
  abstract void backward(
      float[] z, float[] before, float[] after, float[] output, float[] gradient, float[] memory);

  private static float sigmoid(float z) {
    return (float) (1 / (1 + Math.exp(-z)));
  }

  /** Several times as fast as the library's, and exact enough for single precision. */
  private static float tanh(float z) {
    return (float) (1 - 2 / (Math.exp(2.0 * z) + 1));
  }

  /**
   * Long short-term memory without peepholes (Hochreiter and Schmidhuber 1997; the forget gate is
   * that of Gers, Schmidhuber and Cummins 2000): {@code c = f c + g a} and {@code h = o tanh(c)}
   * with the candidate {@code a = tanh(.)} and the gates {@code f}, {@code o} and {@code g =
   * sigmoid(.)} of weighted sums in the order a, f, o, g.
   */
  static final class Lstm extends Cell {
    Lstm(int units) {
      super(units);
    }

    @Override
    int sums() {
      return 4;
    }

    @Override
    boolean remembers() {
      return true;
    }

    @Override
    void forward(float[] z, float[] memory, float[] output) {
      for (int j = 0; j < units; j++) {
        float a = tanh(z[j]);
        float f = sigmoid(z[units + j]);
        float o = sigmoid(z[2 * units + j]);
        float g = sigmoid(z[3 * units + j]);
        memory[j] = f * memory[j] + g * a;
        output[j] = o * tanh(memory[j]);
        z[j] = a;
        z[units + j] = f;
        z[2 * units + j] = o;
        z[3 * units + j] = g;
      }
    }

    @Override
    void backward(
        float[] z,
        float[] before,
        float[] after,
        float[] output,
        float[] gradient,
        float[] memory) {
      for (int j = 0; j < units; j++) {
        float a = z[j];
        float f = z[units + j];
        float o = z[2 * units + j];
        float g = z[3 * units + j];
        float c = tanh(after[j]);
        float dc = memory[j] + gradient[j] * o * (1 - c * c);
        z[j] = dc * g * (1 - a * a);
        z[units + j] = dc * before[j] * f * (1 - f);
        z[2 * units + j] = gradient[j] * c * o * (1 - o);
        z[3 * units + j] = dc * a * g * (1 - g);
        memory[j] = dc * f;
      }
    }
  }

  /** A function of one weighted sum (Elman 1990). */
  static final class Simple extends Cell {
    private final RecurrentFunction function;

    Simple(int units, RecurrentFunction function) {
      super(units);
      this.function = function;
    }

    RecurrentFunction function() {
      return function;
    }

    @Override
    int sums() {
      return 1;
    }

    @Override
    boolean remembers() {
      return false;
    }

    @Override
    void forward(float[] z, float[] memory, float[] output) {
      for (int j = 0; j < units; j++) {
        output[j] =
            switch (function) {
              case TANH -> tanh(z[j]);
              case SIGMOID -> sigmoid(z[j]);
              // Unlike a comparison this lets a number that is not one through.
              case RELU -> Math.max(z[j], 0);
              case IDENTITY -> z[j];
            };
      }
    }

    @Override
    void backward(
        float[] z,
        float[] before,
        float[] after,
        float[] output,
        float[] gradient,
        float[] memory) {
      for (int j = 0; j < units; j++) {
        float y = output[j];
        float slope =
            switch (function) {
              case TANH -> 1 - y * y;
              case SIGMOID -> y * (1 - y);
              case RELU -> y > 0 ? 1 : 0;
              case IDENTITY -> 1;
            };
        z[j] = gradient[j] * slope;
      }
    }
  }
}
