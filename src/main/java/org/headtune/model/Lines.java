package org.headtune.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;

/**
 * The vertices of a network in the order in which its values go through them: one line from the
 * input to the head, or lines from parts of the input that are joined into one.
 *
 * @param branches the lines below the join, each from the input up; none without a join
 * @param trunk what follows, up to the head; it begins with the join if there is one
 */
record Lines(List<List<String>> branches, List<String> trunk) {

  Lines {
    branches = branches.stream().map(List::copyOf).toList();
    trunk = List.copyOf(trunk);
  }

  /** The lines of a network; empty if it is of another form. */
  static Optional<Lines> of(ComputationGraphConfiguration network) {
    if (network.getNetworkInputs().size() != 1 || network.getNetworkOutputs().size() != 1) {
      return Optional.empty();
    }
    Map<String, List<String>> below = network.getVertexInputs();
    List<String> trunk = down(network.getNetworkOutputs().get(0), below);
    List<List<String>> branches = new ArrayList<>();
    String lowest = trunk.get(0);
    if (network.getVertices().get(lowest) instanceof MergeVertex) {
      below.get(lowest).forEach(end -> branches.add(down(end, below)));
    }
    Lines lines = new Lines(branches, trunk);
    Set<String> bottoms = new HashSet<>();
    Stream<List<String>> lowestLines = branches.isEmpty() ? Stream.of(trunk) : branches.stream();
    lowestLines.forEach(line -> bottoms.addAll(line.isEmpty() ? line : below.get(line.get(0))));
    boolean whole =
        bottoms.equals(Set.copyOf(network.getNetworkInputs()))
            && branches.stream().allMatch(line -> takesPart(network, line))
            && lines.all().size() == network.getVertices().size()
            && Set.copyOf(lines.all()).size() == lines.all().size();
    return whole ? Optional.of(lines) : Optional.empty();
  }

  private static boolean takesPart(ComputationGraphConfiguration network, List<String> line) {
    return !line.isEmpty() && network.getVertices().get(line.get(0)) instanceof SubsetVertex;
  }

  /** From a vertex down to the first one that is not fed by one vertex alone. */
  private static List<String> down(String top, Map<String, List<String>> below) {
    List<String> line = new ArrayList<>();
    String at = top;
    while (below.containsKey(at) && !line.contains(at)) {
      line.add(at);
      if (below.get(at).size() != 1) {
        break;
      }
      at = below.get(at).get(0);
    }
    Collections.reverse(line);
    return line;
  }

  /** All vertices, line after line, the head last. */
  List<String> all() {
    return Stream.concat(branches.stream().flatMap(List::stream), trunk.stream()).toList();
  }
}
