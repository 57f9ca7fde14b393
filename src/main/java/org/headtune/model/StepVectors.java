package org.headtune.model;

import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.headtune.data.Bag;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A learnt vector for each step of a sequence, whose steps are entries of a table, as a layer of
 * Deeplearning4j, under this name in {@code configuration.json}. It takes {@code rows x 1 x steps}
 * and gives {@code rows x units x steps}. Deeplearning4j's own {@code EmbeddingSequenceLayer}
 * stores the numbers of a vector far apart, so that a step could not deal with a few vectors alone.
 * A program that reads such a network with Deeplearning4j needs this class on its class path.
 */
@SuppressWarnings("serial") // nothing here is ever serialised but as JSON
public final class StepVectors extends VectorTables {
  private int steps;

  /** For Jackson. */
  @SuppressWarnings("unused")
  private StepVectors() {}

  private StepVectors(Builder builder) {
    super(builder);
    steps = builder.bag.length();
  }

  /** Steps of the longest sequence. */
  public int getSteps() {
    return steps;
  }

  public void setSteps(int steps) {
    this.steps = steps;
  }

  /** The table, and the most steps. */
  Bag bag() {
    return new Bag(Math.toIntExact(getNIn()), steps, Math.toIntExact(getNOut()));
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    if (!(inputType instanceof InputType.InputTypeRecurrent sequence) || sequence.getSize() != 1) {
      throw new IllegalStateException(getLayerName() + " takes no " + inputType);
    }
    return InputType.recurrent(getNOut(), sequence.getTimeSeriesLength());
  }

  /** The entries of the table are no matter of the input. */
  @Override
  public void setNIn(InputType inputType, boolean override) {}

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
    return null;
  }

  @Override
  List<Bag> bags() {
    return List.of(bag());
  }

  @Override
  BaseLayer<?> computing(NeuralNetConfiguration conf, DataType dataType) {
    return new StepVectorsLayer(conf, dataType);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StepVectors vectors && super.equals(other) && steps == vectors.steps;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), steps);
  }

  /** How such a layer is made. */
  public static final class Builder extends FeedForwardLayer.Builder<Builder> {
    private final Bag bag;

    /**
     * @param bag the table, with as many entries in a row as the longest sequence has steps
     */
    public Builder(Bag bag) {
      this.bag = bag;
      nIn(bag.entries());
      nOut(bag.units());
      activation(new ActivationIdentity());
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as DL4J declares it
    public <E extends org.deeplearning4j.nn.conf.layers.Layer> E build() {
      return (E) new StepVectors(this);
    }
  }
}
