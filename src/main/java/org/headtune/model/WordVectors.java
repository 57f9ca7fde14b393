package org.headtune.model;

import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.weights.WeightInit;
import org.headtune.data.Bag;
import org.headtune.data.Shape;

/**
 * Makes vectors of the steps of a sequence of entries; no config asks for it, the data does.
 *
 * @param wide whether the first vectors are as large as what a transformer adds to them
 */
record WordVectors(boolean wide) implements HiddenLayer {
  @Override
  public String kind() {
    return "words";
  }

  @Override
  public Optional<String> misfit(Shape input) {
    return Sequences.needed(kind(), input);
  }

  private static Bag bag(Shape input) {
    return input.bags().get(0);
  }

  @Override
  public Shape output(Shape input) {
    return Shape.sequence(input.steps(), bag(input).units());
  }

  @Override
  public long parameters(Shape input) {
    return bag(input).parameters();
  }

  @Override
  public void addTo(GraphBuilder graph, String name, String below, Shape input) {
    graph.addLayer(
        name,
        new StepVectors.Builder(bag(input))
            .weightInit(wide ? WeightInit.NORMAL : WeightInit.XAVIER)
            .build(),
        below);
  }
}
