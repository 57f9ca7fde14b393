package org.headtune.model;

import java.util.List;
import java.util.Objects;

/**
 * Adds a learnt vector to each step of a sequence, another for each position (as in Devlin et al.
 * 2019), as a layer of Deeplearning4j, under this name in {@code configuration.json}. A program
 * that reads such a network with Deeplearning4j needs this class on its class path.
 */
@SuppressWarnings("serial") // nothing here is ever serialised but as JSON
public final class StepPositions extends StepsLayer {
  /** Of the first vectors' numbers (Radford et al. 2019). */
  private static final double DEVIATION = 0.02;

  private int steps;

  /** For Jackson. */
  @SuppressWarnings("unused")
  private StepPositions() {}

  private StepPositions(Builder builder) {
    super(builder);
    steps = builder.steps;
  }

  /** Steps of the longest sequence. */
  public int getSteps() {
    return steps;
  }

  public void setSteps(int steps) {
    this.steps = steps;
  }

  @Override
  List<StepParameter> parameters() {
    return List.of(StepParameter.matrix("positionW", getNOut(), steps, DEVIATION));
  }

  @Override
  StepsFormula formula(double[] numbers) {
    return new PositionsFormula(new Numbers(numbers), Math.toIntExact(getNOut()), steps);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StepPositions positions
        && super.equals(other)
        && steps == positions.steps;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), steps);
  }

  /** How such a layer is made. */
  public static final class Builder extends StepsLayer.Builder<Builder> {
    private final int steps;

    /**
     * @param width numbers per step
     * @param steps of the longest sequence
     */
    public Builder(long width, int steps) {
      super(width);
      this.steps = steps;
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as DL4J declares it
    public <E extends org.deeplearning4j.nn.conf.layers.Layer> E build() {
      return (E) new StepPositions(this);
    }
  }
}
