package org.headtune.model;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.headtune.config.HeadConfig;
import org.headtune.config.OptimizerConfig;
import org.headtune.data.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** Builds the network that a plan describes, in DL4J's own layers. */
final class Transfer {
  private final ParentNetwork parent;
  private final TransferPlan plan;
  private final UpdateRule rule;

  Transfer(ParentNetwork parent, TransferPlan plan, OptimizerConfig optimizer) {
    this.parent = parent;
    this.plan = plan;
    this.rule = UpdateRule.of(optimizer);
  }

  ComputationGraph graph(long seed) {
    ComputationGraph graph = new ComputationGraph(configuration(seed));
    graph.init();
    AttentionForm.correctFirstWeights(graph);
    for (String name : parent.backbone()) {
      if (parent.parameters(name) > 0) {
        graph.getVertex(name).params().assign(parent.graph().getVertex(name).params());
      }
    }
    if (plan.keepsHead()) {
      copyHead(graph);
    }
    return graph;
  }

  private void copyHead(ComputationGraph graph) {
    if (plan.kind() instanceof HeadConfig.MixtureOfSoftmaxes) {
      for (String key : MixtureParameters.OF_NO_CLASS) {
        graph
            .getParam(plan.head().name() + "_" + key)
            .assign(parent.graph().getParam(parent.head() + "_" + key));
      }
    }
    for (int k = 0; k < plan.fromParent().size(); k++) {
      if (plan.fromParent().get(k) >= 0) {
        copyClass(graph, plan.fromParent().get(k), k);
      }
    }
  }

  private void copyClass(ComputationGraph graph, int from, int to) {
    String old = parent.head() + "_";
    String fresh = plan.head().name() + "_";
    graph
        .getParam(fresh + DefaultParamInitializer.WEIGHT_KEY)
        .getColumn(to)
        .assign(parent.graph().getParam(old + DefaultParamInitializer.WEIGHT_KEY).getColumn(from));
    INDArray bias = parent.graph().getParam(old + DefaultParamInitializer.BIAS_KEY);
    if (bias != null) {
      graph.getParam(fresh + DefaultParamInitializer.BIAS_KEY).putScalar(to, bias.getFloat(from));
    }
  }

  private ComputationGraphConfiguration configuration(long seed) {
    GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .updater(rule.updater().get())
            .biasInit(0)
            .graphBuilder()
            .addInputs(parent.input());
    String below = parent.input();
    for (String name : parent.backbone()) {
      addCopy(builder, name, parent.below(name));
      below = name;
    }
    List<Placed> added = parent.above(plan.added());
    Shape shape = plan.input();
    for (int i = 0; i < plan.layers().size() - 1; i++) {
      LayerFate fate = plan.layers().get(i);
      if (i >= parent.backbone().size()) {
        HiddenLayer layer = added.get(i - parent.backbone().size()).layer();
        layer.addTo(builder, fate.name(), below, shape);
        below = fate.name();
      }
      shape = fate.output();
    }
    String head = plan.head().name();
    ComputationGraphConfiguration configuration =
        builder
            .addLayer(head, Head.of(plan.kind()).layer(shape, plan.fromParent().size()), below)
            .setOutputs(head)
            .setInputTypes(Shapes.dl4j(plan.input()))
            .build();
    configuration.getVertices().forEach(this::setRule);
    return configuration;
  }

  private void addCopy(GraphBuilder builder, String name, String... below) {
    GraphVertex vertex = parent.vertex(name);
    if (vertex instanceof LayerVertex layer) {
      builder.addLayer(name, layer.getLayerConf().getLayer(), layer.getPreProcessor(), below);
    } else {
      builder.addVertex(name, vertex, below);
    }
  }

  /** The parent's own optimiser, decay and clipping are forgotten. */
  private void setRule(String name, GraphVertex vertex) {
    if (!(vertex instanceof LayerVertex layerVertex)) {
      return;
    }
    Inside.dropStepwise(layerVertex);
    Layer layer = layerVertex.getLayerConf().getLayer();
    layer.setConstraints(null);
    boolean trained = plan.rates().containsKey(name);
    IUpdater updater = trained ? updater(plan.rates().get(name)) : new Sgd(0);
    AttentionForm.setRule(layer, updater, decay(trained ? rule.weightDecay() : 0));
    for (BaseLayer weights : Inside.of(layer)) {
      weights.setConstraints(null);
      weights.setIUpdater(updater.clone());
      weights.setBiasUpdater(null);
      weights.setGradientNormalization(GradientNormalization.None);
      boolean decays = trained && !(weights instanceof PReLULayer);
      weights.setRegularization(decay(decays ? rule.weightDecay() : 0));
      weights.setRegularizationBias(List.of());
    }
  }

  private IUpdater updater(double rate) {
    IUpdater updater = rule.updater().get();
    if (updater.hasLearningRate()) {
      updater.setLrAndSchedule(rate, null);
    }
    return updater;
  }

  /** Set layer by layer: a decay that is set for the whole network DL4J applies twice. */
  private static List<Regularization> decay(double share) {
    return share > 0 ? List.of(new WeightDecay(share, true)) : List.of();
  }
}
