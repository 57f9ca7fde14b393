package org.headtune.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.headtune.data.Bag;
import org.headtune.data.Shape;

/** What a configuration says of the layer with the vectors of a row's bags. */
final class VectorBagsOutline {
  private VectorBagsOutline() {}

  /** How many numbers the layer stores; its bags must be those of the card. */
  static long vectors(LayerFields fields, String path, JsonNode layer, Shape input)
      throws RefusedException {
    List<Bag> bags = input.bags();
    boolean fits =
        !bags.isEmpty()
            && !input.sequence()
            && layer.path("nin").asLong() == input.size()
            && layer.path("nout").asLong() == output(input).size()
            && layer.path("plain").asLong(-1) == input.channels()
            && equal(layer.path("entries"), bags, Bag::entries)
            && equal(layer.path("lengths"), bags, Bag::length)
            && equal(layer.path("units"), bags, Bag::units);
    if (!fits) {
      throw fields.fault(path, "does not fit the shape " + input + " of what it is given");
    }
    return bags.stream().mapToLong(Bag::parameters).reduce(0, Math::addExact);
  }

  /** The same of the layer with a vector for each step of a sequence. */
  static long vectorsOfSteps(LayerFields fields, String path, JsonNode layer, Shape input)
      throws RefusedException {
    boolean fits =
        input.sequence()
            && input.bags().size() == 1
            && layer.path("nin").asLong() == input.bags().get(0).entries()
            && layer.path("nout").asLong() == input.bags().get(0).units()
            && layer.path("steps").asLong() == input.steps();
    if (!fits) {
      throw fields.fault(path, "does not fit the shape " + input + " of what it is given");
    }
    return input.bags().get(0).parameters();
  }

  private static boolean equal(JsonNode numbers, List<Bag> bags, ToLongFunction<Bag> number) {
    return numbers.size() == bags.size()
        && IntStream.range(0, bags.size())
            .allMatch(i -> numbers.path(i).asLong(-1) == number.applyAsLong(bags.get(i)));
  }

  static Shape output(Shape input) {
    return Shape.row(
        Math.toIntExact(
            input.bags().stream().mapToLong(Bag::units).reduce(input.channels(), Math::addExact)));
  }
}
