package org.headtune.model;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.recurrent.BidirectionalLayer;

/**
 * Deeplearning4j does not find the optimiser of a recurrent layer that is wrapped twice, by {@code
 * Bidirectional} and {@code LastTimeStep}. The built layer is told of one wrapper only; what the
 * network computes and what is written of it stay the same.
 */
final class TwiceWrapped {
  private TwiceWrapped() {}

  /** Makes a graph trainable. */
  static void unwrap(ComputationGraph graph) {
    for (Layer layer : graph.getLayers()) {
      if (layer instanceof BidirectionalLayer
          && layer.conf().getLayer() instanceof Bidirectional both
          && both.getFwd() instanceof LastTimeStep last) {
        Bidirectional once = new Bidirectional(both.getMode(), last.getUnderlying());
        once.setLayerName(both.getLayerName());
        NeuralNetConfiguration configuration = layer.conf().clone();
        configuration.setLayer(once);
        layer.setConf(configuration);
      }
    }
  }
}
