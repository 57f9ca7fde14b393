package org.headtune.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.headtune.config.LayerConfig.PoolingKind;

/** The section {@code model.transformer}: the lowest layers of a network on one sequence. */
@Meaning(
    "a transformer (Vaswani et al. 2017), its layers normalised at their input (Xiong et al. 2020),"
        + " over the words or tokens of the one column of texts")
public record TransformerConfig(
    @Key(value = "blocks of attention and feed-forward layers", standard = "4", min = 1, max = 1000)
        int layers,
    @Key(
            value = "numbers of each step, and so of the vector of each word or token",
            standard = "128",
            min = 1,
            max = 4_096)
        int width,
    @Key(
            value = "attentions side by side, a divisor of `width`",
            standard = "4",
            min = 1,
            max = 1000)
        int heads,
    @Key(
            value = "most words or tokens of one text, longer ones are cut",
            standard = "128",
            min = 2,
            max = 65_536)
        int length,
    @Key(
            value = "units between the two feed-forward layers; 4 times `width` if absent",
            min = 1,
            max = 1_000_000)
        Optional<Integer> feedForward,
    @Key(
            value =
                "share of what attention and feed-forward layers give that is set to zero while"
                    + " training",
            standard = "0.1",
            min = 0,
            max = 1,
            belowMax = true)
        double dropout,
    @Key(value = "whether a step sees none of those behind it", standard = "false") boolean causal,
    @Key(value = "what of the steps is handed on", standard = "mean") Pooling pool)
    implements Checked {

  /** What a transformer hands on. */
  public enum Pooling {
    @Meaning("the mean of the steps, a plain row")
    MEAN,
    @Meaning("the largest value of each number over the steps, a plain row")
    MAX,
    @Meaning("every step, for layers that take a sequence")
    STEPS
  }

  @Override
  public List<Conflict> conflicts() {
    return width % heads == 0
        ? List.of()
        : List.of(
            new Conflict(
                "heads",
                "is %d, which does not divide width, %d; expected a divisor: set heads to 1, or"
                        .formatted(heads, width)
                    + " change the width"));
  }

  /** The same, handing on something else. */
  public TransformerConfig with(Pooling other) {
    return new TransformerConfig(layers, width, heads, length, feedForward, dropout, causal, other);
  }

  /** The same, but no step sees those behind it. */
  public TransformerConfig asCausal() {
    return new TransformerConfig(layers, width, heads, length, feedForward, dropout, true, pool);
  }

  /** The layers that it stands for, from the input up. */
  public List<LayerConfig> hiddenLayers() {
    List<LayerConfig> hidden = new ArrayList<>();
    hidden.add(new LayerConfig.Positions());
    hidden.addAll(
        Collections.nCopies(
            layers, new LayerConfig.TransformerBlock(heads, feedForward, dropout, causal)));
    hidden.add(new LayerConfig.LayerNorm());
    if (pool != Pooling.STEPS) {
      hidden.add(
          new LayerConfig.GlobalPool(pool == Pooling.MEAN ? PoolingKind.AVG : PoolingKind.MAX));
    }
    return List.copyOf(hidden);
  }
}
