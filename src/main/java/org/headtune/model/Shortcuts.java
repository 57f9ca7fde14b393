package org.headtune.model;

import java.nio.FloatBuffer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer;
import org.deeplearning4j.nn.updater.UpdaterBlock;

/**
 * Replaces parts of a built network by ones that compute the same numbers faster. Its
 * configuration, parameters and optimiser state stay DL4J's, so a saved model knows nothing of
 * this.
 */
final class Shortcuts {
  /** A buffer of floats is indexed in bytes, by an int. */
  private static final long LARGEST_BUFFER = Integer.MAX_VALUE / Float.BYTES;

  private Shortcuts() {}

  /** Replaces layers; once per network, before its first use. */
  static void layers(ComputationGraph graph) {
    Layer[] layers = graph.getLayers();
    for (int i = 0; i < layers.length; i++) {
      if (LeanDense.canReplace(layers[i])) {
        LayerVertex vertex =
            (LayerVertex) graph.getVertex(layers[i].conf().getLayer().getLayerName());
        layers[i] = new LeanDense((DenseLayer) layers[i], isFirst(graph, vertex));
        vertex.setLayer(layers[i]);
      }
    }
  }

  /** Replaces update rules; once per network, before its first update. */
  static void updates(ComputationGraph graph) {
    if (graph.updaterState() != null && graph.updaterState().length() <= LARGEST_BUFFER) {
      graph.getUpdater().getUpdaterBlocks().forEach(block -> vectorise(graph, block));
    }
  }

  private static boolean isFirst(ComputationGraph graph, GraphVertex vertex) {
    return graph.getVertices()[vertex.getInputVertices()[0].getVertexIndex()].isInputVertex();
  }

  private static void vectorise(ComputationGraph graph, UpdaterBlock block) {
    if (block.getUpdaterView() == null) {
      return;
    }
    int start = block.getParamOffsetStart();
    FloatBuffer gradients = graph.getFlattenedGradients().data().asNioFloat();
    FloatBuffer state = graph.updaterState().data().asNioFloat();
    VectorAdam.of(
            block.getGradientUpdater().getConfig(),
            gradients.slice(start, block.getParamOffsetEnd() - start),
            state.slice(
                block.getUpdaterViewOffsetStart(),
                block.getUpdaterViewOffsetEnd() - block.getUpdaterViewOffsetStart()))
        .ifPresent(block::setGradientUpdater);
  }
}
