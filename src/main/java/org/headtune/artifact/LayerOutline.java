package org.headtune.artifact;

import org.headtune.data.Shape;

/**
 * What a configuration says of one layer.
 *
 * @param name the layer's name in the network
 * @param kind the word for it in a config
 * @param function what it applies to each value, the kind of a dropout, how many heads, or how many
 *     softmaxes of which width are mixed; empty for none, and for the usual kind
 * @param output the shape it hands on
 * @param parameters how many numbers it stores, running statistics included
 */
public record LayerOutline(
    String name, String kind, String function, Shape output, long parameters) {

  LayerOutline called(String word) {
    return new LayerOutline(name, word, function, output, parameters);
  }

  LayerOutline applying(String word) {
    return new LayerOutline(name, kind, word, output, parameters);
  }
}
