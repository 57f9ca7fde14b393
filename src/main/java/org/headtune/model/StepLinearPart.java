package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;

/** {@code y = x W + b} over the rows of a matrix. */
final class StepLinearPart {
  private final int in;
  private final int out;
  private final FloatPointer weights;
  private final FloatBuffer bias;
  private final RowBlock block;
  private final float[] sum;

  /**
   * @param parameters from the weights on, column by column, then the bias
   */
  StepLinearPart(int in, int out, FloatPointer parameters) {
    this.in = in;
    this.out = out;
    this.weights = parameters;
    this.bias = Native.from(parameters, (long) in * out).asBuffer();
    this.block = new RowBlock(out);
    this.sum = new float[out];
  }

  /** Computes the first rows. */
  void forward(Matrix x, Matrix y, int count) {
    y.room(count);
    bias.get(0, sum);
    float[] repeated = block.whole();
    for (int from = 0; from < repeated.length; from += out) {
      System.arraycopy(sum, 0, repeated, from, out);
    }
    for (int row = 0; row < count; row += block.rows()) {
      int rows = Math.min(block.rows(), count - row);
      y.numbers().put(row * out, repeated, 0, rows * out);
    }
    Blas.addForward(x.address(), weights, y.address(), count, in, out);
  }

  /** Writes the gradients of the parameters, in their order. */
  void writeGradients(Matrix x, Matrix dy, int count, FloatPointer gradients) {
    Blas.weightGradient(x.address(), dy.address(), gradients, count, in, out);
    Arrays.fill(sum, 0);
    for (int row = 0; row < count; row += block.rows()) {
      float[] numbers = block.read(dy.numbers(), row, count);
      for (int from = 0; from < block.length(); from += out) {
        for (int i = 0; i < out; i++) {
          sum[i] += numbers[from + i];
        }
      }
    }
    Native.from(gradients, (long) in * out).asBuffer().put(0, sum);
  }

  /** Computes the gradient with respect to x. */
  void backward(Matrix dy, Matrix dx, int count) {
    dx.room(count);
    Blas.inputGradient(dy.address(), weights, dx.address(), count, in, out);
  }
}
