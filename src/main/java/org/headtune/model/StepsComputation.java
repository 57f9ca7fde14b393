package org.headtune.model;

import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What Deeplearning4j computes with for a {@link StepsLayer}, in single or double precision,
 * plainly and step by step. Headtune's own ways are {@link StepNormLink}, {@link StepPositionsLink}
 * and {@link TransformerBlockLink}. Where there is a mask, a sequence ends where it is 0.
 */
@SuppressWarnings("serial") // nothing here is ever serialised
final class StepsComputation extends BaseLayer<StepsLayer> {
  private long seed;
  private boolean drops;

  StepsComputation(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  /** Headtune's own way. */
  Link link(String name, int steps) {
    StepsLayer layer = layerConf();
    if (layer instanceof TransformerBlock block) {
      return new TransformerBlockLink(name, this, block, steps);
    }
    return layer instanceof StepNorm
        ? new StepNormLink(name, this, steps)
        : new StepPositionsLink(name, this, steps);
  }

  private StepsFormula formula() {
    return layerConf().formula(params().toDoubleVector());
  }

  private StepsFormula.Chance chance(long row) {
    SplittableRandom random = new SplittableRandom(seed + row);
    return drops ? random::nextDouble : null;
  }

  private int length(long row) {
    int steps = Math.toIntExact(input.size(2));
    for (int step = 0; maskArray != null && step < steps; step++) {
      if (maskArray.getDouble(row, step) == 0) {
        return step;
      }
    }
    return steps;
  }

  /** The steps of a row, steps by numbers. */
  private double[][] read(INDArray sequences, long row) {
    double[][] steps = new double[length(row)][Math.toIntExact(sequences.size(1))];
    for (int step = 0; step < steps.length; step++) {
      for (int i = 0; i < steps[step].length; i++) {
        steps[step][i] = sequences.getDouble(row, i, step);
      }
    }
    return steps;
  }

  private static void write(double[][] steps, INDArray sequences, long row) {
    for (int step = 0; step < steps.length; step++) {
      for (int i = 0; i < steps[step].length; i++) {
        sequences.putScalar(row, i, step, steps[step][i]);
      }
    }
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    drops = training;
    seed = training ? Nd4j.getRandom().nextLong() : 0;
    StepsFormula formula = formula();
    INDArray output = workspaceMgr.create(ArrayType.ACTIVATIONS, dataType, input.shape(), 'f');
    for (long row = 0; row < input.size(0); row++) {
      write(formula.forward(read(input, row), chance(row)), output, row);
    }
    return output;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(true);
    StepsFormula formula = formula();
    INDArray below = workspaceMgr.create(ArrayType.ACTIVATION_GRAD, dataType, input.shape(), 'f');
    for (long row = 0; row < input.size(0); row++) {
      formula.forward(read(input, row), chance(row));
      write(formula.backward(read(epsilon, row)), below, row);
    }
    gradientsFlattened.assign(
        Nd4j.createFromArray(formula.gradients())
            .castTo(dataType)
            .reshape(gradientsFlattened.shape()));
    Gradient gradient = new DefaultGradient();
    for (StepParameter parameter : layerConf().parameters()) {
      gradient.gradientForVariable().put(parameter.key(), gradientViews.get(parameter.key()));
    }
    return new Pair<>(gradient, below);
  }
}
