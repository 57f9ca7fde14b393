package org.headtune.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The function that a layer of a configuration applies, in the words of a config. */
final class LayerFunction {
  /** Kinds of layers whose function counts; others carry one that they do not use. */
  private static final Set<String> WITH_FUNCTION =
      Set.of("DenseLayer", "ConvolutionLayer", "ActivationLayer", "LSTM", "SimpleRnn");

  /** By DL4J's name, where it is not that in a config without underscores. */
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("lrelu", "leaky_relu"),
          Map.entry("hardsigmoid", "hard_sigmoid"),
          Map.entry("hardtanh", "hard_tanh"),
          Map.entry("rationaltanh", "rational_tanh"),
          Map.entry("rectifiedtanh", "rectified_tanh"),
          Map.entry("thresholdedrelu", "thresholded_relu"));

  private LayerFunction() {}

  /** The word, or an empty text for a layer without a function; the sizes of a mixture. */
  static String of(JsonNode layer) {
    String kind = NetworkOutline.kind(layer);
    if (kind.equals("PReLULayer")) {
      return "prelu";
    } else if (kind.equals("DropoutLayer")) {
      return NetworkOutline.kind(layer.path("idropout")).equals("AlphaDropout") ? "alpha" : "";
    } else if (kind.equals("SelfAttentionLayer")) {
      return heads(layer.path("nheads").asInt());
    } else if (kind.equals("TransformerBlock")) {
      return transformer(layer);
    } else if (kind.equals("MixtureOfSoftmaxes")) {
      return layer.path("components").asInt() + " of width " + layer.path("width").asInt();
    } else if (!WITH_FUNCTION.contains(kind)) {
      return "";
    }
    String word =
        NetworkOutline.kind(layer.path("activationFn"))
            .replaceFirst("^Activation", "")
            .toLowerCase(Locale.ROOT);
    return WORDS.getOrDefault(word, word);
  }

  private static String transformer(JsonNode layer) {
    String causal = layer.path("causal").asBoolean() ? ", causal" : "";
    return heads(layer.path("heads").asInt())
        + ", "
        + layer.path("feedForward").asInt()
        + " wide"
        + causal;
  }

  private static String heads(int heads) {
    return heads == 1 ? "1 head" : heads + " heads";
  }
}
