package org.headtune.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.headtune.Text;

/**
 * Looks through a network configuration before any class that it names is touched. Only the classes
 * that Headtune's networks are made of may be named, and all sizes must be such that the number of
 * parameters can be counted.
 */
final class ConfigurationGate {
  private static final int LARGEST_WINDOW = 65_535;
  private static final Set<String> WINDOWS = Set.of("kernelSize", "stride", "dilation");
  private static final String LAYER_VERTEX = "org.deeplearning4j.nn.conf.graph.LayerVertex";
  private static final Set<String> VERTICES_WITHOUT_PARAMETERS =
      Set.of(
          "org.deeplearning4j.nn.conf.graph.PreprocessorVertex",
          "org.deeplearning4j.nn.conf.graph.ReshapeVertex");

  private static final Map<String, List<String>> CLASSES =
      Map.of(
          "org.deeplearning4j.nn.conf.graph.",
          List.of("LayerVertex", "PreprocessorVertex", "ReshapeVertex"),
          "org.deeplearning4j.nn.conf.layers.",
          List.of(
              "DenseLayer",
              "OutputLayer",
              "ConvolutionLayer",
              "SubsamplingLayer",
              "GlobalPoolingLayer",
              "BatchNormalization",
              "ActivationLayer",
              "DropoutLayer"),
          "org.deeplearning4j.nn.conf.preprocessor.",
          List.of("CnnToFeedForwardPreProcessor", "FeedForwardToCnnPreProcessor"),
          "org.deeplearning4j.nn.conf.dropout.",
          List.of("Dropout"),
          "org.deeplearning4j.nn.weights.",
          List.of(
              "WeightInitXavier",
              "WeightInitXavierUniform",
              "WeightInitRelu",
              "WeightInitReluUniform",
              "WeightInitNormal",
              "WeightInitLecunUniform"),
          "org.nd4j.linalg.activations.impl.",
          List.of(
              "ActivationIdentity",
              "ActivationReLU",
              "ActivationLReLU",
              "ActivationELU",
              "ActivationSELU",
              "ActivationGELU",
              "ActivationSwish",
              "ActivationSigmoid",
              "ActivationTanH",
              "ActivationSoftPlus",
              "ActivationSoftmax"),
          "org.nd4j.linalg.lossfunctions.impl.",
          List.of("LossMCXENT"),
          "org.nd4j.linalg.learning.config.",
          List.of(
              "Adam",
              "AMSGrad",
              "AdaGrad",
              "AdaDelta",
              "Nadam",
              "Nesterovs",
              "RmsProp",
              "Sgd",
              "NoOp"),
          "org.nd4j.linalg.learning.regularization.",
          List.of("L1Regularization", "L2Regularization", "WeightDecay"),
          "org.nd4j.linalg.schedule.",
          List.of("FixedSchedule"));

  private static final Set<String> ALLOWED =
      CLASSES.entrySet().stream()
          .flatMap(e -> e.getValue().stream().map(name -> e.getKey() + name))
          .collect(Collectors.toUnmodifiableSet());

  private final String entry;

  private ConfigurationGate(String entry) {
    this.entry = entry;
  }

  /**
   * What a configuration amounts to.
   *
   * @param parameters numbers that the network stores
   * @param outputs of its only output layer, K
   */
  record Network(long parameters, long outputs) {}

  /** Lets a configuration pass, or says which key is at fault. */
  static Network check(String entry, JsonNode configuration) throws RefusedException {
    ConfigurationGate gate = new ConfigurationGate(entry);
    gate.walk("", "", configuration);
    try {
      return gate.count(configuration);
    } catch (ArithmeticException e) {
      throw gate.fault("vertices", "stands for more parameters than can be counted");
    }
  }

  private void walk(String path, String key, JsonNode node) throws RefusedException {
    if (node.isNumber()) {
      number(path, key, node);
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        walk(path + "[" + i + "]", key, node.get(i));
      }
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String name = field.getKey();
      String at = path.isEmpty() ? name : path + "." + name;
      key(at, name, field.getValue());
      walk(at, name, field.getValue());
    }
  }

  private void key(String path, String name, JsonNode value) throws RefusedException {
    if (name.equals("@class")) {
      if (!value.isTextual() || !ALLOWED.contains(value.textValue())) {
        throw fault(
            path,
            "names the class " + Text.quoted(value.asText()) + ", which no Headtune model has");
      }
    } else if (name.startsWith("@") || name.equals("type")) {
      throw fault(path, "is a key that no Headtune model has");
    } else if (name.equals("dataType") && !value.asText().equals("FLOAT")) {
      throw fault(path, "is " + Text.quoted(value.asText()) + " where only FLOAT is read");
    }
  }

  private void number(String path, String key, JsonNode node) throws RefusedException {
    boolean fine =
        node.isIntegralNumber()
            ? key.equals("seed") ? node.canConvertToLong() : node.canConvertToInt()
            : Double.isFinite(node.doubleValue());
    if (WINDOWS.contains(key)) {
      fine = fine && node.intValue() >= 1 && node.intValue() <= LARGEST_WINDOW;
    } else if (key.equals("padding")) {
      fine = fine && node.intValue() >= 0 && node.intValue() <= LARGEST_WINDOW;
    }
    if (!fine) {
      throw fault(path, "is out of range: " + Text.quoted(node.asText()));
    }
  }

  private Network count(JsonNode configuration) throws RefusedException {
    JsonNode vertices = configuration.path("vertices");
    JsonNode outputs = configuration.path("networkOutputs");
    if (!vertices.isObject() || outputs.size() != 1 || !outputs.path(0).isTextual()) {
      throw fault("networkOutputs", "is not the name of one layer");
    }
    long parameters = 0;
    for (Map.Entry<String, JsonNode> field : vertices.properties()) {
      String path = "vertices." + field.getKey();
      String vertex = field.getValue().path("@class").asText();
      if (vertex.equals(LAYER_VERTEX)) {
        JsonNode layer = field.getValue().path("layerConf").path("layer");
        parameters = Math.addExact(parameters, parameters(path + ".layerConf.layer", layer));
      } else if (!VERTICES_WITHOUT_PARAMETERS.contains(vertex)) {
        throw fault(path, "is not a layer");
      }
    }
    String head = outputs.path(0).textValue();
    JsonNode layer = vertices.path(head).path("layerConf").path("layer");
    if (!kind(layer).equals("OutputLayer")) {
      throw fault("vertices." + head, "is not an output layer");
    }
    return new Network(parameters, layer.path("nout").longValue());
  }

  private long parameters(String path, JsonNode layer) throws RefusedException {
    return switch (kind(layer)) {
      case "DenseLayer", "OutputLayer" ->
          Math.addExact(
              Math.multiplyExact(positive(path, layer, "nin"), positive(path, layer, "nout")),
              bias(path, layer));
      case "ConvolutionLayer" -> convolution(path, layer);
      case "BatchNormalization" ->
          (flag(path, layer, "lockGammaBeta") ? 2 : 4) * positive(path, layer, "nout");
      case "SubsamplingLayer", "GlobalPoolingLayer", "ActivationLayer", "DropoutLayer" -> 0;
      default -> throw fault(path, "is not a layer");
    };
  }

  private long convolution(String path, JsonNode layer) throws RefusedException {
    JsonNode kernel = layer.path("kernelSize");
    if (kernel.size() != 2) {
      throw fault(path + ".kernelSize", "is not a pair of numbers");
    }
    long weights = Math.multiplyExact(positive(path, layer, "nin"), positive(path, layer, "nout"));
    long window = kernel.path(0).longValue() * kernel.path(1).longValue();
    return Math.addExact(Math.multiplyExact(weights, window), bias(path, layer));
  }

  private long bias(String path, JsonNode layer) throws RefusedException {
    return flag(path, layer, "hasBias") ? positive(path, layer, "nout") : 0;
  }

  private long positive(String path, JsonNode layer, String key) throws RefusedException {
    JsonNode value = layer.path(key);
    if (!value.isIntegralNumber() || value.longValue() < 1) {
      throw fault(path + "." + key, "is not a whole number above 0");
    }
    return value.longValue();
  }

  private boolean flag(String path, JsonNode layer, String key) throws RefusedException {
    JsonNode value = layer.path(key);
    if (!value.isBoolean()) {
      throw fault(path + "." + key, "is neither true nor false");
    }
    return value.booleanValue();
  }

  /** The last word of the layer's class, which {@link #walk} has let pass. */
  private static String kind(JsonNode layer) {
    String name = layer.path("@class").asText();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private RefusedException fault(String path, String message) {
    return new RefusedException(
        entry, "key " + Text.quoted(path) + " " + message + "; the file was not made by Headtune");
  }
}
