package org.headtune.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.headtune.config.LayerConfig;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.data.Shape;

/**
 * A layer and where the config asks for it.
 *
 * @param index of the config's layer, from 0; -1 for what the data asks for
 * @param name for it, counted from 1
 */
record Placed(int index, String name, HiddenLayer layer) {

  private Placed(int index, HiddenLayer layer) {
    this(index, layer.kind() + "_" + (index + 1), layer);
  }

  /** Where the values come from that layers are given, as far as it matters to them. */
  enum Below {
    /** The network's input, where an image is still a row of numbers. */
    INPUT,
    /** Layers, of which the last function is selu. */
    SELU,
    OTHER
  }

  /** The layers of a network: what makes a plain row of the input, and those of the config. */
  static List<Placed> of(Shape input, List<LayerConfig> configs) {
    List<Placed> layers = new ArrayList<>(Branches.of(input));
    if (layers.isEmpty() && !input.bags().isEmpty()) {
      HiddenLayer vectors = input.sequence() ? new WordVectors() : new ColumnVectors();
      layers.add(new Placed(-1, vectors.kind(), vectors));
    }
    layers.addAll(of(configs, layers.isEmpty() ? Below.INPUT : Below.OTHER));
    return List.copyOf(layers);
  }

  /**
   * The layers that the config's stand for, from the input up. A function with a learnt slope is a
   * layer of its own, above that which asks for it; a dropout depends on what is below.
   *
   * @param below what the first one is given
   */
  static List<Placed> of(List<LayerConfig> configs, Below below) {
    List<Placed> layers = new ArrayList<>();
    boolean selu = below == Below.SELU;
    boolean raw = below == Below.INPUT;
    for (int i = 0; i < configs.size(); i++) {
      LayerConfig config = configs.get(i);
      Optional<ActivationFunction> function = function(config);
      layers.add(new Placed(i, HiddenLayer.of(config, selu, raw)));
      if (function.isPresent()) {
        selu = function.get() == ActivationFunction.SELU;
        if (function.get() == ActivationFunction.PRELU
            && !(config instanceof LayerConfig.Activation)) {
          layers.add(new Placed(i, new LearntSlope(false)));
        }
      } else {
        selu &= config instanceof LayerConfig.Dropout || config instanceof LayerConfig.Flatten;
      }
      raw &= config instanceof LayerConfig.Dropout || config instanceof LayerConfig.Activation;
    }
    return List.copyOf(layers);
  }

  private static Optional<ActivationFunction> function(LayerConfig config) {
    if (config instanceof LayerConfig.Dense dense) {
      return Optional.of(dense.activation());
    } else if (config instanceof LayerConfig.Conv2d convolution) {
      return Optional.of(convolution.activation());
    } else if (config instanceof LayerConfig.Activation activation) {
      return Optional.of(activation.function());
    }
    return Optional.empty();
  }
}
