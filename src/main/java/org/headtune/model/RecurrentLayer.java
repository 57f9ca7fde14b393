package org.headtune.model;

import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.weights.WeightInit;
import org.headtune.config.LayerConfig;
import org.headtune.config.LayerConfig.Directions;
import org.headtune.config.LayerConfig.StepOutput;
import org.headtune.data.Shape;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** A recurrent layer that reads sequences one way or both. */
record RecurrentLayer(String kind, Cell cell, Directions directions, StepOutput result)
    implements HiddenLayer {

  static RecurrentLayer of(LayerConfig.Lstm lstm) {
    return new RecurrentLayer(
        "lstm", new Cell.Lstm(lstm.units()), lstm.bidirectional(), lstm.output());
  }

  static RecurrentLayer of(LayerConfig.SimpleRnn simple) {
    return new RecurrentLayer(
        "simple_rnn",
        new Cell.Simple(simple.units(), simple.activation()),
        simple.bidirectional(),
        simple.output());
  }

  @Override
  public boolean looksAhead() {
    return directions != Directions.NONE;
  }

  @Override
  public Optional<String> misfit(Shape input) {
    return Sequences.needed(kind, input);
  }

  private int readings() {
    return directions == Directions.NONE ? 1 : 2;
  }

  @Override
  public Shape output(Shape input) {
    int width = Math.multiplyExact(directions == Directions.CONCAT ? 2 : 1, cell.units);
    return result == StepOutput.LAST ? Shape.row(width) : Shape.sequence(input.steps(), width);
  }

  @Override
  public long parameters(Shape input) {
    long each = Count.sum(Count.sum(input.channels(), cell.units), 1);
    return Count.product(readings(), Count.product((long) cell.sums() * cell.units, each));
  }

  @Override
  public long working(Shape input) {
    // Inputs and their gradients, weighted sums, outputs and memories of each step.
    long step = 2L * input.channels() + (cell.sums() + 2L) * cell.units;
    return Count.product(readings(), Count.product(input.steps(), step));
  }

  @Override
  public void addTo(GraphBuilder graph, String name, String below, Shape input) {
    Layer one = result == StepOutput.LAST ? new LastTimeStep(layer()) : layer();
    graph.addLayer(
        name,
        directions == Directions.NONE
            ? one
            : new Bidirectional(RecurrentForm.mode(directions), one),
        below);
  }

  private Layer layer() {
    BaseRecurrentLayer.Builder<?> builder =
        cell instanceof Cell.Simple simple
            ? new SimpleRnn.Builder().activation(RecurrentForm.activation(simple.function()))
            : new LSTM.Builder().activation(new ActivationTanH());
    return builder.nOut(cell.units).weightInit(WeightInit.XAVIER).biasInit(0).build();
  }
}
