package org.headtune.config;

import java.util.List;

/** The section {@code model}: the hidden layers from input to head, and the head. */
public record ModelConfig(
    @Key(value = "hidden layers, from the input up", standard = "[]") List<LayerConfig> layers,
    @Key(value = "what turns the last layer into class probabilities", standard = "{type: softmax}")
        HeadConfig head) {}
