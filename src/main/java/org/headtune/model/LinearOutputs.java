package org.headtune.model;

import java.nio.FloatBuffer;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The weighted sums of a head that has no function, and the way back from their gradient. */
final class LinearOutputs implements AutoCloseable {
  private final Weights weights;
  private final Matrix sums;
  private final float[] row;

  LinearOutputs(OutputLayer layer) {
    weights = new Weights(layer);
    sums = new Matrix(weights.out());
    row = new float[weights.out()];
  }

  /** The sums of the last pass; their gradient is to be put in their place. */
  Matrix sums() {
    return sums;
  }

  INDArray forward(INDArray input, LayerWorkspaceMgr workspaces) {
    int rows = Math.toIntExact(input.size(0));
    weights.multiply(input, sums.rows(rows), workspaces);
    float[] bias = weights.bias();
    FloatBuffer numbers = sums.numbers();
    for (int i = 0; i < rows; i++) {
      numbers.get(i * row.length, row);
      for (int k = 0; k < row.length; k++) {
        row[k] += bias[k];
      }
      numbers.put(i * row.length, row);
    }
    return sums.array();
  }

  /** As in {@link Link#backward}. */
  INDArray backward(boolean trained, boolean further) {
    return weights.backward(sums.address(), sums.rows(), trained, further);
  }

  @Override
  public void close() {
    weights.close();
    sums.close();
  }
}
