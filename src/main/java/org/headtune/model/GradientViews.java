package org.headtune.model;

import java.util.Map;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer's parts of the gradients, which DL4J gives it when the network is first trained. */
final class GradientViews {
  private final BaseLayer<?> layer;
  private Map<String, INDArray> views;

  GradientViews(BaseLayer<?> layer) {
    this.layer = layer;
  }

  /**
   * The gradient of a parameter, to be written to; null if the layer has no such parameter.
   *
   * @param parameter as DL4J calls it
   */
  INDArray get(String parameter) {
    if (views == null) {
      views =
          layer
              .layerConf()
              .initializer()
              .getGradientsFromFlattened(layer.conf(), layer.getGradientsViewArray());
    }
    return views.get(parameter);
  }
}
