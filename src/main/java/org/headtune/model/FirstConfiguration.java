package org.headtune.model;

import java.util.List;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.headtune.config.ModelConfig;
import org.headtune.config.OptimizerConfig;
import org.headtune.data.Shape;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** DL4J's configuration of a network that a config describes. */
final class FirstConfiguration {
  /** The name of the network's input. */
  static final String INPUT = "input";

  private FirstConfiguration() {}

  /**
   * A network.
   *
   * @param outputs of the head
   */
  static ComputationGraphConfiguration of(
      ModelConfig model,
      Head head,
      OptimizerConfig optimizer,
      Shape input,
      int outputs,
      long seed) {
    UpdateRule rule = UpdateRule.of(optimizer);
    NeuralNetConfiguration.Builder defaults =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .optimizationAlgo(OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT)
            .updater(rule.updater().get())
            .biasInit(0);
    GraphBuilder builder = defaults.graphBuilder().addInputs(INPUT);
    String below = INPUT;
    Shape shape = input;
    for (Placed placed : head.on(Placed.of(input, model))) {
      placed.layer().addTo(builder, placed.name(), below, shape);
      below = placed.name();
      shape = placed.layer().output(shape);
    }
    ComputationGraphConfiguration configuration =
        builder
            .addLayer(
                NetworkPlan.HEAD,
                head.layer(shape, outputs),
                head.ofSteps() ? new RnnToFeedForwardPreProcessor() : null,
                below)
            .setOutputs(NetworkPlan.HEAD)
            .setInputTypes(Shapes.dl4j(input))
            .build();
    configuration
        .getVertices()
        .forEach(
            (name, vertex) ->
                complete(vertex, rule, name.equals(NetworkPlan.HEAD) && head.ofSteps()));
    return configuration;
  }

  /** What DL4J's own defaults do not do right. */
  private static void complete(GraphVertex vertex, UpdateRule rule, boolean ofSteps) {
    if (vertex instanceof LayerVertex layer) {
      if (!ofSteps) {
        Inside.dropStepwise(layer);
      }
      AttentionForm.setRule(
          layer.getLayerConf().getLayer(),
          rule.updater().get(),
          rule.weightDecay() > 0 ? List.of(new WeightDecay(rule.weightDecay(), true)) : List.of());
      for (BaseLayer weights : Inside.of(layer.getLayerConf().getLayer())) {
        if (rule.weightDecay() > 0
            && !(weights instanceof PReLULayer)) { // decay would make a ReLU of it
          // A decay that is set for the whole network DL4J applies twice.
          weights.setRegularization(List.of(new WeightDecay(rule.weightDecay(), true)));
        }
        if (weights.getIUpdater() == null) {
          // Defaults do not reach a layer that is wrapped twice.
          weights.setIUpdater(rule.updater().get());
        }
      }
    }
  }
}
