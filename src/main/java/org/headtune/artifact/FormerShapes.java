package org.headtune.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.TreeSet;

/** Shapes as formats 1 and 2 wrote them: rows and images, told apart by a truth value. */
final class FormerShapes {
  private static final Set<String> KEYS = Set.of("channels", "height", "width", "image");

  private FormerShapes() {}

  /** Rewrites every such shape inside a tree. */
  static void upgrade(JsonNode tree) {
    tree.forEach(FormerShapes::upgrade);
    if (tree instanceof ObjectNode fields && fields.path("image").isBoolean()) {
      Set<String> keys = new TreeSet<>();
      fields.fieldNames().forEachRemaining(keys::add);
      if (keys.equals(KEYS)) {
        fields.put("kind", fields.remove("image").booleanValue() ? "image" : "row");
      }
    }
  }
}
