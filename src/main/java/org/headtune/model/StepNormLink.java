package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.function.Supplier;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The layer normalisation of {@link StepNorm}. */
final class StepNormLink extends Link {
  private final StepPacking packing;
  private final StepNormPart norm;
  private final Supplier<INDArray> gradients;
  private final Matrix packed;
  private final Matrix packedGradients;
  private final Matrix output;
  private final Matrix below;

  StepNormLink(String name, StepsComputation layer, int steps) {
    super(name);
    int width = Math.toIntExact(layer.layerConf().getNOut());
    packing = new StepPacking(steps, width);
    norm = new StepNormPart(width, Native.address(layer.params()));
    gradients = layer::getGradientsViewArray;
    packed = new Matrix(width);
    packedGradients = new Matrix(width);
    output = new Matrix(SequenceRows.width(steps, width));
    below = new Matrix(SequenceRows.width(steps, width));
  }

  @Override
  boolean changes() {
    return true;
  }

  @Override
  INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
    FloatBuffer numbers = Native.address(Native.rowByRow(input, workspaces)).asBuffer();
    packing.read(numbers, Math.toIntExact(input.size(0)));
    int count = packing.count(0, packing.rows());
    packed.room(count);
    packing.pack(numbers, 0, packing.rows(), packed);
    norm.forward(packed, packed, count);
    packing.emptied(output);
    packing.unpack(packed, 0, packing.rows(), output.numbers());
    return output.array();
  }

  @Override
  INDArray backward(INDArray gradient, boolean further, LayerWorkspaceMgr workspaces) {
    int count = packing.count(0, packing.rows());
    packed.room(count);
    packing.pack(
        Native.address(Native.rowByRow(gradient, workspaces)).asBuffer(),
        0,
        packing.rows(),
        packed);
    packedGradients.room(count).array().assign(0);
    norm.backward(packed, packedGradients, count);
    if (!frozen()) {
      norm.writeGradients(Native.address(gradients.get()));
    }
    packing.emptied(below);
    packing.unpack(packedGradients, 0, packing.rows(), below.numbers());
    return below.array();
  }

  @Override
  public void close() {
    norm.close();
    packed.close();
    packedGradients.close();
    output.close();
    below.close();
  }
}
