package org.headtune.model;

import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.weights.WeightInitConstant;
import org.headtune.data.Shape;

/**
 * PReLU (He et al. 2015): negative values times a number that is learnt for each unit or channel.
 *
 * @param raw whether it is given the network's input, an image as a row of numbers
 */
record LearntSlope(boolean raw) implements HiddenLayer {
  @Override
  public String kind() {
    return "activation";
  }

  @Override
  public Optional<String> misfit(Shape input) {
    return input.sequence()
        ? Optional.of(
            "prelu learns a slope for each number of a row or channel of an image, and its input is"
                + " a sequence of "
                + input
                + "; take leaky_relu, whose slope is fixed, or put a global_pool between")
        : Optional.empty();
  }

  @Override
  public long parameters(Shape input) {
    return input.channels();
  }

  @Override
  public void addTo(GraphBuilder graph, String name, String below, Shape input) {
    PReLULayer.Builder builder = new PReLULayer.Builder();
    builder.setWeightInitFn(new WeightInitConstant(ActivationFormula.FIRST_LEARNT_SLOPE));
    if (input.image()) {
      builder.inputShape(input.channels(), input.height(), input.width()).sharedAxes(2, 3);
    } else {
      builder.inputShape(input.channels());
    }
    InputPreProcessor before =
        raw && input.image()
            ? new FeedForwardToCnnPreProcessor(input.height(), input.width(), input.channels())
            : null;
    graph.addLayer(name, builder.build(), before, below);
  }
}
