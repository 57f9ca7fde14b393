package org.headtune.model;

import java.util.Optional;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.headtune.config.LayerConfig.Directions;
import org.headtune.config.LayerConfig.RecurrentFunction;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/**
 * What one of DL4J's recurrent layers computes.
 *
 * @param in numbers per step
 * @param last whether only the last output of each reading is handed on
 */
record RecurrentForm(Cell cell, int in, Directions directions, boolean last) {

  /** The form of a layer of a network; nothing if it is another one. */
  static Optional<RecurrentForm> of(ComputationGraph graph, String name) {
    // A built layer knows only what is inside its wrapper.
    return graph.getConfiguration().getVertices().get(name) instanceof LayerVertex vertex
        ? of(vertex.getLayerConf().getLayer())
        : Optional.empty();
  }

  /** The form of a configuration; nothing if it is that of another layer. */
  static Optional<RecurrentForm> of(Layer layer) {
    Directions directions = Directions.NONE;
    Layer inner = layer;
    if (inner instanceof Bidirectional both) {
      directions = directions(both.getMode());
      inner = both.getFwd();
    }
    boolean last = inner instanceof LastTimeStep;
    if (inner instanceof LastTimeStep wrapper) {
      inner = wrapper.getUnderlying();
    }
    if (inner instanceof LSTM lstm) {
      requirePlain(
          lstm.getActivationFn() instanceof ActivationTanH
              && lstm.getGateActivationFn() instanceof ActivationSigmoid
              && lstm.getRnnDataFormat() == RNNFormat.NCW);
      return Optional.of(new RecurrentForm(new Cell.Lstm(out(lstm)), in(lstm), directions, last));
    } else if (inner instanceof SimpleRnn simple) {
      requirePlain(!simple.hasLayerNorm() && simple.getRnnDataFormat() == RNNFormat.NCW);
      Cell cell = new Cell.Simple(out(simple), function(simple.getActivationFn()));
      return Optional.of(new RecurrentForm(cell, in(simple), directions, last));
    }
    return Optional.empty();
  }

  /** The word for the cell in a config. */
  String kind() {
    return cell instanceof Cell.Lstm ? "lstm" : "simple_rnn";
  }

  /** Numbers of the joined output. */
  int width() {
    return directions == Directions.CONCAT ? 2 * cell.units : cell.units;
  }

  private static int in(FeedForwardLayer layer) {
    return Math.toIntExact(layer.getNIn());
  }

  private static int out(FeedForwardLayer layer) {
    return Math.toIntExact(layer.getNOut());
  }

  /** DL4J's word for the way in which two readings are joined. */
  static Bidirectional.Mode mode(Directions directions) {
    return switch (directions) {
      case CONCAT -> Bidirectional.Mode.CONCAT;
      case ADD -> Bidirectional.Mode.ADD;
      case MEAN -> Bidirectional.Mode.AVERAGE;
      case NONE -> throw new IllegalArgumentException("one reading is not joined");
    };
  }

  private static Directions directions(Bidirectional.Mode mode) {
    return switch (mode) {
      case CONCAT -> Directions.CONCAT;
      case ADD -> Directions.ADD;
      case AVERAGE -> Directions.MEAN;
      case MUL -> throw new IllegalArgumentException("two readings are multiplied");
    };
  }

  /** DL4J's function of that name. */
  static IActivation activation(RecurrentFunction function) {
    return switch (function) {
      case TANH -> new ActivationTanH();
      case RELU -> new ActivationReLU();
      case SIGMOID -> new ActivationSigmoid();
      case IDENTITY -> new ActivationIdentity();
    };
  }

  private static RecurrentFunction function(IActivation activation) {
    for (RecurrentFunction function : RecurrentFunction.values()) {
      if (activation(function).getClass() == activation.getClass()) {
        return function;
      }
    }
    throw new IllegalArgumentException("a recurrent layer with " + activation);
  }

  private static void requirePlain(boolean plain) {
    if (!plain) {
      throw new IllegalArgumentException("a recurrent layer that is not of the plain form");
    }
  }
}
