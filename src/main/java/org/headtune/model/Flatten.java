package org.headtune.model;

import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.headtune.data.Shape;

/** Channel by channel, row by row; a plain row stays as it is. */
record Flatten() implements HiddenLayer {
  @Override
  public String kind() {
    return "flatten";
  }

  @Override
  public Optional<String> misfit(Shape input) {
    return Sequences.notOver(kind(), input);
  }

  @Override
  public Shape output(Shape input) {
    return Shape.row(Math.toIntExact(input.size()));
  }

  @Override
  public void addTo(GraphBuilder graph, String name, String below, Shape input) {
    // Unlike DL4J's own preprocessor this also takes an image that no layer has looked at yet.
    int[] row = {-1, Math.toIntExact(input.size())};
    graph.addVertex(name, new ReshapeVertex(row), below);
  }
}
