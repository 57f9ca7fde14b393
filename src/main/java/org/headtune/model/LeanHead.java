package org.headtune.model;

import java.nio.FloatBuffer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/**
 * DL4J's softmax head with cross-entropy, in one pass instead of three: DL4J multiplies input and
 * weights and takes the softmax once for the gradient and once more for the loss. The loss is the
 * logarithm of the sum of exponentials less the true class's input, so it is exact and unbounded
 * where DL4J's ends at a probability of 1e-10.
 */
final class LeanHead extends OutputLayer {
  private static final long serialVersionUID = 1L;

  /** Exponentials of more classes are quicker in native code. */
  private static final int MOST_CLASSES = 128;

  private final boolean first;
  private double loss = Double.NaN;

  /**
   * Takes the place of a head in a built network.
   *
   * @param first whether it is fed by the network's input
   */
  LeanHead(OutputLayer original, boolean first) {
    super(original.conf(), original.getParam(DefaultParamInitializer.WEIGHT_KEY).dataType());
    this.first = first;
    Shortcuts.adopt(original, this);
  }

  /** Whether a layer of a built network does no more than this class can. */
  static boolean canReplace(Layer layer) {
    return layer.getClass() == OutputLayer.class
        && layer.conf().getLayer() instanceof org.deeplearning4j.nn.conf.layers.OutputLayer head
        && head.getNOut() <= MOST_CLASSES
        && head.hasBias()
        && head.getActivationFn() instanceof ActivationSoftmax
        && head.getLossFn() instanceof LossMCXENT loss
        && loss.getWeights() == null
        && head.getIDropout() == null
        && head.getWeightNoise() == null;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray ignored, LayerWorkspaceMgr workspaces) {
    INDArray weights = getParam(DefaultParamInitializer.WEIGHT_KEY);
    INDArray bias = getParam(DefaultParamInitializer.BIAS_KEY);
    // BLAS writes column by column; a column of this is a row of the head's output.
    INDArray turned =
        workspaces.createUninitialized(
            ArrayType.ACTIVATION_GRAD,
            weights.dataType(),
            new long[] {weights.size(1), input.size(0)},
            'f');
    weights.transpose().mmuli(input.transpose(), turned);
    INDArray delta = turned.transpose().addiRowVector(bias);
    loss = differentiate(turned.data().asNioFloat(), labels.data().asNioFloat());

    INDArray weightGradient = gradientViews.get(DefaultParamInitializer.WEIGHT_KEY);
    INDArray biasGradient = gradientViews.get(DefaultParamInitializer.BIAS_KEY);
    Nd4j.gemm(input, delta, weightGradient, true, false, 1, 0);
    delta.sum(biasGradient, 0);
    Gradient gradient = new DefaultGradient();
    gradient.gradientForVariable().put(DefaultParamInitializer.WEIGHT_KEY, weightGradient);
    gradient.gradientForVariable().put(DefaultParamInitializer.BIAS_KEY, biasGradient);
    return new Pair<>(gradient, first ? null : Shortcuts.below(weights, delta, workspaces));
  }

  /**
   * Puts softmax less target in place of the weighted input, row by row.
   *
   * @return the sum of the rows' cross-entropies
   */
  private double differentiate(FloatBuffer numbers, FloatBuffer targets) {
    int classes = (int) layerConf().getNOut();
    int rows = (int) input.size(0);
    float[] z = new float[classes];
    float[] y = new float[classes];
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      numbers.get(row * classes, z);
      targets.get(row * classes, y);
      sum += differentiate(z, y);
      numbers.put(row * classes, z);
    }
    return sum;
  }

  private static double differentiate(float[] z, float[] y) {
    float largest = z[0];
    for (float value : z) {
      largest = Math.max(largest, value);
    }
    double sum = 0;
    double target = 0;
    for (int k = 0; k < z.length; k++) {
      target += y[k] * (z[k] - largest);
      z[k] = (float) Math.exp(z[k] - largest);
      sum += z[k];
    }
    for (int k = 0; k < z.length; k++) {
      z[k] = (float) (z[k] / sum) - y[k];
    }
    return Math.log(sum) - target;
  }

  /** The loss of the last {@link #backpropGradient}, which DL4J has called just before. */
  @Override
  public double computeScore(double penalty, boolean training, LayerWorkspaceMgr workspaces) {
    return training
        ? loss / input.size(0) + penalty
        : super.computeScore(penalty, false, workspaces);
  }
}
