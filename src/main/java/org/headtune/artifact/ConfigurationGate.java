package org.headtune.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.headtune.Text;

/**
 * Looks through a network configuration before any class that it names is touched. Only the classes
 * that Headtune's networks are made of may be named.
 */
final class ConfigurationGate {
  private static final int LARGEST_WINDOW = 65_535;
  private static final Set<String> WINDOWS = Set.of("kernelSize", "stride", "dilation");

  /** Keys that may stand anywhere with one value alone: the types and layouts of arrays. */
  private static final Map<String, String> ONLY =
      Map.of(
          "dataType", "FLOAT",
          "cnn2dDataFormat", "NCHW",
          "cnn2DFormat", "NCHW",
          "format", "NCHW",
          "rnnDataFormat", "NCW",
          "rnndataFormat", "NCW");

  private static final Map<String, List<String>> CLASSES =
      Map.of(
          "org.deeplearning4j.nn.conf.graph.",
          List.of(
              "LayerVertex", "PreprocessorVertex", "ReshapeVertex", "SubsetVertex", "MergeVertex"),
          "org.deeplearning4j.nn.conf.layers.",
          List.of(
              "DenseLayer",
              "OutputLayer",
              "ConvolutionLayer",
              "SubsamplingLayer",
              "GlobalPoolingLayer",
              "BatchNormalization",
              "ActivationLayer",
              "LSTM",
              "recurrent.SimpleRnn",
              "recurrent.LastTimeStep",
              "recurrent.Bidirectional",
              "SelfAttentionLayer",
              "DropoutLayer",
              "PReLULayer"),
          "org.deeplearning4j.nn.conf.preprocessor.",
          List.of(
              "CnnToFeedForwardPreProcessor",
              "FeedForwardToCnnPreProcessor",
              "RnnToFeedForwardPreProcessor"),
          "org.deeplearning4j.nn.conf.dropout.",
          List.of("Dropout", "AlphaDropout"),
          "org.deeplearning4j.nn.weights.",
          List.of(
              "WeightInitXavier",
              "WeightInitXavierUniform",
              "WeightInitRelu",
              "WeightInitReluUniform",
              "WeightInitNormal",
              "WeightInitConstant",
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
              "ActivationMish",
              "ActivationSoftSign",
              "ActivationHardSigmoid",
              "ActivationHardTanH",
              "ActivationReLU6",
              "ActivationCube",
              "ActivationRationalTanh",
              "ActivationRectifiedTanh",
              "ActivationThresholdedReLU",
              "ActivationSoftmax"),
          "org.nd4j.linalg.lossfunctions.impl.",
          List.of("LossMCXENT", "LossBinaryXENT", "LossMSE", "LossCosineProximity"),
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

  /** Layers that Deeplearning4j does not have. */
  private static final List<String> OWN_CLASSES =
      List.of(
          "org.headtune.model.MixtureOfSoftmaxes",
          "org.headtune.model.RowToSteps",
          "org.headtune.model.StepNorm",
          "org.headtune.model.StepPositions",
          "org.headtune.model.StepVectors",
          "org.headtune.model.TransformerBlock",
          "org.headtune.model.VectorBags");

  private static final Set<String> ALLOWED =
      Stream.concat(
              OWN_CLASSES.stream(),
              CLASSES.entrySet().stream()
                  .flatMap(e -> e.getValue().stream().map(name -> e.getKey() + name)))
          .collect(Collectors.toUnmodifiableSet());

  private final String entry;

  private ConfigurationGate(String entry) {
    this.entry = entry;
  }

  /** Lets a configuration pass, or says which key is at fault. */
  static void check(String entry, JsonNode configuration) throws RefusedException {
    new ConfigurationGate(entry).walk("", "", configuration);
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
        throw fault(path, "names the class " + Text.quoted(value.asText()));
      }
    } else if (name.startsWith("@") || name.equals("type")) {
      throw fault(path, "is a key");
    }
    String only = ONLY.get(name);
    if (only != null && !value.asText().equals(only)) {
      throw fault(path, "is " + Text.quoted(value.asText()));
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

  private RefusedException fault(String path, String message) {
    return new RefusedException(
        entry, "key " + Text.quoted(path) + " " + message + ", which Headtune does not read");
  }
}
