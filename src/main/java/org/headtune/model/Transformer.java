package org.headtune.model;

import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.headtune.config.LayerConfig;
import org.headtune.data.Shape;

/** The layers of a transformer, each from a sequence to one of the same shape. */
final class Transformer {
  private static final int TIMES = 4;

  private Transformer() {}

  /** A learnt vector for each position, added to the step. */
  record Positions() implements HiddenLayer {
    @Override
    public String kind() {
      return "positions";
    }

    @Override
    public Optional<String> misfit(Shape input) {
      return Sequences.needed(kind(), input);
    }

    @Override
    public long parameters(Shape input) {
      return Count.product(input.steps(), input.channels());
    }

    @Override
    public void addTo(GraphBuilder graph, String name, String below, Shape input) {
      graph.addLayer(
          name, new StepPositions.Builder(input.channels(), input.steps()).build(), below);
    }
  }

  /**
   * Attention and feed-forward layers.
   *
   * @param blocks of the whole transformer
   */
  record Block(LayerConfig.TransformerBlock config, int blocks) implements HiddenLayer {
    @Override
    public boolean looksAhead() {
      return !config.causal();
    }

    @Override
    public String kind() {
      return "transformer_block";
    }

    @Override
    public Optional<String> misfit(Shape input) {
      return Sequences.needed(kind(), input)
          .or(
              () ->
                  input.channels() % config.heads() == 0
                      ? Optional.empty()
                      : Optional.of(
                          "transformer_block has %d heads, which do not divide the %d numbers of a step; set heads to a divisor"
                              .formatted(config.heads(), input.channels())));
    }

    private int between(Shape input) {
      return config.feedForward().orElseGet(() -> Math.multiplyExact(TIMES, input.channels()));
    }

    @Override
    public long parameters(Shape input) {
      return TransformerBlock.count(input.channels(), between(input));
    }

    @Override
    public long working(Shape input) {
      // What the way back needs: twice normalised, projected, attended, summed and activated; and
      // what is used on the way, once in each block: the stream, what is added, and gradients.
      long there = Count.sum(Count.product(6, input.channels()), Count.product(2, between(input)));
      long back = Count.sum(Count.product(7, input.channels()), between(input));
      return Count.product(input.steps(), Count.sum(there, back));
    }

    @Override
    public void addTo(GraphBuilder graph, String name, String below, Shape input) {
      graph.addLayer(
          name,
          new TransformerBlock.Builder(input.channels(), config.heads(), between(input))
              .dropping(config.dropout())
              .causal(config.causal())
              .depth(blocks)
              .build(),
          below);
    }
  }

  /** The normalisation of each step. */
  record Norm() implements HiddenLayer {
    @Override
    public String kind() {
      return "layer_norm";
    }

    @Override
    public Optional<String> misfit(Shape input) {
      return Sequences.needed(kind(), input);
    }

    @Override
    public long parameters(Shape input) {
      return StepNorm.count(input.channels());
    }

    @Override
    public void addTo(GraphBuilder graph, String name, String below, Shape input) {
      graph.addLayer(name, new StepNorm.Builder(input.channels()).build(), below);
    }
  }
}
