package org.headtune.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.headtune.Text;

/** The vertices of a graph that is a single line from its input to its output. */
final class Chain {

  /**
   * A vertex of the line.
   *
   * @param path of its configuration, for messages
   */
  record Link(String name, String path, JsonNode vertex) {
    JsonNode layer() {
      return vertex.path("layerConf").path("layer");
    }
  }

  private Chain() {}

  /** The vertices from the input up, at least one. */
  static List<Link> of(String entry, JsonNode graph) throws RefusedException {
    JsonNode vertices = graph.path("vertices");
    String input = only(entry, "networkInputs", graph.path("networkInputs"));
    String at = only(entry, "networkOutputs", graph.path("networkOutputs"));
    Set<String> left = new TreeSet<>();
    vertices.fieldNames().forEachRemaining(left::add);
    List<Link> links = new ArrayList<>();
    while (!at.equals(input)) {
      if (!left.remove(at)) {
        throw fault(entry, "vertices." + at, "is not a layer between the input and the output");
      }
      links.add(new Link(at, "vertices." + at, vertices.path(at)));
      at = only(entry, "vertexInputs." + at, graph.path("vertexInputs").path(at));
    }
    if (links.isEmpty() || !left.isEmpty()) {
      throw fault(entry, "vertices", "is not a single line of layers from input to output");
    }
    Collections.reverse(links);
    return links;
  }

  private static String only(String entry, String path, JsonNode names) throws RefusedException {
    if (names.size() != 1 || !names.path(0).isTextual()) {
      throw fault(entry, path, "is not the name of one layer");
    }
    return names.path(0).textValue();
  }

  private static RefusedException fault(String entry, String path, String message) {
    return new RefusedException(entry, "key " + Text.quoted(path) + " " + message);
  }
}
