package org.headtune.model;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;

/** The layers with weights that one of DL4J's layers is or wraps. */
final class Inside {
  private Inside() {}

  /**
   * Takes away what would treat each step as a row: DL4J believes that a sequence is one still
   * after it was pooled, and no other layer of ours needs it.
   */
  static void dropStepwise(LayerVertex vertex) {
    if (vertex.getPreProcessor() instanceof RnnToFeedForwardPreProcessor) {
      vertex.setPreProcessor(null);
    }
  }

  /** All of them, each with a rule for its weights of its own. */
  static List<BaseLayer> of(Layer layer) {
    List<BaseLayer> inside = new ArrayList<>();
    if (layer instanceof BaseLayer weights) {
      inside.add(weights);
    } else if (layer instanceof Bidirectional both) {
      inside.addAll(of(both.getFwd()));
      inside.addAll(of(both.getBwd()));
    } else if (layer instanceof BaseWrapperLayer wrapper) {
      inside.addAll(of(wrapper.getUnderlying()));
    }
    return inside;
  }
}
