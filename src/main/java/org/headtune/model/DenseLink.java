package org.headtune.model;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A dense layer: the weighted sums of {@link Weights} and a function of each. */
final class DenseLink extends Link {
  private final Weights weights;
  private final IActivation activation;
  private final boolean relu;
  private final Matrix output;

  /** The weighted sums, where the function's slope cannot be told from its value. */
  private final Matrix sums;

  private final RowBlock block;
  private final RowBlock values;

  DenseLink(String name, DenseLayer layer) {
    super(name);
    this.weights = new Weights(layer);
    IActivation function = layer.layerConf().getActivationFn();
    this.activation = StableActivation.of(function).orElse(function);
    this.relu = isPlainRelu(function);
    this.output = new Matrix(weights.out());
    this.sums = relu ? output : new Matrix(weights.out());
    this.block = new RowBlock(weights.out());
    this.values = new RowBlock(weights.out());
  }

  /** Whether a function is the larger one of a number and 0. */
  static boolean isPlainRelu(IActivation function) {
    return function instanceof ActivationReLU plain
        && plain.getMax() == null
        && plain.getThreshold() == null
        && plain.getNegativeSlope() == null;
  }

  /** Whether a layer of a built network does no more than this class can. */
  static boolean canReplace(Layer layer) {
    // Exactly this class: a subclass may compute something else.
    return layer.getClass() == DenseLayer.class
        && layer.conf().getLayer() instanceof org.deeplearning4j.nn.conf.layers.DenseLayer dense
        && dense.hasBias()
        && !dense.hasLayerNorm()
        && dense.getIDropout() == null
        && dense.getWeightNoise() == null;
  }

  @Override
  boolean changes() {
    return true;
  }

  @Override
  INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
    int rows = Math.toIntExact(input.size(0));
    output.rows(rows);
    weights.multiply(input, output, workspaces);
    addBias(rows);
    if (relu) {
      return output.array();
    }
    if (training) {
      sums.rows(rows).numbers().put(0, output.numbers(), 0, rows * weights.out());
    }
    return activation.getActivation(output.array(), training);
  }

  private void addBias(int rows) {
    float[] bias = weights.bias();
    FloatBuffer numbers = output.numbers();
    for (int row = 0; row < rows; row += block.rows()) {
      float[] z = block.read(numbers, row, rows);
      for (int from = 0; from < block.length(); from += bias.length) {
        for (int i = 0; i < bias.length; i++) {
          z[from + i] += bias[i];
        }
      }
      if (relu) {
        for (int i = 0; i < block.length(); i++) {
          // Unlike a comparison this lets a number that is not one through.
          z[i] = Math.max(z[i], 0);
        }
      }
      block.write(numbers, row);
    }
  }

  @Override
  INDArray backward(INDArray gradient, boolean further, LayerWorkspaceMgr workspaces) {
    INDArray delta = relu ? gradient : activation.backprop(sums.array(), gradient).getFirst();
    delta = Native.rowByRow(delta, workspaces);
    FloatPointer address = Native.address(delta);
    if (relu) {
      maskBySign(address.asBuffer(), output.rows());
    }
    return weights.backward(address, output.rows(), !frozen(), further);
  }

  /** Where ReLU gave 0 there is no slope. */
  private void maskBySign(FloatBuffer gradient, int rows) {
    for (int row = 0; row < rows; row += block.rows()) {
      float[] g = block.read(gradient, row, rows);
      float[] y = values.read(output.numbers(), row, rows);
      for (int i = 0; i < block.length(); i++) {
        g[i] = y[i] > 0 ? g[i] : 0;
      }
      block.write(gradient, row);
    }
  }

  @Override
  public void close() {
    weights.close();
    output.close();
    sums.close();
  }
}
