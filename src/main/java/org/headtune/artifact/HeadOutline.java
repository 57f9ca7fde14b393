package org.headtune.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/** What a configuration says of the last layer. */
final class HeadOutline {
  private static final Set<String> HEADS = Set.of("OutputLayer", "MixtureOfSoftmaxes");
  private static final String RECONSTRUCTION = "reconstruction";
  private static final String PROJECTION = "projection";
  private static final String OF_STEPS = "step_";

  private HeadOutline() {}

  /** Whether layers of such a class may stand at the end, and only there. */
  static boolean isHead(String layerClass) {
    return HEADS.contains(layerClass);
  }

  /** The word for a head of that kind on every step of a sequence. */
  static String ofSteps(String kind) {
    return OF_STEPS + kind;
  }

  /** Whether the outputs of such a head are those of classes. */
  static boolean knowsClasses(String kind) {
    return !Set.of(RECONSTRUCTION, PROJECTION).contains(kind) && !kind.startsWith(OF_STEPS);
  }

  /**
   * The word for an output layer. Its loss must be the one that goes with the function: nobody
   * would train by another.
   *
   * @param below the layers below it
   */
  static String kind(LayerFields fields, String path, JsonNode layer, List<LayerOutline> below)
      throws RefusedException {
    String function = NetworkOutline.kind(layer.path("activationFn"));
    String loss = NetworkOutline.kind(layer.path("lossFn"));
    if (function.equals("ActivationSoftmax") && loss.equals("LossMCXENT")) {
      return "softmax";
    } else if (function.equals("ActivationSigmoid") && loss.equals("LossBinaryXENT")) {
      return "sigmoid";
    } else if (function.equals("ActivationIdentity") && loss.equals("LossMSE")) {
      return RECONSTRUCTION;
    } else if (function.equals("ActivationIdentity") && loss.equals("LossCosineProximity")) {
      requireProjection(fields, path, below);
      return PROJECTION;
    }
    throw fields.fault(path, "is neither a softmax nor a sigmoid with the loss that belongs to it");
  }

  /** Fine-tuning leaves that layer out together with the head. */
  private static void requireProjection(LayerFields fields, String path, List<LayerOutline> below)
      throws RefusedException {
    LayerOutline last = below.isEmpty() ? null : below.get(below.size() - 1);
    if (last == null || !last.name().equals(PROJECTION) || !last.kind().equals("dense")) {
      throw fields.fault(path, "has no dense layer called projection below it");
    }
  }
}
