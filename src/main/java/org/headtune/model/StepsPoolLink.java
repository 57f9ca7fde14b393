package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.headtune.config.LayerConfig.PoolingKind;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The maximum or mean of each feature over the steps of a sequence that count. */
final class StepsPoolLink extends Link {
  private final PoolingKind kind;
  private final int steps;
  private final int features;
  private final Matrix output;
  private final Matrix below;
  private final float[] step;
  private final float[] result;
  private int[] lengths = {};
  private int[] largest = {}; // the step of each row's and feature's maximum

  StepsPoolLink(String name, PoolingKind kind, int steps, int features) {
    super(name);
    this.kind = kind;
    this.steps = steps;
    this.features = features;
    this.output = new Matrix(features);
    this.below = new Matrix(SequenceRows.width(steps, features));
    this.step = new float[features];
    this.result = new float[features];
  }

  @Override
  boolean changes() {
    return false;
  }

  @Override
  INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
    FloatBuffer numbers = Native.address(Native.rowByRow(input, workspaces)).asBuffer();
    int rows = Math.toIntExact(input.size(0));
    lengths = SequenceRows.lengths(numbers, rows, steps, features);
    largest = new int[rows * features];
    output.rows(rows);
    for (int row = 0; row < rows; row++) {
      Arrays.fill(result, 0);
      for (int t = 0; t < lengths[row]; t++) {
        numbers.get(row * below.width() + t * features, step);
        for (int j = 0; j < features; j++) {
          if (kind == PoolingKind.AVG) {
            result[j] += step[j] / lengths[row];
          } else if (t == 0 || step[j] > result[j] || Float.isNaN(step[j])) {
            result[j] = step[j];
            largest[row * features + j] = t;
          }
        }
      }
      output.numbers().put(row * features, result);
    }
    return output.array();
  }

  @Override
  INDArray backward(INDArray gradient, boolean further, LayerWorkspaceMgr workspaces) {
    if (!further) {
      return null;
    }
    FloatBuffer above = Native.address(Native.rowByRow(gradient, workspaces)).asBuffer();
    below.rows(lengths.length).array().assign(0);
    for (int row = 0; row < lengths.length; row++) {
      above.get(row * features, result);
      for (int t = 0; t < lengths[row]; t++) {
        for (int j = 0; j < features; j++) {
          step[j] =
              kind == PoolingKind.AVG
                  ? result[j] / lengths[row]
                  : largest[row * features + j] == t ? result[j] : 0;
        }
        below.numbers().put(row * below.width() + t * features, step);
      }
    }
    return below.array();
  }

  @Override
  public void close() {
    output.close();
    below.close();
  }
}
