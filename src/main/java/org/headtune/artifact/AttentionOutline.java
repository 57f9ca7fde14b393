package org.headtune.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.headtune.data.Shape;

/**
 * What a configuration says of a layer of self-attention. It also says the shapes of the
 * parameters, in their order, which Deeplearning4j takes at their word.
 *
 * @param parameters how many numbers it stores
 */
record AttentionOutline(Shape output, long parameters) {
  /** Numbers that are there at a time for each step. */
  private static final long WIDEST = 1 << 24;

  /**
   * Works a layer out.
   *
   * @param path where it stands, for messages
   * @throws RefusedException if Headtune would compute something else
   */
  static AttentionOutline of(String entry, String path, JsonNode layer, Shape input)
      throws RefusedException {
    LayerFields fields = new LayerFields(entry);
    if (!input.sequence()) {
      throw fields.fault(path, "needs a sequence, but is given " + input);
    }
    if (!fields.flag(path, layer, "projectInput")) {
      throw fields.fault(path + ".projectInput", "is false, which Headtune does not read");
    }
    for (String key : List.of("idropout", "paramWeightInit")) {
      if (!layer.path(key).isNull()) {
        throw fields.fault(
            path + "." + key, "is set, which Headtune does not read in such a layer");
      }
    }
    long in = fields.positive(path, layer, "nin");
    if (in != input.channels()) {
      throw fields.fault(path + ".nin", "does not fit the input, " + input);
    }
    long out = fields.positive(path, layer, "nout");
    long heads = fields.positive(path, layer, "nheads");
    long size = fields.positive(path, layer, "headSize");
    if (Math.multiplyExact(heads, size) > WIDEST) {
      throw fields.fault(path, "computes more numbers for one step than Headtune can");
    }
    requireShapes(
        fields,
        path + ".layerParams",
        layer.path("layerParams"),
        List.of(
            Map.entry("Wq", List.of(heads, size, in)),
            Map.entry("Wk", List.of(heads, size, in)),
            Map.entry("Wv", List.of(heads, size, in)),
            Map.entry("Wo", List.of(heads * size, out))));
    return new AttentionOutline(
        Shape.sequence(input.steps(), (int) out), Math.multiplyExact(heads * size, 3 * in + out));
  }

  private static void requireShapes(
      LayerFields fields, String path, JsonNode named, List<Map.Entry<String, List<Long>>> expected)
      throws RefusedException {
    List<Map.Entry<String, List<Long>>> found = new ArrayList<>();
    for (Map.Entry<String, JsonNode> weight : named.path("weightParams").properties()) {
      List<Long> shape = new ArrayList<>();
      for (JsonNode size : weight.getValue()) {
        shape.add(size.isIntegralNumber() ? size.longValue() : -1);
      }
      found.add(Map.entry(weight.getKey(), shape));
    }
    if (!found.equals(expected)
        || !named.path("biasParams").isObject()
        || !named.path("biasParams").isEmpty()
        || named.size() != 2) {
      throw fields.fault(path, "does not tell the parameters " + expected);
    }
  }
}
