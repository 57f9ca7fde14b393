package org.headtune.config;

import java.util.List;
import java.util.Optional;

/** One hidden layer. */
@Choice(Choice.By.KEY)
public sealed interface LayerConfig
    permits LayerConfig.Dense, // in the order of the reference page, which the compiler may change
        LayerConfig.Dropout,
        LayerConfig.BatchNorm,
        LayerConfig.Activation,
        LayerConfig.Conv2d,
        LayerConfig.MaxPool,
        LayerConfig.AvgPool,
        LayerConfig.Lstm,
        LayerConfig.SimpleRnn,
        LayerConfig.SelfAttention,
        LayerConfig.Positions,
        LayerConfig.TransformerBlock,
        LayerConfig.LayerNorm,
        LayerConfig.GlobalPool,
        LayerConfig.Flatten {

  /** Whether it stands on the steps of a sequence. */
  default boolean takesSteps() {
    return this instanceof Lstm
        || this instanceof SimpleRnn
        || this instanceof SelfAttention
        || this instanceof Positions
        || this instanceof TransformerBlock
        || this instanceof LayerNorm
        || this instanceof GlobalPool;
  }

  @Meaning("a fully connected layer")
  record Dense(
      @Key(value = "outputs", min = 1) int units,
      @Key(value = "activation function", standard = "relu") ActivationFunction activation,
      @Key(value = "first weights; auto fits the activation", standard = "auto")
          WeightInitialisation weightInit,
      @Key(value = "first value of every bias", standard = "0", min = -1e6, max = 1e6)
          double biasInit)
      implements LayerConfig {}

  @Meaning("sets a random share of the values to zero while training")
  record Dropout(
      @Key(value = "share of values set to zero", min = 0, max = 1, belowMax = true) double rate,
      @Key(value = "auto fits the layer below", standard = "auto") DropoutKind kind)
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
          WeightInitialisation weightInit,
      @Key(value = "first value of every bias", standard = "0", min = -1e6, max = 1e6)
          double biasInit)
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

  @Meaning(
      "long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al."
          + " 2000, no peepholes) over the steps of a sequence")
  record Lstm(
      @Key(value = "cells, and outputs in one direction", min = 1, max = 1_000_000) int units,
      @Key(value = "whether the steps are also read from the last to the first", standard = "none")
          Directions bidirectional,
      @Key(value = "what is handed on", standard = "last") StepOutput output)
      implements LayerConfig {}

  @Meaning("a recurrent layer without gates (Elman 1990) over the steps of a sequence")
  record SimpleRnn(
      @Key(value = "outputs in one direction", min = 1, max = 1_000_000) int units,
      @Key(value = "activation function", standard = "tanh") RecurrentFunction activation,
      @Key(value = "whether the steps are also read from the last to the first", standard = "none")
          Directions bidirectional,
      @Key(value = "what is handed on", standard = "last") StepOutput output)
      implements LayerConfig {}

  @Meaning(
      "multi-head self-attention (Vaswani et al. 2017) over the steps of a sequence, without biases:"
          + " each step becomes a weighted mean of all; the order of the steps does not matter to it")
  record SelfAttention(
      @Key(value = "outputs per step", min = 1, max = 1_000_000) int units,
      @Key(value = "attentions side by side", standard = "1", min = 1, max = 1000) int heads,
      @Key(
              value = "numbers in a query, a key or a value of one head; units / heads if absent",
              min = 1,
              max = 1_000_000)
          Optional<Integer> headSize)
      implements LayerConfig, Checked {

    @Override
    public List<Conflict> conflicts() {
      return headSize.isEmpty() && units % heads != 0
          ? List.of(
              new Conflict(
                  "heads",
                  "is %d, which does not divide units, %d; expected a divisor, or head_size beside it"
                      .formatted(heads, units)))
          : List.of();
    }
  }

  @Meaning("adds a learnt vector to each step of a sequence, another for each position")
  record Positions() implements LayerConfig {}

  @Meaning(
      "a block of a transformer over the steps of a sequence: self-attention, then two feed-forward"
          + " layers with gelu, each added to what it is given (Vaswani et al. 2017) and given it"
          + " normalised (Xiong et al. 2020)")
  record TransformerBlock(
      @Key(
              value = "attentions side by side, a divisor of the numbers per step",
              standard = "4",
              min = 1,
              max = 1000)
          int heads,
      @Key(
              value =
                  "units between the two feed-forward layers; 4 times the numbers per step if"
                      + " absent",
              min = 1,
              max = 1_000_000)
          Optional<Integer> feedForward,
      @Key(
              value =
                  "share of what attention and feed-forward layers give that is set to zero while"
                      + " training",
              standard = "0.1",
              min = 0,
              max = 1,
              belowMax = true)
          double dropout,
      @Key(value = "whether a step sees none of those behind it", standard = "false")
          boolean causal)
      implements LayerConfig {}

  @Meaning("layer normalisation (Ba et al. 2016) of each step of a sequence")
  record LayerNorm() implements LayerConfig {}

  @Meaning("one value per channel of an image, or per feature of a sequence over all its steps")
  record GlobalPool(@Key(value = "avg or max", standard = "avg") PoolingKind kind)
      implements LayerConfig {}

  @Meaning("the image as one long row: needed before a dense layer only if you like to say it")
  record Flatten() implements LayerConfig {}

  /** What becomes of the values that a dropout takes away. */
  enum DropoutKind {
    @Meaning("alpha where the values come from selu, standard elsewhere")
    AUTO,
    @Meaning("zeros; the other values are divided by 1 - rate (Srivastava et al. 2014)")
    STANDARD,
    @Meaning(
        "the lowest value of selu, then a scale and a shift for all, so that mean 0 and variance 1"
            + " stay (Klambauer et al. 2017)")
    ALPHA
  }

  /** What a convolution does at the border. */
  enum Padding {
    VALID,
    SAME
  }

  /** What a recurrent layer hands on. */
  enum StepOutput {
    @Meaning("its state after the last step, a plain row")
    LAST,
    @Meaning("its state after every step, a sequence again")
    STEPS
  }

  /** Whether a recurrent layer reads a sequence in both directions, and how the two are joined. */
  enum Directions {
    @Meaning("from the first step to the last alone")
    NONE,
    @Meaning("both ways, the states side by side: twice as many outputs")
    CONCAT,
    @Meaning("both ways, the sum of the states")
    ADD,
    @Meaning("both ways, the mean of the states")
    MEAN
  }

  /** The functions of a recurrent layer without gates. */
  @Refusal(
      word = "prelu",
      reason =
          "its slope would have to be learnt, which the recurrent layers here do not do; use relu, or tanh")
  enum RecurrentFunction {
    TANH,
    RELU,
    SIGMOID,
    IDENTITY
  }

  /** How global pooling sums up a channel. */
  enum PoolingKind {
    AVG,
    MAX
  }

  /** The functions by their usual names. */
  @Refusal(
      word = "softmax",
      reason =
          "softmax makes the units of a layer compete for a sum of 1 and is the head's function;"
              + " use relu, or sigmoid for values between 0 and 1")
  @Refusal(
      word = "log_softmax",
      reason = "it belongs to the loss of a softmax head, which computes it by itself; use relu")
  @Refusal(
      word = "rrelu",
      reason =
          "its slopes are drawn at random for every value; prelu learns them, leaky_relu fixes"
              + " them")
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
    SOFTPLUS,
    PRELU,
    MISH,
    SOFTSIGN,
    HARD_SIGMOID,
    HARD_TANH,
    RELU6,
    CUBE,
    RATIONAL_TANH,
    RECTIFIED_TANH,
    THRESHOLDED_RELU
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
