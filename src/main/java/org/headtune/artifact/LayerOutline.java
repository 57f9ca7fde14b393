package org.headtune.artifact;

import org.headtune.data.Shape;

/**
 * What a configuration says of one layer.
 *
 * @param name the layer's name in the network
 * @param kind the word for it in a config
 * @param output the shape it hands on
 * @param parameters how many numbers it stores, running statistics included
 */
public record LayerOutline(String name, String kind, Shape output, long parameters) {}
