package org.headtune.model;

import org.headtune.data.Shape;

/**
 * What one layer will be.
 *
 * @param name the layer's name in the network, such as {@code dense_1}; the last one is {@code
 *     head}
 * @param kind the word for it in the config
 * @param output the shape it hands on
 * @param parameters how many numbers it stores, running statistics included
 */
public record LayerPlan(String name, String kind, Shape output, long parameters) {}
