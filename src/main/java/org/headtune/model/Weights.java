package org.headtune.model;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Weights and biases of a dense layer or a head, as DL4J stores them. */
final class Weights implements AutoCloseable {
  private final FloatPointer weights;
  private final FloatPointer biases;
  private final int in;
  private final int out;
  private final float[] bias;
  private final Matrix below;
  private final RowBlock block;
  private INDArray input;
  private final GradientViews gradients;

  Weights(BaseLayer<?> layer) {
    this.gradients = new GradientViews(layer);
    INDArray w = layer.getParam(DefaultParamInitializer.WEIGHT_KEY);
    INDArray b = layer.getParam(DefaultParamInitializer.BIAS_KEY);
    this.in = Math.toIntExact(w.size(0));
    this.out = Math.toIntExact(w.size(1));
    if (w.stride(0) != 1 || (out > 1 && w.stride(1) != in)) {
      throw new IllegalArgumentException("weights are not stored column by column: " + layer);
    }
    this.weights = Native.address(w);
    this.biases = b == null ? null : Native.address(b);
    this.bias = new float[out];
    this.below = new Matrix(in);
    this.block = new RowBlock(out);
  }

  int out() {
    return out;
  }

  /** The biases of now; 0 if the layer has none. */
  float[] bias() {
    if (biases != null) {
      biases.get(bias, 0, out);
    }
    return bias;
  }

  /** {@code output = input w}. */
  void multiply(INDArray input, Matrix output, LayerWorkspaceMgr workspaces) {
    this.input = Native.rowByRow(input, workspaces);
    Blas.forward(Native.address(this.input), weights, output.address(), output.rows(), in, out);
  }

  /**
   * Writes the gradients of weights and biases for the input of the last product.
   *
   * @param delta the gradient with respect to the weighted sums
   * @return the gradient with respect to the input, or null if it is not asked for
   */
  INDArray backward(FloatPointer delta, int rows, boolean trained, boolean further) {
    if (trained) {
      FloatPointer weightGradient =
          Native.address(gradients.get(DefaultParamInitializer.WEIGHT_KEY));
      Blas.weightGradient(Native.address(input), delta, weightGradient, rows, in, out);
      if (biases != null) {
        Native.address(gradients.get(DefaultParamInitializer.BIAS_KEY))
            .put(sums(delta, rows), 0, out);
      }
    }
    if (!further) {
      return null;
    }
    below.rows(rows);
    Blas.inputGradient(delta, weights, below.address(), rows, in, out);
    return below.array();
  }

  /**
   * After {@link #backward}: adds to the gradient of the weights that lead to one output.
   *
   * @param numbers one for each input
   */
  void addGradient(int output, float[] numbers) {
    FloatBuffer all = Native.address(gradients.get(DefaultParamInitializer.WEIGHT_KEY)).asBuffer();
    for (int i = 0; i < in; i++) {
      all.put(output * in + i, all.get(output * in + i) + numbers[i]);
    }
  }

  /**
   * Copies the weights.
   *
   * @param target as many numbers, in the same order
   */
  void copyTo(INDArray target) {
    Native.address(target).asBuffer().put(0, weights.asBuffer(), 0, in * out);
  }

  /** The sum of the rows. */
  private float[] sums(FloatPointer delta, int rows) {
    float[] sums = new float[out];
    FloatBuffer buffer = delta.asBuffer();
    for (int row = 0; row < rows; row += block.rows()) {
      float[] g = block.read(buffer, row, rows);
      for (int from = 0; from < block.length(); from += out) {
        for (int i = 0; i < out; i++) {
          sums[i] += g[from + i];
        }
      }
    }
    return sums;
  }

  @Override
  public void close() {
    below.close();
  }
}
