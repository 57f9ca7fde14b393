package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.Supplier;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The learnt vectors of {@link StepPositions}. */
final class StepPositionsLink extends Link {
  private final StepPacking packing;
  private final FloatBuffer vectors;
  private final Supplier<INDArray> gradients;
  private final int width;
  private final Matrix output;
  private final float[] sequence;
  private final float[] sum;

  StepPositionsLink(String name, StepsComputation layer, int steps) {
    super(name);
    width = Math.toIntExact(layer.layerConf().getNOut());
    packing = new StepPacking(steps, width);
    vectors = Native.address(layer.params()).asBuffer();
    gradients = layer::getGradientsViewArray;
    output = new Matrix(SequenceRows.width(steps, width));
    sequence = new float[steps * width];
    sum = new float[steps * width];
  }

  @Override
  boolean changes() {
    return true;
  }

  @Override
  INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
    FloatBuffer numbers = Native.address(Native.rowByRow(input, workspaces)).asBuffer();
    packing.read(numbers, Math.toIntExact(input.size(0)));
    packing.emptied(output);
    vectors.get(0, sum);
    for (int row = 0; row < packing.rows(); row++) {
      int count = count(row);
      numbers.get(row * output.width(), sequence, 0, count);
      for (int i = 0; i < count; i++) {
        sequence[i] += sum[i];
      }
      output.numbers().put(row * output.width(), sequence, 0, count);
    }
    return output.array();
  }

  /** The numbers of a row's steps. */
  private int count(int row) {
    return packing.length(row) * width;
  }

  @Override
  INDArray backward(INDArray gradient, boolean further, LayerWorkspaceMgr workspaces) {
    if (frozen()) {
      return gradient;
    }
    FloatBuffer numbers = Native.address(Native.rowByRow(gradient, workspaces)).asBuffer();
    Arrays.fill(sum, 0);
    for (int row = 0; row < packing.rows(); row++) {
      int count = count(row);
      numbers.get(row * output.width(), sequence, 0, count);
      for (int i = 0; i < count; i++) {
        sum[i] += sequence[i];
      }
    }
    Native.address(gradients.get()).asBuffer().put(0, sum);
    return gradient;
  }

  @Override
  public void close() {
    output.close();
  }
}
