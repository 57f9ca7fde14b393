package org.headtune.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import org.headtune.Text;

/**
 * What a configuration says of several softmaxes over the same classes, each of another
 * transformation of the input.
 */
final class MixtureOutline {
  private static final long MOST_COMPONENTS = 1000;

  private MixtureOutline() {}

  /**
   * How many numbers the layer stores.
   *
   * @param inputs numbers that it is given
   */
  static long parameters(LayerFields fields, String path, JsonNode layer, long inputs)
      throws RefusedException {
    requireKind(fields, path + ".activationFn", layer.path("activationFn"), "ActivationSoftmax");
    requireKind(fields, path + ".lossFn", layer.path("lossFn"), "LossMCXENT");
    if (!fields.flag(path, layer, "hasBias")) {
      throw fields.fault(path + ".hasBias", "is false, which Headtune does not read");
    }
    long classes = fields.positive(path, layer, "nout");
    long components = fields.positive(path, layer, "components");
    long width = fields.positive(path, layer, "width");
    if (components > MOST_COMPONENTS
        || components * Math.max(classes, width) > NetworkOutline.LARGEST_OUTPUT) {
      throw fields.fault(path, "computes more numbers for one row than Headtune can");
    }
    long prior = inputs * components;
    long latent = (inputs + 1) * components * width;
    return Math.addExact(prior + latent, (width + 1) * classes);
  }

  private static void requireKind(LayerFields fields, String path, JsonNode part, String wanted)
      throws RefusedException {
    String found = NetworkOutline.kind(part);
    if (!found.equals(wanted)) {
      throw fields.fault(path, "is " + Text.quoted(found) + ", which Headtune does not read");
    }
  }
}
