package org.headtune.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.TreeSet;

/**
 * Shapes as earlier formats wrote them: 1 and 2 told rows and images apart by a truth value, and
 * none before 4 had bags.
 */
final class FormerShapes {
  private static final Set<String> FIRST = Set.of("channels", "height", "width", "image");
  private static final Set<String> THIRD = Set.of("channels", "height", "width", "kind");

  private FormerShapes() {}

  /** Rewrites every such shape inside a tree. */
  static void upgrade(JsonNode tree) {
    tree.forEach(FormerShapes::upgrade);
    if (!(tree instanceof ObjectNode fields)) {
      return;
    }
    Set<String> keys = new TreeSet<>();
    fields.fieldNames().forEachRemaining(keys::add);
    if (keys.equals(FIRST) && fields.path("image").isBoolean()) {
      fields.put("kind", fields.remove("image").booleanValue() ? "image" : "row");
      fields.putArray("bags");
    } else if (keys.equals(THIRD)) {
      fields.putArray("bags");
    }
  }
}
