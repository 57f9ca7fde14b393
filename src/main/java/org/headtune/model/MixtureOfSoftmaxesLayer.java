package org.headtune.model;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseOutputLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * What Deeplearning4j computes with for {@link MixtureOfSoftmaxes}, in single or double precision.
 * Headtune's own way is {@link MixtureHead}.
 */
@SuppressWarnings("serial") // nothing here is ever serialised
final class MixtureOfSoftmaxesLayer extends BaseOutputLayer<MixtureOfSoftmaxes> {

  MixtureOfSoftmaxesLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  protected INDArray getLabels2d(LayerWorkspaceMgr workspaceMgr, ArrayType arrayType) {
    return labels;
  }

  /** The logarithms of the class probabilities. */
  @Override
  protected INDArray preOutput(boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    applyDropOutIfNecessary(training, workspaceMgr);
    return workspaceMgr.leverageTo(ArrayType.ACTIVATIONS, new Pass().logMixture);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(true);
    applyDropOutIfNecessary(true, workspaceMgr);
    Pass pass = new Pass();
    gradient = new DefaultGradient();
    INDArray below = pass.backward();
    INDArray result = workspaceMgr.leverageTo(ArrayType.ACTIVATION_GRAD, below);
    return new Pair<>(gradient, backpropDropOutIfPresent(result));
  }

  @Override
  public void computeGradientAndScore(LayerWorkspaceMgr workspaceMgr) {
    backpropGradient(null, workspaceMgr);
    score = computeScore(0, true, workspaceMgr);
  }

  /** One way forward, and back. */
  private final class Pass {
    private final long rows;
    private final long components = layerConf().getComponents();
    private final long classes = layerConf().getNOut();
    private final INDArray x;

    /** Logarithms: {@code rows x C}. */
    private final INDArray logPrior;

    /** {@code (rows C) x width}. */
    private final INDArray latent;

    /** Logarithms of each component's probabilities: {@code rows x C x K}. */
    private final INDArray logComponents;

    /** Logarithms: {@code rows x K}. */
    private final INDArray logMixture;

    Pass() {
      x = input.castTo(dataType);
      rows = x.size(0);
      logPrior = logSoftmax(x.mmul(getParam(MixtureParameters.PRIOR)), 1);
      INDArray sums =
          x.mmul(getParam(MixtureParameters.LATENT))
              .addRowVector(getParam(MixtureParameters.LATENT_BIAS));
      latent =
          Transforms.tanh(sums, false)
              .dup('c')
              .reshape('c', rows * components, layerConf().getWidth());
      INDArray logits =
          latent
              .mmul(getParam(MixtureParameters.WEIGHT))
              .addRowVector(getParam(MixtureParameters.BIAS))
              .dup('c')
              .reshape('c', rows, components, classes);
      logComponents = logSoftmax(logits, 2);
      INDArray joint = logComponents.add(logPrior.reshape('c', rows, components, 1));
      INDArray largest = joint.max(true, 1);
      logMixture =
          Transforms.log(Transforms.exp(joint.sub(largest), false).sum(1), false)
              .add(largest.reshape('c', rows, classes));
    }

    private INDArray logSoftmax(INDArray z, int dimension) {
      INDArray shifted = z.dup('c');
      shifted.subi(shifted.max(true, dimension));
      INDArray sums = Transforms.exp(shifted, true).sum(true, dimension);
      return shifted.subi(Transforms.log(sums, false));
    }

    /** Writes the gradients; gives that with respect to the input. */
    INDArray backward() {
      INDArray slope =
          layerConf()
              .getLossFn()
              .computeGradient(labels, logMixture.dup(), layerConf().getActivationFn(), maskArray)
              .dup('c');
      // What each component has contributed to each probability.
      INDArray posterior =
          logComponents
              .add(logPrior.reshape('c', rows, components, 1))
              .sub(logMixture.dup('c').reshape('c', rows, 1, classes));
      Transforms.exp(posterior, false);
      INDArray shares = posterior.mul(slope.reshape('c', rows, 1, classes));
      INDArray sums = shares.sum(2).dup('c');
      INDArray deltaLogits =
          shares
              .sub(Transforms.exp(logComponents, true).mul(sums.reshape('c', rows, components, 1)))
              .dup('c')
              .reshape('c', rows * components, classes);
      product(MixtureParameters.WEIGHT, latent, deltaLogits);
      sum(MixtureParameters.BIAS, deltaLogits);
      INDArray deltaLatent =
          deltaLogits
              .mmul(getParam(MixtureParameters.WEIGHT).transpose())
              .mul(latent.mul(latent).rsub(1))
              .dup('c')
              .reshape('c', rows, components * layerConf().getWidth());
      product(MixtureParameters.LATENT, x, deltaLatent);
      sum(MixtureParameters.LATENT_BIAS, deltaLatent);
      INDArray prior = Transforms.exp(logPrior, true);
      INDArray deltaPrior = sums.sub(prior.mul(sums.sum(true, 1)));
      product(MixtureParameters.PRIOR, x, deltaPrior);
      return deltaPrior
          .mmul(getParam(MixtureParameters.PRIOR).transpose())
          .add(deltaLatent.mmul(getParam(MixtureParameters.LATENT).transpose()));
    }

    private void product(String key, INDArray below, INDArray delta) {
      INDArray view = gradientViews.get(key);
      Nd4j.gemm(below, delta, view, true, false, 1, 0);
      gradient.gradientForVariable().put(key, view);
    }

    private void sum(String key, INDArray delta) {
      INDArray view = gradientViews.get(key);
      view.assign(delta.sum(0));
      gradient.gradientForVariable().put(key, view);
    }
  }
}
