package org.headtune.model;

import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One of DL4J's vertices without parameters that gives its input another shape. */
final class VertexLink extends Link {
  private final GraphVertex vertex;

  VertexLink(GraphVertex vertex) {
    super(vertex.getVertexName());
    this.vertex = vertex;
  }

  @Override
  boolean changes() {
    return false;
  }

  @Override
  INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
    vertex.setInput(0, input, workspaces);
    return vertex.doForward(training, workspaces);
  }

  @Override
  INDArray backward(INDArray gradient, boolean further, LayerWorkspaceMgr workspaces) {
    vertex.setEpsilon(gradient);
    return vertex.doBackward(false, workspaces).getSecond()[0];
  }
}
