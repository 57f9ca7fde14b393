package org.headtune.config;

import java.util.Optional;

/** The last layer and its loss. */
@Choice(Choice.By.TYPE)
// Named one by one: else the compiler may list them in any order, and so would messages and docs.
public sealed interface HeadConfig
    permits HeadConfig.Softmax,
        HeadConfig.Sigmoid,
        HeadConfig.MixtureOfSoftmaxes,
        HeadConfig.SampledSoftmax {

  @Meaning("a linear layer and the softmax of its outputs, trained by cross-entropy")
  record Softmax() implements HeadConfig {}

  @Meaning(
      "a linear layer and the logistic function of each output by itself, trained by binary"
          + " cross-entropy, its mean over the classes: for rows with several classes or none")
  record Sigmoid(
      @Key(
              value =
                  "whether each class gets the threshold with the best F1 on the validation rows;"
                      + " else, and without such rows, it is 0.5",
              standard = "true")
          boolean tuneThresholds)
      implements HeadConfig {}

  @Meaning(
      "a mixture of softmaxes (Yang et al. 2018): several softmaxes of the same linear layer, each"
          + " of another transformation of its input, weighted by a prior that depends on the input")
  record MixtureOfSoftmaxes(
      @Key(value = "softmaxes that are mixed", standard = "10", min = 1, max = 1000) int components,
      @Key(
              value = "numbers that each softmax is computed from; the head's own inputs if absent",
              min = 1)
          Optional<Integer> width)
      implements HeadConfig {}

  @Meaning(
      "a softmax that learns from a sample of the classes in each step; evaluation, prediction and"
          + " the saved network are those of `softmax`: for very many classes")
  record SampledSoftmax(
      @Key(
              value = "classes drawn for each batch beside those of its rows, on average",
              standard = "512",
              min = 1)
          int samples,
      @Key(value = "how likely each class is drawn", standard = "log_uniform")
          Distribution distribution)
      implements HeadConfig {}

  /** How likely each class is drawn. */
  enum Distribution {
    @Meaning(
        "the r-th most frequent class of the training rows in proportion to log((r + 1) / r), for"
            + " classes of very different frequency")
    LOG_UNIFORM,
    @Meaning("each as likely")
    UNIFORM
  }
}
