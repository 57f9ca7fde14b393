package org.headtune.model;

import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** A layer that treats every number alike, on the steps of sequences: the lengths stay. */
final class EachStepLink extends Link {
  private final LayerLink layer;
  private final int features;
  private final int numbers;
  private final Matrix output;
  private final Matrix below;

  EachStepLink(LayerLink layer, int steps, int features) {
    super(layer.layer());
    this.layer = layer;
    this.features = features;
    this.numbers = steps * features;
    this.output = new Matrix(numbers + 1);
    this.below = new Matrix(numbers + 1);
  }

  @Override
  int stepFeatures() {
    return features;
  }

  @Override
  boolean changes() {
    return layer.changes();
  }

  @Override
  INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
    layer.freeze(frozen());
    output.rows(Math.toIntExact(input.size(0))).array().assign(input);
    INDArray steps = steps(output);
    steps.assign(layer.forward(steps.dup('c'), training, workspaces));
    return output.array();
  }

  @Override
  INDArray backward(INDArray gradient, boolean further, LayerWorkspaceMgr workspaces) {
    layer.freeze(frozen());
    below.rows(Math.toIntExact(gradient.size(0))).array().assign(gradient);
    INDArray steps = steps(below);
    steps.assign(layer.backward(steps.dup('c'), further, workspaces));
    return below.array();
  }

  private INDArray steps(Matrix rows) {
    return rows.array().get(NDArrayIndex.all(), NDArrayIndex.interval(0, numbers));
  }

  @Override
  public void close() {
    output.close();
    below.close();
  }
}
