package org.headtune.config;

import java.util.Optional;

/** One hidden layer. */
@Choice(Choice.By.KEY)
public sealed interface LayerConfig {

  @Meaning("a fully connected layer")
  record Dense(
      @Key(value = "outputs", min = 1) int units,
      @Key(value = "activation function", standard = "relu") ActivationFunction activation,
      @Key(value = "first weights; auto fits the activation", standard = "auto")
          WeightInitialisation weightInit)
      implements LayerConfig {}

  @Meaning("sets a random share of the values to zero while training")
  record Dropout(
      @Key(value = "share of values set to zero", min = 0, max = 1, belowMax = true) double rate)
      implements LayerConfig {}

  @Meaning("batch normalisation (Ioffe and Szegedy 2015), per feature or per channel")
  record BatchNorm(
      @Key(
              value = "share of the old running mean and variance kept at each step",
              standard = "0.9",
              min = 0,
              max = 1,
              belowMax = true)
          double momentum,
      @Key(value = "added to the variance", standard = "1e-5", min = 0, aboveMin = true)
          double epsilon)
      implements LayerConfig {}

  @Meaning("an activation function as a layer of its own")
  record Activation(@Key("activation function") ActivationFunction function)
      implements LayerConfig {}

  @Meaning("a two-dimensional convolution with square kernels")
  record Conv2d(
      @Key(value = "output channels", min = 1) int filters,
      @Key(value = "kernel height and width in pixels", standard = "3", min = 1) int kernel,
      @Key(value = "step in pixels", standard = "1", min = 1) int stride,
      @Key(value = "valid shrinks the image by kernel - 1; same keeps its size", standard = "valid")
          Padding padding,
      @Key(value = "activation function", standard = "relu") ActivationFunction activation,
      @Key(value = "first weights; auto fits the activation", standard = "auto")
          WeightInitialisation weightInit)
      implements LayerConfig {}

  @Meaning("the maximum of each square window")
  record MaxPool(
      @Key(value = "window height and width in pixels", standard = "2", min = 1) int size,
      @Key(value = "step in pixels; the window size if absent", min = 1) Optional<Integer> stride)
      implements LayerConfig {}

  @Meaning("the mean of each square window")
  record AvgPool(
      @Key(value = "window height and width in pixels", standard = "2", min = 1) int size,
      @Key(value = "step in pixels; the window size if absent", min = 1) Optional<Integer> stride)
      implements LayerConfig {}

  @Meaning("one value per channel")
  record GlobalPool(@Key(value = "avg or max", standard = "avg") PoolingKind kind)
      implements LayerConfig {}

  @Meaning("the image as one long row: needed before a dense layer only if you like to say it")
  record Flatten() implements LayerConfig {}

  /** What a convolution does at the border. */
  enum Padding {
    VALID,
    SAME
  }

  /** How global pooling sums up a channel. */
  enum PoolingKind {
    AVG,
    MAX
  }

  /** The functions by their usual names. */
  enum ActivationFunction {
    IDENTITY,
    RELU,
    LEAKY_RELU,
    ELU,
    SELU,
    GELU,
    SWISH,
    SIGMOID,
    TANH,
    SOFTPLUS
  }

  /** How the first weights are drawn. */
  enum WeightInitialisation {
    @Meaning("He for the ReLU family, LeCun for SELU, Glorot for the others")
    AUTO,
    @Meaning("He et al. 2015, normal distribution")
    HE_NORMAL,
    @Meaning("He et al. 2015, uniform distribution")
    HE_UNIFORM,
    @Meaning("Glorot and Bengio 2010, normal distribution")
    GLOROT_NORMAL,
    @Meaning("Glorot and Bengio 2010, uniform distribution")
    GLOROT_UNIFORM,
    @Meaning("LeCun et al. 1998, normal distribution")
    LECUN_NORMAL
  }
}
