package org.headtune.model;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * What DL4J's layer of self-attention computes. Its parameters are the queries', keys' and values'
 * weights, {@code heads x size x in} each, and those of the output, {@code (heads size) x out}, row
 * by row one after the other.
 *
 * @param in numbers per step
 * @param out numbers per step that are handed on
 * @param heads how many attentions stand side by side
 * @param size numbers in a query, a key or a value of one head
 */
record AttentionForm(int in, int out, int heads, int size) {
  private static final List<String> INPUT_WEIGHTS = List.of("Wq", "Wk", "Wv");
  private static final String OUTPUT_WEIGHTS = "Wo";

  /** The form of a configuration; nothing if it is that of another layer. */
  static Optional<AttentionForm> of(Layer layer) {
    if (!(layer instanceof SelfAttentionLayer attention)) {
      return Optional.empty();
    }
    if (!attention.isProjectInput()) {
      throw new IllegalArgumentException("self-attention without weights");
    }
    return Optional.of(
        new AttentionForm(
            Math.toIntExact(attention.getNIn()),
            Math.toIntExact(attention.getNOut()),
            attention.getNHeads(),
            Math.toIntExact(attention.getHeadSize())));
  }

  /** Queries of all heads side by side; keys and values are as wide. */
  int width() {
    return Math.multiplyExact(heads, size);
  }

  /** Where the output's weights begin among the parameters. */
  long outputWeights() {
    return 3L * width() * in;
  }

  /** Sets the optimiser and what keeps weights small, which DL4J keeps apart from other layers'. */
  static void setRule(Layer layer, IUpdater updater, List<Regularization> regularization) {
    if (layer instanceof SelfAttentionLayer attention) {
      attention.setUpdater(updater);
      attention.setBiasUpdater(null);
      attention.setRegularization(regularization);
      attention.setRegularizationBias(List.of());
    }
  }

  /**
   * Gives the first weights of a built network the variance of Glorot and Bengio (2010), 2 /
   * (inputs + outputs): DL4J takes the counts of the output's weights for the others, and the other
   * way round.
   */
  static void correctFirstWeights(ComputationGraph graph) {
    graph
        .getConfiguration()
        .getVertices()
        .forEach(
            (name, vertex) -> {
              if (vertex instanceof LayerVertex layer) {
                of(layer.getLayerConf().getLayer()).ifPresent(form -> form.correct(graph, name));
              }
            });
  }

  private void correct(ComputationGraph graph, String name) {
    double inputs = in + (double) width();
    double outputs = width() + (double) out;
    for (String key : INPUT_WEIGHTS) {
      graph.getParam(name + "_" + key).muli(Math.sqrt(outputs / inputs));
    }
    graph.getParam(name + "_" + OUTPUT_WEIGHTS).muli(Math.sqrt((in + size) / outputs));
  }
}
