package org.headtune.model;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.factory.Nd4j;

/**
 * DL4J's dense layer with the same numbers for less work. DL4J multiplies input and weights a
 * second time on the way back, computes the gradient of the network's input, which nobody asks for,
 * and lets BLAS write in an order that then has to be turned.
 */
final class LeanDense extends DenseLayer {
  private static final long serialVersionUID = 1L;

  private final boolean first;
  private final boolean relu;

  /**
   * What the derivative is taken of: the weighted input, or for ReLU, which keeps signs, its value.
   */
  private transient INDArray kept;

  /**
   * Takes the place of a layer in a built network.
   *
   * @param first whether it is fed by the network's input
   */
  LeanDense(DenseLayer original, boolean first) {
    super(original.conf(), original.getParam(DefaultParamInitializer.WEIGHT_KEY).dataType());
    this.first = first;
    this.relu = layerConf().getActivationFn() instanceof ActivationReLU;
    Shortcuts.adopt(original, this);
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
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray weights = getParam(DefaultParamInitializer.WEIGHT_KEY);
    // BLAS writes column by column; a column of this is a row of the activations.
    INDArray turned =
        workspaces.createUninitialized(
            ArrayType.ACTIVATIONS,
            weights.dataType(),
            new long[] {weights.size(1), input.size(0)},
            'f');
    weights.transpose().mmuli(input.transpose(), turned);
    INDArray values = turned.transpose().addiRowVector(getParam(DefaultParamInitializer.BIAS_KEY));
    if (training) {
      kept = relu ? values : workspaces.dup(ArrayType.ACTIVATIONS, values);
    }
    return layerConf().getActivationFn().getActivation(values, training);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    INDArray delta = delta(epsilon, workspaces);
    INDArray weightGradient = gradientViews.get(DefaultParamInitializer.WEIGHT_KEY);
    INDArray biasGradient = gradientViews.get(DefaultParamInitializer.BIAS_KEY);
    Nd4j.gemm(input, delta, weightGradient, true, false, 1, 0);
    delta.sum(biasGradient, 0);
    Gradient gradient = new DefaultGradient();
    gradient.gradientForVariable().put(DefaultParamInitializer.BIAS_KEY, biasGradient);
    gradient.gradientForVariable().put(DefaultParamInitializer.WEIGHT_KEY, weightGradient);
    return new Pair<>(
        gradient,
        first
            ? null
            : Shortcuts.below(getParam(DefaultParamInitializer.WEIGHT_KEY), delta, workspaces));
  }

  /** The gradient with respect to the weighted input. */
  private INDArray delta(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    if (!relu) {
      return layerConf().getActivationFn().backprop(kept, epsilon).getFirst();
    }
    INDArray slope =
        workspaces.createUninitialized(
            ArrayType.BP_WORKING_MEM, kept.dataType(), kept.shape(), 'c');
    return Nd4j.exec(new Step(kept, slope)).muli(epsilon);
  }

  @Override
  public void clear() {
    super.clear();
    kept = null;
  }
}
