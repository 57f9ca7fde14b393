package org.headtune.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.headtune.Text;
import org.headtune.data.Shape;

/**
 * Turns the configuration of a network that Deeplearning4j wrote, a {@code MultiLayerNetwork} or a
 * {@code ComputationGraph} that is a single line, into that of a graph as Headtune makes it: the
 * same layers under Headtune's names, none of them frozen. What only concerned its training does
 * not come along: update rules, regularisation, constraints, noise on weights, first weights.
 */
final class ForeignConfiguration {
  private static final String LAYERS = "org.deeplearning4j.nn.conf.layers.";
  private static final String GRAPH = "org.deeplearning4j.nn.conf.graph.";
  private static final int DEEPEST_WRAPPING = 16;

  /** Headtune's word for each kind of hidden layer. */
  private static final Map<String, String> KINDS =
      Map.ofEntries(
          Map.entry(LAYERS + "DenseLayer", "dense"),
          Map.entry(LAYERS + "ConvolutionLayer", "conv2d"),
          Map.entry(LAYERS + "SubsamplingLayer", "pool"),
          Map.entry(LAYERS + "GlobalPoolingLayer", "global_pool"),
          Map.entry(LAYERS + "BatchNormalization", "batch_norm"),
          Map.entry(LAYERS + "ActivationLayer", "activation"),
          Map.entry(LAYERS + "PReLULayer", "activation"),
          Map.entry(LAYERS + "DropoutLayer", "dropout"),
          Map.entry(GRAPH + "PreprocessorVertex", "flatten"),
          Map.entry(GRAPH + "ReshapeVertex", "flatten"));

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final String entry;
  private final List<Step> steps = new ArrayList<>();

  /**
   * A layer with what is done to its input, or a vertex without a layer.
   *
   * @param path in the original
   * @param layer a copy, or null
   * @param before the preprocessor, or the vertex
   */
  private record Step(String path, ObjectNode layer, JsonNode before) {
    JsonNode main() {
      return layer == null ? before : layer;
    }

    String type() {
      return main().path("@class").asText();
    }

    /** The simple name of the class of a part. */
    String kind(String part) {
      return NetworkOutline.kind(main().path(part));
    }

    boolean has(String type) {
      return type().equals(LAYERS + type);
    }
  }

  private ForeignConfiguration(String entry) {
    this.entry = entry;
  }

  /**
   * The graph.
   *
   * @param input the shape of one example
   * @param graph not yet looked through for classes
   */
  record Converted(Shape input, ObjectNode graph) {}

  /** Converts, or says what kind of network it is that Headtune cannot go on with. */
  static Converted convert(String entry, JsonNode original) throws RefusedException {
    ForeignConfiguration foreign = new ForeignConfiguration(entry);
    if (!original.path("dataType").asText("FLOAT").equals("FLOAT")) {
      throw foreign.fault(
          "dataType",
          "is " + Text.quoted(original.path("dataType").asText()) + ", but only FLOAT is read");
    }
    if (original.has("confs")) {
      foreign.sequence(original);
    } else {
      foreign.graph(original);
    }
    foreign.head();
    return new Converted(foreign.input(), foreign.written());
  }

  private void sequence(JsonNode original) throws RefusedException {
    JsonNode layers = original.path("confs");
    for (int i = 0; i < layers.size(); i++) {
      JsonNode before = original.path("inputPreProcessors").path(Integer.toString(i));
      add("confs[" + i + "].layer", layers.path(i).path("layer"), before);
    }
  }

  private void graph(JsonNode original) throws RefusedException {
    for (Chain.Link link : Chain.of(entry, original)) {
      if (NetworkOutline.kind(link.vertex()).equals("LayerVertex")) {
        add(link.path() + ".layerConf.layer", link.layer(), link.vertex().path("preProcessor"));
      } else {
        steps.add(new Step(link.path(), null, link.vertex()));
      }
    }
  }

  private void add(String path, JsonNode layer, JsonNode before) throws RefusedException {
    JsonNode bare = layer;
    for (int i = 0; i < DEEPEST_WRAPPING && isFrozen(bare); i++) {
      bare = bare.path("layer");
    }
    if (bare instanceof ObjectNode fields) {
      steps.add(new Step(path, fields.deepCopy(), before));
    } else {
      throw fault(path, "is not a layer");
    }
  }

  private static boolean isFrozen(JsonNode layer) {
    String type = layer.path("@class").asText();
    return type.equals(LAYERS + "misc.FrozenLayer")
        || type.equals(LAYERS + "misc.FrozenLayerWithBackprop");
  }

  /** The last layer must give probabilities, and is trained by their cross-entropy from now on. */
  private void head() throws RefusedException {
    if (steps.isEmpty()) {
      throw fault("confs", "holds no layers");
    }
    Step last = steps.get(steps.size() - 1);
    String activation = last.kind("activationFn");
    String loss = last.kind("lossFn");
    if (!last.has("OutputLayer")
        || !activation.equals("ActivationSoftmax")
        || !(loss.equals("LossMCXENT") || loss.equals("LossNegativeLogLikelihood"))) {
      throw fault(
          last.path,
          "is "
              + Text.quoted(NetworkOutline.kind(last.main()))
              + " with "
              + Text.quoted(activation)
              + " and "
              + Text.quoted(loss)
              + ", but the last layer must be an OutputLayer with softmax and the loss MCXENT");
    }
    last.layer.set(
        "lossFn",
        type("org.nd4j.linalg.lossfunctions.impl.LossMCXENT").put("softmaxClipEps", 1e-10));
  }

  /** What enters the network, as far as its first layers tell. */
  private Shape input() throws RefusedException {
    for (Step step : steps) {
      JsonNode before = step.before;
      if (NetworkOutline.kind(before).equals("FeedForwardToCnnPreProcessor")) {
        return Shape.image(
            before.path("numChannels").asInt(),
            before.path("inputHeight").asInt(),
            before.path("inputWidth").asInt());
      } else if (step.has("ConvolutionLayer")
          || step.has("SubsamplingLayer")
          || step.has("GlobalPoolingLayer")) {
        throw fault(
            step.path,
            "takes images whose height and width are not in the file; give the network the input"
                + " type InputType.convolutionalFlat and save it again");
      } else if (step.layer != null && step.layer.path("nin").asInt() > 0) {
        return Shape.row(step.layer.path("nin").asInt());
      }
    }
    throw fault("confs", "does not tell how many inputs the network has");
  }

  private ObjectNode written() throws RefusedException {
    ObjectNode graph = NODES.objectNode();
    ObjectNode inputs = NODES.objectNode();
    ObjectNode vertices = NODES.objectNode();
    ArrayNode names = NODES.arrayNode().add("input");
    ArrayNode numbers = NODES.arrayNode().add(0);
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      String name = i == steps.size() - 1 ? "head" : kind(step) + "_" + (i + 1);
      inputs.set(name, NODES.arrayNode().add(names.get(i)));
      vertices.set(name, step.layer == null ? step.before : vertex(name, step));
      names.add(name);
      numbers.add(i + 1);
    }
    graph.put("backpropType", "Standard").put("cacheMode", "NONE").put("dataType", "FLOAT");
    graph.set("defaultConfiguration", settings().putNull("layer"));
    graph.put("epochCount", 0).put("iterationCount", 0);
    graph.put("inferenceWorkspaceMode", "ENABLED").put("trainingWorkspaceMode", "ENABLED");
    graph.set("networkInputs", NODES.arrayNode().add("input"));
    graph.set("networkOutputs", NODES.arrayNode().add("head"));
    graph.put("tbpttBackLength", 20).put("tbpttFwdLength", 20);
    graph.set("topologicalOrder", numbers);
    graph.set("topologicalOrderStr", names);
    graph.put("validateOutputLayerConfig", true);
    graph.set("vertexInputs", inputs);
    graph.set("vertices", vertices);
    return graph;
  }

  private String kind(Step step) throws RefusedException {
    String kind = KINDS.get(step.type());
    if (kind == null) {
      throw fault(
          step.path,
          "is a "
              + Text.quoted(NetworkOutline.kind(step.main()))
              + ", which Headtune does not read");
    }
    return kind.equals("pool")
        ? step.layer.path("poolingType").asText().equals("MAX") ? "max_pool" : "avg_pool"
        : kind;
  }

  private static ObjectNode vertex(String name, Step step) {
    ObjectNode layer = step.layer;
    layer.put("layerName", name).putNull("constraints").put("gradientNormalization", "None");
    replace(layer, "iupdater", type("org.nd4j.linalg.learning.config.NoOp"));
    replace(layer, "biasUpdater", NODES.nullNode());
    replace(layer, "regularization", NODES.arrayNode());
    replace(layer, "regularizationBias", NODES.arrayNode());
    replace(layer, "weightNoise", NODES.nullNode());
    replace(layer, "weightInitFn", type("org.deeplearning4j.nn.weights.WeightInitXavier"));
    ObjectNode vertex = type(GRAPH + "LayerVertex");
    vertex.set("layerConf", settings().set("layer", layer));
    vertex.put("outputVertex", name.equals("head"));
    vertex.set("preProcessor", step.before.isMissingNode() ? NODES.nullNode() : step.before);
    return vertex;
  }

  private static void replace(ObjectNode layer, String key, JsonNode value) {
    if (layer.has(key)) {
      layer.set(key, value);
    }
  }

  private static ObjectNode settings() {
    return NODES
        .objectNode()
        .put("cacheMode", "NONE")
        .put("dataType", "FLOAT")
        .put("epochCount", 0)
        .put("iterationCount", 0)
        .put("maxNumLineSearchIterations", 5)
        .put("miniBatch", true)
        .put("minimize", true)
        .put("optimizationAlgo", "STOCHASTIC_GRADIENT_DESCENT")
        .put("seed", 1)
        .putNull("stepFunction")
        .set("variables", NODES.arrayNode());
  }

  private static ObjectNode type(String name) {
    return NODES.objectNode().put("@class", name);
  }

  private RefusedException fault(String path, String message) {
    return new RefusedException(entry, "key " + Text.quoted(path) + " " + message);
  }
}
