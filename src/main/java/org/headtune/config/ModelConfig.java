package org.headtune.config;

import java.util.List;
import java.util.Optional;

/** The section {@code model}: the hidden layers from input to head, and the head. */
public record ModelConfig(
    @Key("a transformer below the layers, for one column of words or tokens and no other")
        Optional<TransformerConfig> transformer,
    @Key(value = "hidden layers, from the input up", standard = "[]") List<LayerConfig> layers,
    @Key(value = "what turns the last layer into class probabilities", standard = "{type: softmax}")
        HeadConfig head) {

  /**
   * The same network, but its transformer hands on every step.
   *
   * @param causal whether no step may see those behind it
   */
  public ModelConfig ofSteps(boolean causal) {
    return new ModelConfig(
        transformer
            .map(known -> known.with(TransformerConfig.Pooling.STEPS))
            .map(known -> causal ? known.asCausal() : known),
        layers,
        head);
  }

  /** A network without a transformer. */
  public ModelConfig(List<LayerConfig> layers, HeadConfig head) {
    this(Optional.empty(), layers, head);
  }
}
