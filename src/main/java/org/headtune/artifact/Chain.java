package org.headtune.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.headtune.Text;

/**
 * The vertices of a graph that is a single line from its input to its output, or whose lines from
 * the input are joined into one.
 */
final class Chain {
  private final String entry;
  private final JsonNode graph;
  private final String input;
  private final Set<String> left = new TreeSet<>();

  /**
   * A vertex of a line.
   *
   * @param path of its configuration, for messages
   */
  record Link(String name, String path, JsonNode vertex) {
    JsonNode layer() {
      return vertex.path("layerConf").path("layer");
    }

    /** Whether several lines end here. */
    boolean joins() {
      return NetworkOutline.kind(vertex).equals("MergeVertex");
    }
  }

  private Chain(String entry, JsonNode graph) throws RefusedException {
    this.entry = entry;
    this.graph = graph;
    this.input = only("networkInputs", graph.path("networkInputs"));
    graph.path("vertices").fieldNames().forEachRemaining(left::add);
  }

  /** The vertices of a single line from the input up, at least one. */
  static List<Link> of(String entry, JsonNode graph) throws RefusedException {
    Chain chain = new Chain(entry, graph);
    List<Link> links = chain.line(only(entry, "networkOutputs", graph.path("networkOutputs")));
    chain.requireWhole(links);
    return links;
  }

  /**
   * The vertices of lines that are joined, line after line, each from the input up, and those from
   * the join up; the same as {@link #of} if there is no join.
   */
  static List<Link> ofBranches(String entry, JsonNode graph) throws RefusedException {
    Chain chain = new Chain(entry, graph);
    List<Link> trunk = chain.trunk(only(entry, "networkOutputs", graph.path("networkOutputs")));
    List<Link> links = new ArrayList<>();
    if (!trunk.isEmpty() && trunk.get(0).joins()) {
      JsonNode ends = chain.inputsOf(trunk.get(0).name());
      for (JsonNode end : ends) {
        links.addAll(chain.line(end.asText()));
      }
    }
    links.addAll(trunk);
    chain.requireWhole(links);
    return links;
  }

  /** From the network's input up to a vertex. */
  private List<Link> line(String top) throws RefusedException {
    List<Link> links = new ArrayList<>();
    for (String at = top; !at.equals(input); at = only("vertexInputs." + at, inputsOf(at))) {
      links.add(take(at));
    }
    Collections.reverse(links);
    return links;
  }

  /** From the network's input or a join up to a vertex. */
  private List<Link> trunk(String top) throws RefusedException {
    List<Link> links = new ArrayList<>();
    String at = top;
    while (!at.equals(input) && (links.isEmpty() || !links.get(links.size() - 1).joins())) {
      links.add(take(at));
      if (!links.get(links.size() - 1).joins()) {
        at = only("vertexInputs." + at, inputsOf(at));
      }
    }
    Collections.reverse(links);
    return links;
  }

  private JsonNode inputsOf(String vertex) {
    return graph.path("vertexInputs").path(vertex);
  }

  /** A vertex has one place in the lines. */
  private Link take(String vertex) throws RefusedException {
    if (!left.remove(vertex)) {
      throw fault(entry, "vertices." + vertex, "is not a layer between the input and the output");
    }
    return new Link(vertex, "vertices." + vertex, graph.path("vertices").path(vertex));
  }

  private void requireWhole(List<Link> links) throws RefusedException {
    if (links.isEmpty() || !left.isEmpty()) {
      throw fault(entry, "vertices", "is not a single line of layers from input to output");
    }
  }

  private String only(String path, JsonNode names) throws RefusedException {
    return only(entry, path, names);
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
