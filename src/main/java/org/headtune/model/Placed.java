package org.headtune.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.headtune.config.LayerConfig;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.ModelConfig;
import org.headtune.config.TransformerConfig;
import org.headtune.data.Shape;

/**
 * A layer and where the config asks for it.
 *
 * @param index of the config's layer, from 0; {@link #DATA}, {@link #TRANSFORMER} or {@link
 *     #OBJECTIVE}
 * @param name for it, counted from 1
 */
record Placed(int index, String name, HiddenLayer layer) {
  /** The index of what the data asks for. */
  static final int DATA = -1;

  /** The index of what the section {@code model.transformer} asks for. */
  static final int TRANSFORMER = -2;

  /** The index of what an objective asks for below its head. */
  static final int OBJECTIVE = -3;

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

  /** The layers of a network: what the data asks for, a transformer, and those of the config. */
  static List<Placed> of(Shape input, ModelConfig model) {
    List<Placed> layers = new ArrayList<>(Branches.of(input));
    if (layers.isEmpty() && !input.bags().isEmpty()) {
      HiddenLayer vectors =
          input.sequence() ? new WordVectors(model.transformer().isPresent()) : new ColumnVectors();
      layers.add(new Placed(DATA, vectors.kind(), vectors));
    }
    model.transformer().ifPresent(transformer -> layers.addAll(of(transformer)));
    layers.addAll(of(model.layers(), layers.isEmpty() ? Below.INPUT : Below.OTHER));
    return List.copyOf(layers);
  }

  private static List<Placed> of(TransformerConfig transformer) {
    List<Placed> layers = new ArrayList<>();
    int block = 0;
    for (LayerConfig config : transformer.hiddenLayers()) {
      HiddenLayer layer = HiddenLayer.of(config, false, false, transformer.layers());
      String name = layer instanceof Transformer.Block ? "block_" + ++block : layer.kind();
      layers.add(new Placed(TRANSFORMER, name, layer));
    }
    return layers;
  }

  /** The section or item of a config that asks for it. */
  String key() {
    return switch (index) {
      case DATA -> "data.columns";
      case TRANSFORMER -> "model.transformer";
      case OBJECTIVE -> "training.objective";
      default -> "model.layers[" + index + "]";
    };
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
    int blocks =
        (int) configs.stream().filter(LayerConfig.TransformerBlock.class::isInstance).count();
    for (int i = 0; i < configs.size(); i++) {
      LayerConfig config = configs.get(i);
      Optional<ActivationFunction> function = function(config);
      layers.add(new Placed(i, HiddenLayer.of(config, selu, raw, blocks)));
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
