package org.headtune.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import org.headtune.data.Shape;

/** What a configuration says of the layers of a transformer, which hand on what they are given. */
final class TransformerOutline {
  /** Numbers that are there at a time for each step. */
  private static final long WIDEST = 1 << 24;

  private static final int MOST_BLOCKS = 1_000_000;

  private final LayerFields fields;
  private final String path;
  private final JsonNode layer;
  private final Shape input;
  private final long width;

  private TransformerOutline(LayerFields fields, String path, JsonNode layer, Shape input)
      throws RefusedException {
    this.fields = fields;
    this.path = path;
    this.layer = layer;
    this.input = input;
    if (!input.sequence()) {
      throw fields.fault(path, "needs a sequence, but is given " + input);
    }
    if (!layer.path("idropout").isNull()) {
      throw fields.fault(
          path + ".idropout", "is set, which Headtune does not read in such a layer");
    }
    width = fields.positive(path, layer, "nin");
    if (width != input.channels() || fields.positive(path, layer, "nout") != width) {
      throw fields.fault(path + ".nin", "and nout do not fit the input, " + input);
    }
  }

  /** The word in a config for the last word of a class. */
  static String word(String kind) {
    return switch (kind) {
      case "StepPositions" -> "positions";
      case "StepNorm" -> "layer_norm";
      default -> "transformer_block";
    };
  }

  /**
   * How many numbers the layer stores.
   *
   * @param kind the last word of its class
   * @throws RefusedException if Headtune would compute something else
   */
  static long parameters(LayerFields fields, String path, JsonNode layer, Shape input, String kind)
      throws RefusedException {
    TransformerOutline outline = new TransformerOutline(fields, path, layer, input);
    return switch (kind) {
      case "StepPositions" -> outline.positions();
      case "StepNorm" -> 2 * outline.width;
      default -> outline.block();
    };
  }

  private long positions() throws RefusedException {
    if (fields.positive(path, layer, "steps") != input.steps()) {
      throw fields.fault(path + ".steps", "does not fit the input, " + input);
    }
    return Math.multiplyExact(width, (long) input.steps());
  }

  private long block() throws RefusedException {
    long heads = fields.positive(path, layer, "heads");
    if (width % heads != 0) {
      throw fields.fault(path + ".heads", "does not divide the " + width + " numbers of a step");
    }
    long between = fields.positive(path, layer, "feedForward");
    if (Math.max(3 * width, between) > WIDEST) {
      throw fields.fault(path, "computes more numbers for one step than Headtune can");
    }
    JsonNode dropped = layer.path("dropped");
    if (!dropped.isNumber() || !(dropped.doubleValue() >= 0) || !(dropped.doubleValue() < 1)) {
      throw fields.fault(path + ".dropped", "is not a number from 0 to below 1");
    }
    fields.flag(path, layer, "causal");
    if (fields.positive(path, layer, "depth") > MOST_BLOCKS) {
      throw fields.fault(path + ".depth", "is more than Headtune can train");
    }
    return 4 * width * (width + 1) + between * (2 * width + 1) + 5 * width;
  }
}
