package org.headtune.model;

import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.headtune.config.LayerConfig;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.LayerConfig.Padding;
import org.headtune.config.LayerConfig.PoolingKind;
import org.headtune.data.Shape;

/**
 * All that the model knows about each kind of hidden layer: which inputs it takes, what comes out,
 * how many numbers it stores, and the DL4J layer that computes it. A new kind is a record in {@link
 * LayerConfig} and a record here.
 */
sealed interface HiddenLayer
    permits Branches.Image,
        Branches.Join,
        Branches.Part,
        Branches.Steps,
        ColumnVectors,
        Dropout,
        Flatten,
        HiddenLayer.Activation,
        HiddenLayer.BatchNorm,
        HiddenLayer.Conv2d,
        HiddenLayer.Dense,
        HiddenLayer.GlobalPool,
        HiddenLayer.Pool,
        LearntSlope,
        RecurrentLayer,
        SelfAttention,
        Transformer.Block,
        Transformer.Norm,
        Transformer.Positions,
        WordVectors {

  /** The word for this kind in the config. */
  String kind();

  /** Why this layer cannot take such an input; empty if it can. */
  default Optional<String> misfit(Shape input) {
    return Optional.empty();
  }

  /** Numbers needed on the way forward and back for one row, besides input and output. */
  default long working(Shape input) {
    return 0;
  }

  /** The shape handed on, for an input that fits. */
  default Shape output(Shape input) {
    return input;
  }

  /** Numbers stored, {@link Long#MAX_VALUE} if they cannot be counted. */
  default long parameters(Shape input) {
    return 0;
  }

  /** Whether what it gives at a step of a sequence depends on later steps. */
  default boolean looksAhead() {
    return false;
  }

  /** What this layer was left to decide, with the reason. */
  default Optional<Choice> choice() {
    return Optional.empty();
  }

  /** Adds the layer that computes this, fed by the layer or input called {@code below}. */
  void addTo(GraphBuilder graph, String name, String below, Shape input);

  /**
   * What the model knows about a layer of the config.
   *
   * @param aboveSelu whether it is given values of selu
   * @param raw whether it is given the network's input, an image as a row of numbers
   * @param blocks of a transformer that there are beside it, it included
   */
  static HiddenLayer of(LayerConfig layer, boolean aboveSelu, boolean raw, int blocks) {
    if (layer instanceof LayerConfig.Dense dense) {
      return new Dense(dense);
    } else if (layer instanceof LayerConfig.Dropout dropout) {
      return new Dropout(dropout, aboveSelu);
    } else if (layer instanceof LayerConfig.BatchNorm norm) {
      return new BatchNorm(norm);
    } else if (layer instanceof LayerConfig.Activation activation) {
      return activation.function() == ActivationFunction.PRELU
          ? new LearntSlope(raw)
          : new Activation(activation);
    } else if (layer instanceof LayerConfig.Conv2d convolution) {
      return new Conv2d(convolution);
    } else if (layer instanceof LayerConfig.MaxPool pool) {
      return new Pool("max_pool", pool.size(), pool.stride().orElse(pool.size()), PoolingKind.MAX);
    } else if (layer instanceof LayerConfig.AvgPool pool) {
      return new Pool("avg_pool", pool.size(), pool.stride().orElse(pool.size()), PoolingKind.AVG);
    } else if (layer instanceof LayerConfig.GlobalPool pool) {
      return new GlobalPool(pool.kind());
    } else if (layer instanceof LayerConfig.Lstm lstm) {
      return RecurrentLayer.of(lstm);
    } else if (layer instanceof LayerConfig.SimpleRnn simple) {
      return RecurrentLayer.of(simple);
    } else if (layer instanceof LayerConfig.SelfAttention attention) {
      return SelfAttention.of(attention);
    } else if (layer instanceof LayerConfig.TransformerBlock block) {
      return new Transformer.Block(block, blocks);
    } else if (layer instanceof LayerConfig.Positions) {
      return new Transformer.Positions();
    } else if (layer instanceof LayerConfig.LayerNorm) {
      return new Transformer.Norm();
    } else if (layer instanceof LayerConfig.Flatten) {
      return new Flatten();
    }
    throw new IllegalArgumentException(layer.toString());
  }

  /** Every unit sees every value of its input, an image as one long row. */
  record Dense(LayerConfig.Dense config) implements HiddenLayer {
    @Override
    public String kind() {
      return "dense";
    }

    @Override
    public Optional<String> misfit(Shape input) {
      return Sequences.notOver(kind(), input);
    }

    @Override
    public Shape output(Shape input) {
      return Shape.row(config.units());
    }

    @Override
    public long parameters(Shape input) {
      return Count.product(Count.sum(input.size(), 1), config.units());
    }

    @Override
    public void addTo(GraphBuilder graph, String name, String below, Shape input) {
      graph.addLayer(
          name,
          new DenseLayer.Builder()
              .nOut(config.units())
              .activation(Functions.of(config.activation()))
              .weightInit(Functions.weights(config.weightInit(), config.activation()))
              .biasInit(config.biasInit())
              .build(),
          below);
    }

    @Override
    public Optional<Choice> choice() {
      return Functions.choice(config.weightInit(), config.activation());
    }
  }

  /** Scale, shift, and the running mean and variance of each feature or channel. */
  record BatchNorm(LayerConfig.BatchNorm config) implements HiddenLayer {
    @Override
    public String kind() {
      return "batch_norm";
    }

    @Override
    public Optional<String> misfit(Shape input) {
      return Sequences.notOver(kind(), input);
    }

    @Override
    public long parameters(Shape input) {
      return 4L * input.channels();
    }

    @Override
    public void addTo(GraphBuilder graph, String name, String below, Shape input) {
      graph.addLayer(
          name,
          new BatchNormalization.Builder()
              .decay(config.momentum())
              .eps(config.epsilon())
              .useLogStd(false)
              .build(),
          below);
    }
  }

  /** A function of each value. */
  record Activation(LayerConfig.Activation config) implements HiddenLayer {
    @Override
    public String kind() {
      return "activation";
    }

    @Override
    public void addTo(GraphBuilder graph, String name, String below, Shape input) {
      graph.addLayer(name, new ActivationLayer(Functions.of(config.function())), below);
    }
  }

  /** Cross-correlation with square kernels over channels, height and width. */
  record Conv2d(LayerConfig.Conv2d config) implements HiddenLayer {
    @Override
    public String kind() {
      return "conv2d";
    }

    @Override
    public Optional<String> misfit(Shape input) {
      return config.padding() == Padding.SAME
          ? Window.noImage(kind(), input)
          : Window.misfit(kind(), "kernel", config.kernel(), input);
    }

    @Override
    public Shape output(Shape input) {
      return Shape.image(config.filters(), steps(input.height()), steps(input.width()));
    }

    private int steps(int pixels) {
      return config.padding() == Padding.SAME
          ? (pixels - 1) / config.stride() + 1
          : Window.steps(pixels, config.kernel(), config.stride());
    }

    @Override
    public long parameters(Shape input) {
      long kernel = Count.product(config.kernel(), config.kernel());
      return Count.product(Count.sum(Count.product(kernel, input.channels()), 1), config.filters());
    }

    @Override
    public void addTo(GraphBuilder graph, String name, String below, Shape input) {
      boolean same = config.padding() == Padding.SAME;
      graph.addLayer(
          name,
          new ConvolutionLayer.Builder(config.kernel(), config.kernel())
              .stride(config.stride(), config.stride())
              .convolutionMode(same ? ConvolutionMode.Same : ConvolutionMode.Truncate)
              .nOut(config.filters())
              .activation(Functions.of(config.activation()))
              .weightInit(Functions.weights(config.weightInit(), config.activation()))
              .biasInit(config.biasInit())
              .build(),
          below);
    }

    @Override
    public Optional<Choice> choice() {
      return Functions.choice(config.weightInit(), config.activation());
    }
  }

  /** The maximum or mean of each square window; pixels that fill no whole window are left out. */
  record Pool(String kind, int size, int stride, PoolingKind pooling) implements HiddenLayer {
    @Override
    public Optional<String> misfit(Shape input) {
      return Window.misfit(kind, "size", size, input);
    }

    @Override
    public Shape output(Shape input) {
      return Shape.image(
          input.channels(),
          Window.steps(input.height(), size, stride),
          Window.steps(input.width(), size, stride));
    }

    @Override
    public void addTo(GraphBuilder graph, String name, String below, Shape input) {
      graph.addLayer(
          name,
          new SubsamplingLayer.Builder(PoolingType.valueOf(pooling.name()))
              .kernelSize(size, size)
              .stride(stride, stride)
              .convolutionMode(ConvolutionMode.Truncate)
              .build(),
          below);
    }
  }

  /** The maximum or mean of each channel, or of each feature of a sequence. */
  record GlobalPool(PoolingKind pooling) implements HiddenLayer {
    @Override
    public String kind() {
      return "global_pool";
    }

    @Override
    public Optional<String> misfit(Shape input) {
      return input.sequence() ? Optional.empty() : Window.noImage(kind(), input);
    }

    @Override
    public Shape output(Shape input) {
      return Shape.row(input.channels());
    }

    @Override
    public void addTo(GraphBuilder graph, String name, String below, Shape input) {
      graph.addLayer(
          name, new GlobalPoolingLayer.Builder(PoolingType.valueOf(pooling.name())).build(), below);
    }
  }
}
