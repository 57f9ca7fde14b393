package org.headtune.model;

import java.util.List;
import java.util.Objects;

/**
 * A block of a transformer (Vaswani et al. 2017, "Attention is all you need") whose parts are given
 * their input normalised (Xiong et al. 2020, "On layer normalization in the transformer
 * architecture"), as a layer of Deeplearning4j, under this name in {@code configuration.json}. From
 * a sequence x comes
 *
 * <pre>
 *   y = x + dropout(attention(norm(x)))
 *   z = y + dropout(W2 gelu(W1 norm(y) + b1) + b2)
 * </pre>
 *
 * where attention is that of several heads, with biases, and {@code gelu(u) = u Phi(u)} with the
 * normal distribution function (Hendrycks and Gimpel 2016). A program that reads such a network
 * with Deeplearning4j needs this class on its class path.
 */
@SuppressWarnings("serial") // nothing here is ever serialised but as JSON
public final class TransformerBlock extends StepsLayer {
  private int heads;
  private int feedForward;
  private double dropped;
  private boolean causal;
  private int depth;

  /** For Jackson. */
  @SuppressWarnings("unused")
  private TransformerBlock() {}

  private TransformerBlock(Builder builder) {
    super(builder);
    heads = builder.heads;
    feedForward = builder.feedForward;
    dropped = builder.dropped;
    causal = builder.causal;
    depth = builder.depth;
  }

  /** Attentions side by side, a divisor of the width. */
  public int getHeads() {
    return heads;
  }

  public void setHeads(int heads) {
    this.heads = heads;
  }

  /** Units between W1 and W2. */
  public int getFeedForward() {
    return feedForward;
  }

  public void setFeedForward(int feedForward) {
    this.feedForward = feedForward;
  }

  /** Share of values that dropout sets to zero in training, at least 0 and below 1. */
  public double getDropped() {
    return dropped;
  }

  public void setDropped(double dropped) {
    this.dropped = dropped;
  }

  /** Whether a step sees none of those behind it. */
  public boolean isCausal() {
    return causal;
  }

  public void setCausal(boolean causal) {
    this.causal = causal;
  }

  /** Blocks of the whole transformer, which its first weights depend on. */
  public int getDepth() {
    return depth;
  }

  public void setDepth(int depth) {
    this.depth = depth;
  }

  /** Numbers stored, {@link Long#MAX_VALUE} if they cannot be counted. */
  static long count(long width, long feedForward) {
    long attention = Count.product(4, Count.product(width, Count.sum(width, 1)));
    long between = Count.product(feedForward, Count.sum(Count.product(2, width), 1));
    return Count.sum(Count.sum(attention, between), Count.product(5, width));
  }

  /**
   * First weights are those of Nguyen and Salazar (2019), normal with variance 2 / (5 width); where
   * a part ends that is added to its input, they are smaller the more such parts there are, as by
   * Radford et al. (2019).
   */
  @Override
  List<StepParameter> parameters() {
    long width = getNOut();
    double deviation = Math.sqrt(0.4 / width);
    double atTheEnd = deviation / Math.sqrt(2.0 * depth);
    return List.of(
        StepParameter.gain("attentionNormG", width),
        StepParameter.bias("attentionNormB", width),
        StepParameter.matrix("attentionW", width, 3 * width, deviation),
        StepParameter.bias("attentionB", 3 * width),
        StepParameter.matrix("joinW", width, width, atTheEnd),
        StepParameter.bias("joinB", width),
        StepParameter.gain("forwardNormG", width),
        StepParameter.bias("forwardNormB", width),
        StepParameter.matrix("wideW", width, feedForward, deviation),
        StepParameter.bias("wideB", feedForward),
        StepParameter.matrix("narrowW", feedForward, width, atTheEnd),
        StepParameter.bias("narrowB", width));
  }

  @Override
  StepsFormula formula(double[] numbers) {
    return new BlockFormula(this, numbers);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TransformerBlock block
        && super.equals(other)
        && heads == block.heads
        && feedForward == block.feedForward
        && dropped == block.dropped
        && causal == block.causal
        && depth == block.depth;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), heads, feedForward, dropped, causal, depth);
  }

  /** How such a layer is made. */
  public static final class Builder extends StepsLayer.Builder<Builder> {
    private final int heads;
    private final int feedForward;
    private double dropped;
    private boolean causal;
    private int depth = 1;

    /**
     * @param width numbers per step
     * @param heads a divisor of it
     * @param feedForward units between the two layers of the second part
     */
    public Builder(long width, int heads, int feedForward) {
      super(width);
      this.heads = heads;
      this.feedForward = feedForward;
    }

    /** Sets a share of values to zero in training, at least 0 and below 1. */
    public Builder dropping(double share) {
      dropped = share;
      return this;
    }

    /** Says whether a step sees none of those behind it. */
    public Builder causal(boolean isCausal) {
      causal = isCausal;
      return this;
    }

    /** Says how many blocks the whole transformer has. */
    public Builder depth(int blocks) {
      depth = blocks;
      return this;
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as DL4J declares it
    public <E extends org.deeplearning4j.nn.conf.layers.Layer> E build() {
      return (E) new TransformerBlock(this);
    }
  }
}
