package org.headtune.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.TreeSet;

/**
 * Shapes as earlier formats wrote them: 1 and 2 told rows and images apart by a truth value, none
 * before 4 had bags, and none before 5 had images or sequences in a row.
 */
final class FormerShapes {
  private static final Set<String> FIRST = Set.of("channels", "height", "width", "image");
  private static final Set<String> THIRD = Set.of("channels", "height", "width", "kind");
  private static final Set<String> FOURTH = Set.of("channels", "height", "width", "kind", "bags");

  private FormerShapes() {}

  /** Rewrites every such shape inside a tree. */
  static void upgrade(JsonNode tree) {
    tree.forEach(FormerShapes::upgrade);
    if (!(tree instanceof ObjectNode fields)) {
      return;
    }
    Set<String> keys = new TreeSet<>();
    fields.fieldNames().forEachRemaining(keys::add);
    boolean first = keys.equals(FIRST) && fields.path("image").isBoolean();
    if (first) {
      fields.put("kind", fields.remove("image").booleanValue() ? "image" : "row");
    }
    if (first || keys.equals(THIRD)) {
      fields.putArray("bags");
    }
    if (first || keys.equals(THIRD) || keys.equals(FOURTH)) {
      fields.putArray("pictures");
      fields.putArray("series");
    }
  }
}
