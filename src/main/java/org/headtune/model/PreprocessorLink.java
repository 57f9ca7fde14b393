package org.headtune.model;

import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What DL4J does to the input of a layer to give it the shape that the layer takes. */
final class PreprocessorLink extends Link {
  private final InputPreProcessor preprocessor;
  private int rows;

  PreprocessorLink(String layer, InputPreProcessor preprocessor) {
    super(layer);
    this.preprocessor = preprocessor;
  }

  @Override
  boolean changes() {
    return false;
  }

  @Override
  INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
    rows = Math.toIntExact(input.size(0));
    return preprocessor.preProcess(input, rows, workspaces);
  }

  @Override
  INDArray backward(INDArray gradient, boolean further, LayerWorkspaceMgr workspaces) {
    return preprocessor.backprop(gradient, rows, workspaces);
  }
}
