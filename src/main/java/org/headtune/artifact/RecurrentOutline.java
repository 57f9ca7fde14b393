package org.headtune.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import org.headtune.Text;
import org.headtune.data.Shape;

/**
 * What a configuration says of a recurrent layer: one reading of a sequence or two, of which all
 * outputs are handed on or the last ones.
 *
 * @param kind the word for it in a config
 * @param parameters how many numbers it stores
 */
record RecurrentOutline(String kind, Shape output, long parameters) {
  private static final Set<String> FUNCTIONS =
      Set.of("ActivationTanH", "ActivationReLU", "ActivationSigmoid", "ActivationIdentity");

  /** One reading; two of a layer must be equal. */
  private record Reading(String cell, String function, int units, boolean last, long parameters) {}

  /**
   * Works a layer out.
   *
   * @param path where it stands, for messages
   * @throws RefusedException if Headtune would compute something else
   */
  static RecurrentOutline of(String entry, String path, JsonNode layer, Shape input)
      throws RefusedException {
    Walk walk = new Walk(entry, input);
    if (!input.sequence()) {
      throw walk.fault(path, "needs a sequence, but is given " + input);
    }
    boolean both = NetworkOutline.kind(layer).equals("Bidirectional");
    String mode = layer.path("mode").asText();
    if (both && !List.of("CONCAT", "ADD", "AVERAGE").contains(mode)) {
      throw walk.fault(path + ".mode", "is none of CONCAT, ADD and AVERAGE");
    }
    Reading first =
        both ? walk.reading(path + ".fwd", layer.path("fwd")) : walk.reading(path, layer);
    if (both && !walk.reading(path + ".bwd", layer.path("bwd")).equals(first)) {
      throw walk.fault(path, "has two readings that are not of the same form");
    }
    int width = both && mode.equals("CONCAT") ? Math.multiplyExact(2, first.units) : first.units;
    return new RecurrentOutline(
        first.cell.equals("LSTM") ? "lstm" : "simple_rnn",
        first.last ? Shape.row(width) : Shape.sequence(input.steps(), width),
        Math.multiplyExact(both ? 2 : 1, first.parameters));
  }

  private record Walk(String entry, Shape input) {
    Reading reading(String path, JsonNode layer) throws RefusedException {
      boolean last = NetworkOutline.kind(layer).equals("LastTimeStep");
      JsonNode cell = last ? layer.path("underlying") : layer;
      String at = last ? path + ".underlying" : path;
      requireNone(path, layer, "idropout");
      requireNone(at, cell, "idropout");
      requireNone(at, cell, "weightNoise");
      if (number(at, cell, "nin") != input.channels()) {
        throw fault(at + ".nin", "does not fit the input, " + input);
      }
      int units = number(at, cell, "nout");
      String function = NetworkOutline.kind(cell.path("activationFn"));
      boolean gates = NetworkOutline.kind(cell).equals("LSTM");
      boolean known =
          gates
              ? function.equals("ActivationTanH")
                  && NetworkOutline.kind(cell.path("gateActivationFn")).equals("ActivationSigmoid")
              : NetworkOutline.kind(cell).equals("SimpleRnn")
                  && cell.path("hasLayerNorm").isBoolean()
                  && !cell.path("hasLayerNorm").booleanValue()
                  && FUNCTIONS.contains(function);
      if (!known) {
        throw fault(at, "is not a recurrent layer that Headtune can compute");
      }
      long each = input.channels() + units + 1L;
      return new Reading(
          NetworkOutline.kind(cell),
          function,
          units,
          last,
          Math.multiplyExact(gates ? 4L * units : units, each));
    }

    private void requireNone(String path, JsonNode layer, String key) throws RefusedException {
      if (!layer.path(key).isNull() && !layer.path(key).isMissingNode()) {
        throw fault(path + "." + key, "is set, which Headtune does not read in such a layer");
      }
    }

    private int number(String path, JsonNode layer, String key) throws RefusedException {
      JsonNode value = layer.path(key);
      if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1) {
        throw fault(path + "." + key, "is not a whole number above 0");
      }
      return value.intValue();
    }

    RefusedException fault(String path, String message) {
      return new RefusedException(entry, "key " + Text.quoted(path) + " " + message);
    }
  }
}
