package org.headtune.model;

import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The way back through a mixture of softmaxes, block of rows by block. */
final class MixtureGradients implements AutoCloseable {
  private final MixtureOfSoftmaxesLayer layer;
  private final int in;
  private final int components;
  private final int width;
  private final int classes;
  private final Matrix latentDelta;
  private Map<String, INDArray> gradients;

  MixtureGradients(MixtureOfSoftmaxesLayer layer) {
    MixtureOfSoftmaxes conf = layer.layerConf();
    this.layer = layer;
    this.in = Math.toIntExact(conf.getNIn());
    this.components = conf.getComponents();
    this.width = conf.getWidth();
    this.classes = Math.toIntExact(conf.getNOut());
    this.latentDelta = new Matrix(components * width);
  }

  /**
   * From the gradients of a block's logits and prior to those of parameters and input.
   *
   * @param input the rows of the block
   * @param from number of its first row; 0 begins anew, later ones are added
   * @param trained whether the parameters' own are wanted
   */
  void back(
      FloatPointer input,
      int from,
      Matrix prior,
      Matrix latent,
      Matrix logits,
      Matrix below,
      boolean trained) {
    int count = prior.rows();
    boolean first = from == 0;
    int parts = count * components;
    FloatPointer weights = parameter(MixtureParameters.WEIGHT);
    Blas.inputGradient(
        logits.address(), weights, latentDelta.rows(count).address(), parts, width, classes);
    float[] states = new float[components * width];
    float[] latentRow = new float[states.length];
    for (int i = 0; i < count; i++) {
      latent.numbers().get(i * states.length, states);
      latentDelta.numbers().get(i * states.length, latentRow);
      for (int j = 0; j < states.length; j++) {
        latentRow[j] *= 1 - states[j] * states[j];
      }
      latentDelta.numbers().put(i * states.length, latentRow);
    }
    if (trained) {
      weightGradient(MixtureParameters.WEIGHT, latent.address(), logits, parts, width, first);
      weightGradient(MixtureParameters.LATENT, input, latentDelta, count, in, first);
      weightGradient(MixtureParameters.PRIOR, input, prior, count, in, first);
      biasGradient(MixtureParameters.BIAS, logits, parts, classes, first);
      biasGradient(MixtureParameters.LATENT_BIAS, latentDelta, count, components * width, first);
    }
    FloatPointer dx = new FloatPointer(below.address()).position((long) from * in);
    Blas.inputGradient(
        prior.address(), parameter(MixtureParameters.PRIOR), dx, count, in, components);
    Blas.addInputGradient(
        latentDelta.address(),
        parameter(MixtureParameters.LATENT),
        dx,
        count,
        in,
        components * width);
  }

  private void weightGradient(
      String key, FloatPointer below, Matrix delta, int rows, int inputs, boolean first) {
    int outputs = Math.toIntExact((long) delta.rows() * delta.width() / rows);
    if (first) {
      Blas.weightGradient(below, delta.address(), gradient(key), rows, inputs, outputs);
    } else {
      Blas.addWeightGradient(below, delta.address(), gradient(key), rows, inputs, outputs);
    }
  }

  private void biasGradient(String key, Matrix delta, int rows, int outputs, boolean first) {
    float[] sums = new float[outputs];
    if (!first) {
      gradient(key).get(sums);
    }
    float[] one = new float[outputs];
    for (int i = 0; i < rows; i++) {
      delta.numbers().get(i * outputs, one);
      for (int j = 0; j < outputs; j++) {
        sums[j] += one[j];
      }
    }
    gradient(key).put(sums);
  }

  private FloatPointer gradient(String key) {
    if (gradients == null) {
      gradients =
          MixtureParameters.INSTANCE.getGradientsFromFlattened(
              layer.conf(), layer.getGradientsViewArray());
    }
    return Native.address(gradients.get(key));
  }

  private FloatPointer parameter(String key) {
    return Native.address(layer.getParam(key));
  }

  @Override
  public void close() {
    latentDelta.close();
  }
}
