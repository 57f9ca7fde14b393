package org.headtune.model;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.layers.DropoutLayer;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Any of DL4J's layers. */
final class LayerLink extends Link {
  private final Layer layer;

  LayerLink(String name, Layer layer) {
    super(name);
    this.layer = layer;
  }

  @Override
  boolean changes() {
    return layer.numParams() > 0 || dropout() != null;
  }

  private IDropout dropout() {
    return layer.conf().getLayer().getIDropout();
  }

  @Override
  INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
    boolean free = training && !frozen();
    if (layer instanceof DropoutLayer && !free) {
      return input;
    }
    layer.setInput(input, workspaces);
    // Outside training some layers work in place, on what a layer below still needs.
    boolean asInTraining = free || !(layer instanceof BatchNormalization);
    return without(!free, () -> layer.activate(asInTraining, workspaces));
  }

  @Override
  INDArray backward(INDArray gradient, boolean further, LayerWorkspaceMgr workspaces) {
    if (frozen() && layer instanceof DropoutLayer) {
      return gradient;
    } else if (frozen() && layer instanceof BatchNormalization norm) {
      return FrozenNorm.backward(norm, gradient, workspaces);
    }
    return without(frozen(), () -> layer.backpropGradient(gradient, workspaces).getSecond());
  }

  private interface Work {
    INDArray done();
  }

  /** Does it without the layer's own dropout of its input. */
  private INDArray without(boolean dropout, Work work) {
    IDropout own = dropout();
    if (!dropout || own == null) {
      return work.done();
    }
    layer.conf().getLayer().setIDropout(null);
    try {
      return work.done();
    } finally {
      layer.conf().getLayer().setIDropout(own);
    }
  }
}
