package org.headtune.model;

import java.util.List;
import java.util.Objects;

/**
 * Layer normalisation (Ba et al. 2016) of each step of a sequence as a layer of Deeplearning4j,
 * under this name in {@code configuration.json}: from a step's numbers x comes {@code g (x - mean)
 * / sqrt(variance + 1e-5) + b}. A program that reads such a network with Deeplearning4j needs this
 * class on its class path.
 */
@SuppressWarnings("serial") // nothing here is ever serialised but as JSON
public final class StepNorm extends StepsLayer {
  /** Added to the variance. */
  static final double EPSILON = 1e-5;

  /** For Jackson. */
  @SuppressWarnings("unused")
  private StepNorm() {}

  private StepNorm(Builder builder) {
    super(builder);
  }

  /** Numbers stored for steps of a width. */
  static long count(long width) {
    return Count.product(2, width);
  }

  @Override
  List<StepParameter> parameters() {
    return List.of(StepParameter.gain("normG", getNOut()), StepParameter.bias("normB", getNOut()));
  }

  @Override
  StepsFormula formula(double[] numbers) {
    return new NormFormula(new Numbers(numbers), Math.toIntExact(getNOut()));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StepNorm && super.equals(other);
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), StepNorm.class);
  }

  /** How such a layer is made. */
  public static final class Builder extends StepsLayer.Builder<Builder> {
    /**
     * @param width numbers per step
     */
    public Builder(long width) {
      super(width);
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as DL4J declares it
    public <E extends org.deeplearning4j.nn.conf.layers.Layer> E build() {
      return (E) new StepNorm(this);
    }
  }
}
