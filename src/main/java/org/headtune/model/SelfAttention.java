package org.headtune.model;

import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.headtune.config.LayerConfig;
import org.headtune.data.Shape;

/** Self-attention over the steps of a sequence. */
record SelfAttention(int units, int heads, int size) implements HiddenLayer {

  static SelfAttention of(LayerConfig.SelfAttention config) {
    return new SelfAttention(
        config.units(),
        config.heads(),
        config.headSize().orElseGet(() -> config.units() / config.heads()));
  }

  @Override
  public String kind() {
    return "self_attention";
  }

  @Override
  public boolean looksAhead() {
    return true;
  }

  @Override
  public Optional<String> misfit(Shape input) {
    return Sequences.needed(kind(), input);
  }

  @Override
  public Shape output(Shape input) {
    return Shape.sequence(input.steps(), units);
  }

  private long width() {
    return Count.product(heads, size);
  }

  @Override
  public long parameters(Shape input) {
    long inputs = Count.product(3, Count.product(width(), input.channels()));
    return Count.sum(inputs, Count.product(width(), units));
  }

  @Override
  public long working(Shape input) {
    // Queries, keys, values, and what is made of them; all else is there once, not for each row.
    return Count.product(input.steps(), Count.product(4, width()));
  }

  @Override
  public void addTo(GraphBuilder graph, String name, String below, Shape input) {
    graph.addLayer(
        name,
        new SelfAttentionLayer.Builder()
            .nOut(units)
            .nHeads(heads)
            .headSize(size)
            .projectInput(true)
            .weightInit(WeightInit.XAVIER)
            .build(),
        below);
  }
}
