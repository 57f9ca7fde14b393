package org.headtune.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Something that the config leaves open and the layers decide.
 *
 * @param what was chosen
 * @param why it fits
 */
record Choice(String what, String why) {

  /**
   * A sentence for each choice, whichever layers it is for.
   *
   * @param byLayer choices by the names of layers, from the input up
   */
  static List<String> sentences(Map<String, Choice> byLayer) {
    Map<Choice, List<String>> layers =
        byLayer.keySet().stream()
            .collect(Collectors.groupingBy(byLayer::get, LinkedHashMap::new, Collectors.toList()));
    return layers.entrySet().stream()
        .map(
            each ->
                String.join(", ", each.getValue())
                    + ": "
                    + each.getKey().what()
                    + ", since "
                    + each.getKey().why())
        .toList();
  }
}
