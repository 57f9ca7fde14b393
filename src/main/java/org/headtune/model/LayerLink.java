package org.headtune.model;

import java.util.Optional;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.layers.DropoutLayer;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.IActivation;
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
    return without(!free, () -> stable(() -> layer.activate(asInTraining, workspaces)));
  }

  @Override
  INDArray backward(INDArray gradient, boolean further, LayerWorkspaceMgr workspaces) {
    if (frozen() && layer instanceof DropoutLayer) {
      return gradient;
    } else if (frozen() && layer instanceof BatchNormalization norm) {
      return FrozenNorm.backward(norm, gradient, workspaces);
    }
    return without(
        frozen(), () -> stable(() -> layer.backpropGradient(gradient, workspaces).getSecond()));
  }

  /** Does it with a function that does not overflow in place of the layer's own. */
  private INDArray stable(Work work) {
    org.deeplearning4j.nn.conf.layers.Layer config = layer.conf().getLayer();
    if (config instanceof BaseLayer weights) {
      return with(weights.getActivationFn(), weights::setActivationFn, work);
    } else if (config instanceof ActivationLayer function) {
      return with(function.getActivationFn(), function::setActivationFn, work);
    }
    return work.done();
  }

  private static INDArray with(IActivation own, Consumer<IActivation> setter, Work work) {
    Optional<IActivation> stable = StableActivation.of(own);
    if (stable.isEmpty()) {
      return work.done();
    }
    setter.accept(stable.get());
    try {
      return work.done();
    } finally {
      setter.accept(own);
    }
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
