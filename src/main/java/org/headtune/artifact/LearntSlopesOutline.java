package org.headtune.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.headtune.data.Shape;

/** What a configuration says of a function with learnt slopes. */
final class LearntSlopesOutline {
  private LearntSlopesOutline() {}

  /** One learnt slope for each number of the input, but for axes along which they are shared. */
  static long slopes(LayerFields fields, String path, JsonNode layer, Shape shape)
      throws RefusedException {
    if (shape.sequence()) {
      throw fields.fault(path, "does not work on a sequence");
    }
    List<Integer> sizes =
        shape.image()
            ? List.of(shape.channels(), shape.height(), shape.width())
            : List.of(shape.channels());
    Set<Integer> shared = new HashSet<>();
    for (JsonNode axis : layer.path("sharedAxes")) {
      shared.add(fields.number(path + ".sharedAxes", axis));
    }
    JsonNode named = layer.path("inputShape");
    long slopes = 1;
    for (int i = 0; i < sizes.size(); i++) {
      long size = named.path(i).asLong();
      boolean one = shared.contains(i + 1);
      // DL4J's layer changes the size of a shared axis to 1 once it is built.
      if (named.size() != sizes.size() || !(size == sizes.get(i) || (one && size == 1))) {
        throw fields.fault(
            path + ".inputShape", "does not fit the shape " + shape + " of what it is given");
      }
      slopes *= one ? 1 : size;
    }
    if (shared.stream().anyMatch(axis -> axis > sizes.size())) {
      throw fields.fault(path + ".sharedAxes", "names an axis that its input does not have");
    }
    return slopes;
  }
}
