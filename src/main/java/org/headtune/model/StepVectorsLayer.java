package org.headtune.model;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * What Deeplearning4j computes with for {@link StepVectors}, in single or double precision.
 * Headtune's own way is {@link StepVectorsLink}.
 */
@SuppressWarnings("serial") // nothing here is ever serialised
final class StepVectorsLayer extends BaseLayer<StepVectors> {

  StepVectorsLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  private INDArray table() {
    return getParam(VectorBagsParameters.table(0));
  }

  /** The entry of a step. */
  private int entry(long row, long step) {
    return input.getInt((int) row, 0, (int) step);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    long units = layerConf().getNOut();
    INDArray output =
        workspaceMgr.createUninitialized(
            ArrayType.ACTIVATIONS,
            dataType,
            new long[] {input.size(0), units, input.size(2)},
            'f'); // as DL4J's recurrent layers expect it
    for (long row = 0; row < input.size(0); row++) {
      for (long step = 0; step < input.size(2); step++) {
        vector(output, row, step).assign(table().getColumn(entry(row, step)));
      }
    }
    return output;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(true);
    INDArray view = gradientViews.get(VectorBagsParameters.table(0));
    view.assign(0);
    for (long row = 0; row < input.size(0); row++) {
      for (long step = 0; step < input.size(2); step++) {
        view.getColumn(entry(row, step)).addi(vector(epsilon, row, step));
      }
    }
    Gradient gradient = new DefaultGradient();
    gradient.gradientForVariable().put(VectorBagsParameters.table(0), view);
    // Entries have no slope; nothing is below but the network's input.
    INDArray below = workspaceMgr.create(ArrayType.ACTIVATION_GRAD, dataType, input.shape(), 'c');
    return new Pair<>(gradient, below);
  }

  private static INDArray vector(INDArray steps, long row, long step) {
    return steps.get(NDArrayIndex.point(row), NDArrayIndex.all(), NDArrayIndex.point(step));
  }
}
