package org.headtune.model;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.weights.WeightInit;
import org.headtune.data.Bag;
import org.headtune.data.Shape;

/** Makes a plain row of a row with bags; no config asks for it, the data does. */
record ColumnVectors() implements HiddenLayer {
  @Override
  public String kind() {
    return "columns";
  }

  @Override
  public Shape output(Shape input) {
    return Shape.row(input.channels() + input.bags().stream().mapToInt(Bag::units).sum());
  }

  @Override
  public long parameters(Shape input) {
    return input.bags().stream().mapToLong(Bag::parameters).reduce(0, Count::sum);
  }

  @Override
  public void addTo(GraphBuilder graph, String name, String below, Shape input) {
    graph.addLayer(
        name, new VectorBags.Builder(input).weightInit(WeightInit.XAVIER).build(), below);
  }
}
