package org.headtune.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.config.HeadConfig;
import org.headtune.config.LayerConfig;
import org.headtune.config.LayerConfig.PoolingKind;
import org.headtune.data.Shape;
import org.nd4j.linalg.activations.impl.ActivationSELU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.lossfunctions.impl.LossCosineProximity;

/**
 * The network that fine-tuning starts from, as a line of layers with the head at its end; branches
 * stand there one after the other.
 */
final class ParentNetwork {
  private static final Map<Class<?>, String> KINDS =
      Map.ofEntries(
          Map.entry(DenseLayer.class, "dense"),
          Map.entry(ConvolutionLayer.class, "conv2d"),
          Map.entry(SelfAttentionLayer.class, "self_attention"),
          Map.entry(GlobalPoolingLayer.class, "global_pool"),
          Map.entry(BatchNormalization.class, "batch_norm"),
          Map.entry(ActivationLayer.class, "activation"),
          Map.entry(PReLULayer.class, "activation"),
          Map.entry(DropoutLayer.class, "dropout"),
          Map.entry(VectorBags.class, "columns"),
          Map.entry(StepVectors.class, "words"),
          Map.entry(StepPositions.class, "positions"),
          Map.entry(TransformerBlock.class, "transformer_block"),
          Map.entry(StepNorm.class, "layer_norm"));

  private final ComputationGraph graph;
  private final ComputationGraphConfiguration configuration;
  private final Map<String, InputType> outputs;
  private final int steps;
  private final List<String> backbone = new ArrayList<>();

  /**
   * @param input the shape of one example
   * @throws UserError if the network is not one line from input to head, nor lines joined into one
   */
  ParentNetwork(ComputationGraph graph, Shape input) {
    this.graph = graph;
    this.steps = input.steps();
    this.configuration = graph.getConfiguration().clone();
    backbone.addAll(
        Lines.of(configuration)
            .orElseThrow(
                () ->
                    new UserError(
                        ExitCode.MODEL_FILE,
                        "the network of this model has branches; only one line of layers from input"
                            + " to head can be fine-tuned, or lines for images and the rest of a"
                            + " row that are joined into one"))
            .all());
    backbone.remove(backbone.size() - 1);
    if (isProjection(headLayer())) {
      backbone.remove(NetworkPlan.PROJECTION);
    }
    this.outputs = configuration.getLayerActivationTypes(true, false, Shapes.dl4j(input));
  }

  ComputationGraph graph() {
    return graph;
  }

  String input() {
    return configuration.getNetworkInputs().get(0);
  }

  String head() {
    return configuration.getNetworkOutputs().get(0);
  }

  /** All but the head and what belongs to it, from the input up. */
  List<String> backbone() {
    return backbone;
  }

  /** What a vertex is fed by. */
  String[] below(String name) {
    return configuration.getVertexInputs().get(name).toArray(String[]::new);
  }

  /** A copy of the vertex, freed from DL4J's wrappers for frozen layers. */
  GraphVertex vertex(String name) {
    GraphVertex vertex = configuration.getVertices().get(name).clone();
    if (vertex instanceof LayerVertex layer) {
      layer.getLayerConf().setLayer(unwrapped(layer.getLayerConf().getLayer()));
    }
    return vertex;
  }

  private static Layer unwrapped(Layer layer) {
    if (layer instanceof FrozenLayer frozen) {
      return unwrapped(frozen.getLayer());
    } else if (layer instanceof FrozenLayerWithBackprop frozen) {
      return unwrapped(frozen.getUnderlying());
    }
    return layer;
  }

  /** The layers that configs stand for above the backbone. */
  List<Placed> above(List<LayerConfig> configs) {
    boolean selu = false;
    for (String name : backbone) {
      GraphVertex vertex = vertex(name);
      Layer layer =
          vertex instanceof LayerVertex layerVertex ? layerVertex.getLayerConf().getLayer() : null;
      if (layer instanceof BaseLayer weights && !(layer instanceof BatchNormalization)) {
        selu = weights.getActivationFn() instanceof ActivationSELU;
      } else if (layer instanceof ActivationLayer function) {
        selu = function.getActivationFn() instanceof ActivationSELU;
      } else {
        selu &= layer == null || layer instanceof DropoutLayer;
      }
    }
    List<Placed> layers = new ArrayList<>();
    if (endsInSteps() && configs.stream().noneMatch(layer -> layer.takesSteps())) {
      // What has learnt something of every step has no layer yet that makes a row of them.
      HiddenLayer mean = new HiddenLayer.GlobalPool(PoolingKind.AVG);
      layers.add(new Placed(Placed.DATA, mean.kind(), mean));
    }
    layers.addAll(
        Placed.of(
            configs,
            backbone.isEmpty()
                ? Placed.Below.INPUT
                : selu ? Placed.Below.SELU : Placed.Below.OTHER));
    return List.copyOf(layers);
  }

  private boolean endsInSteps() {
    return !backbone.isEmpty() && output(backbone.get(backbone.size() - 1)).sequence();
  }

  /**
   * What a config would say of the head; what of it is no matter of the network has its default.
   */
  HeadConfig headKind() {
    Layer layer = headLayer();
    boolean ofSteps =
        ((LayerVertex) vertex(head())).getPreProcessor() instanceof RnnToFeedForwardPreProcessor;
    if (layer instanceof MixtureOfSoftmaxes mixture && !ofSteps) {
      return new HeadConfig.MixtureOfSoftmaxes(
          mixture.getComponents(), Optional.of(mixture.getWidth()));
    }
    return layer instanceof OutputLayer output
            && output.getActivationFn() instanceof ActivationSigmoid
        ? new HeadConfig.Sigmoid(true)
        : new HeadConfig.Softmax();
  }

  private static boolean isProjection(Layer head) {
    return head instanceof OutputLayer output && output.getLossFn() instanceof LossCosineProximity;
  }

  private Layer headLayer() {
    return ((LayerVertex) vertex(head())).getLayerConf().getLayer();
  }

  long parameters(String name) {
    return graph.getVertex(name).numParams();
  }

  /** The shape that a layer hands on. */
  Shape output(String name) {
    InputType type = outputs.get(name);
    boolean counted =
        type instanceof InputType.InputTypeRecurrent sequence && sequence.getTimeSeriesLength() > 0;
    Shape shape =
        Shapes.of(
            type,
            counted
                ? Math.toIntExact(((InputType.InputTypeRecurrent) type).getTimeSeriesLength())
                : steps);
    // DL4J believes that a sequence is one still after it was pooled.
    boolean pooled =
        backbone.subList(0, backbone.indexOf(name) + 1).stream()
            .anyMatch(below -> kind(below).equals("global_pool"));
    return shape.sequence() && pooled ? Shape.row(shape.channels()) : shape;
  }

  /** The word for the layer in a config; a class that a config cannot ask for is named itself. */
  String kind(String name) {
    GraphVertex vertex = vertex(name);
    if (!(vertex instanceof LayerVertex layerVertex)) {
      return kind(vertex);
    }
    Layer layer = layerVertex.getLayerConf().getLayer();
    if (layer instanceof SubsamplingLayer pool) {
      return pool.getPoolingType() == PoolingType.MAX ? "max_pool" : "avg_pool";
    }
    return recurrent(name)
        .map(RecurrentForm::kind)
        .orElse(KINDS.getOrDefault(layer.getClass(), layer.getClass().getSimpleName()));
  }

  private static String kind(GraphVertex vertex) {
    if (vertex instanceof SubsetVertex) {
      return "part";
    } else if (vertex instanceof MergeVertex) {
      return "join";
    }
    if (vertex instanceof PreprocessorVertex rows && rows.getPreProcessor() instanceof RowToSteps) {
      return "sequence";
    }
    return vertex instanceof PreprocessorVertex before
            && before.getPreProcessor() instanceof FeedForwardToCnnPreProcessor
        ? "image"
        : "flatten";
  }

  /**
   * What matters to truncated back-propagation, from the input up.
   *
   * @param added layers above the backbone
   * @param names of both, one after the other
   */
  List<Truncation.Part> parts(List<Placed> added, List<String> names, Freezing freezing) {
    List<Truncation.Part> parts = new ArrayList<>();
    for (int i = 0; i < backbone.size() + added.size(); i++) {
      String name = names.get(i);
      boolean trained = freezing.firstEpoch(name) != Freezing.NEVER;
      parts.add(
          i < backbone.size()
              ? new Truncation.Part(
                  name, kind(name), recurrent(name).map(RecurrentForm::directions), trained)
              : Truncation.Part.of(name, added.get(i - backbone.size()).layer(), trained));
    }
    return parts;
  }

  /** What the layer computes, if it is a recurrent one. */
  private Optional<RecurrentForm> recurrent(String name) {
    return vertex(name) instanceof LayerVertex layer
        ? RecurrentForm.of(layer.getLayerConf().getLayer())
        : Optional.empty();
  }
}
