package org.headtune.model;

import java.nio.FloatBuffer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

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
      LayerVertex vertex =
          (LayerVertex) graph.getVertex(layers[i].conf().getLayer().getLayerName());
      if (LeanDense.canReplace(layers[i])) {
        layers[i] = new LeanDense((DenseLayer) layers[i], isFirst(graph, vertex));
      } else if (LeanHead.canReplace(layers[i])) {
        layers[i] = new LeanHead((OutputLayer) layers[i], isFirst(graph, vertex));
      }
      vertex.setLayer(layers[i]);
    }
  }

  /** Makes a layer work on the parameters and gradients of the one it replaces. */
  static void adopt(BaseLayer<?> original, BaseLayer<?> replacement) {
    replacement.setIndex(original.getIndex());
    replacement.setParamTable(original.paramTable());
    replacement.setParamsViewArray(original.params());
    if (original.getGradientsViewArray() != null) {
      replacement.setBackpropGradientsViewArray(original.getGradientsViewArray());
    }
  }

  /**
   * The gradient with respect to a layer's input.
   *
   * @param delta the gradient with respect to its weighted input
   */
  static INDArray below(INDArray weights, INDArray delta, LayerWorkspaceMgr workspaces) {
    // BLAS writes column by column; a column of this is a row of the gradient.
    INDArray turned =
        workspaces.createUninitialized(
            ArrayType.ACTIVATION_GRAD,
            delta.dataType(),
            new long[] {weights.size(0), delta.size(0)},
            'f');
    return weights.mmuli(delta.transpose(), turned).transpose();
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
