package org.headtune.model;

import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * DL4J's dense layer without two needless matrix products: DL4J multiplies input and weights again
 * on the way back, and computes the gradient of the network's input, which nobody asks for.
 */
final class LeanDense extends DenseLayer {
  private static final long serialVersionUID = 1L;

  private final boolean first;
  private transient INDArray weightedInput;

  /**
   * Takes the place of a layer in a built network.
   *
   * @param first whether it is fed by the network's input
   */
  LeanDense(DenseLayer original, boolean first) {
    super(original.conf(), original.getParam(DefaultParamInitializer.WEIGHT_KEY).dataType());
    this.first = first;
    setIndex(original.getIndex());
    setParamTable(original.paramTable());
    setParamsViewArray(original.params());
    if (original.getGradientsViewArray() != null) {
      setBackpropGradientsViewArray(original.getGradientsViewArray());
    }
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray z = preOutput(training, workspaces);
    weightedInput = training ? workspaces.dup(ArrayType.ACTIVATIONS, z) : null;
    return layerConf().getActivationFn().getActivation(z, training);
  }

  @Override
  protected Pair<INDArray, INDArray> preOutputWithPreNorm(
      boolean training, boolean forBackprop, LayerWorkspaceMgr workspaces) {
    return forBackprop && weightedInput != null
        ? new Pair<>(weightedInput, weightedInput)
        : super.preOutputWithPreNorm(training, forBackprop, workspaces);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    if (!first) {
      return super.backpropGradient(epsilon, workspaces);
    }
    INDArray delta = layerConf().getActivationFn().backprop(weightedInput, epsilon).getFirst();
    INDArray weightGradient = gradientViews.get(DefaultParamInitializer.WEIGHT_KEY);
    INDArray biasGradient = gradientViews.get(DefaultParamInitializer.BIAS_KEY);
    Nd4j.gemm(input, delta, weightGradient, true, false, 1, 0);
    delta.sum(biasGradient, 0);
    Gradient gradient = new DefaultGradient();
    gradient.gradientForVariable().put(DefaultParamInitializer.BIAS_KEY, biasGradient);
    gradient.gradientForVariable().put(DefaultParamInitializer.WEIGHT_KEY, weightGradient);
    return new Pair<>(gradient, null);
  }

  @Override
  public void clear() {
    super.clear();
    weightedInput = null;
  }
}
