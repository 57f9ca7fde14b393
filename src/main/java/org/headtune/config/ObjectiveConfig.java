package org.headtune.config;

/** What a network learns from the rows: their classes, or, without labels, something of its own. */
@Choice(Choice.By.TYPE)
public sealed interface ObjectiveConfig
    permits ObjectiveConfig.Classify, // in the order of the reference page
        ObjectiveConfig.Denoise,
        ObjectiveConfig.Contrastive,
        ObjectiveConfig.NextToken,
        ObjectiveConfig.MaskedTokens {

  /** Whether rows need labels. */
  default boolean needsLabels() {
    return false;
  }

  /** The word for it. */
  default String word() {
    return Declaration.word(getClass().getSimpleName());
  }

  @Meaning("the class of each row")
  record Classify() implements ObjectiveConfig {
    @Override
    public boolean needsLabels() {
      return true;
    }
  }

  @Meaning(
      "what a row was before some of its cells were changed (Vincent et al. 2010), numbers by their"
          + " squared error and categories by their cross-entropy; needs no labels, and is the"
          + " beginning of a model to fine-tune")
  record Denoise(
      @Key(
              value = "share of the cells that get the value of another row",
              standard = "0.15",
              min = 0,
              max = 1)
          double swap,
      @Key(
              value =
                  "share of the cells that are taken away: 0, which is the mean of a scaled number and"
                      + " no category",
              standard = "0",
              min = 0,
              max = 1)
          double mask)
      implements ObjectiveConfig {}

  @Meaning(
      "which two views of a batch are of the same row: of images two variations (SimCLR, Chen et al."
          + " 2020), of tables the row and another one with cells of other rows (SCARF, Bahri et al."
          + " 2022), by the cross-entropy of the cosines of their vectors; needs no labels, and is"
          + " the beginning of a model to fine-tune")
  record Contrastive(
      @Key(
              value = "what the cosines are divided by; smaller: the closest rows count more",
              standard = "0.2",
              min = 0,
              max = 100,
              aboveMin = true)
          double temperature,
      @Key(
              value =
                  "units of the layer `projection` and numbers of the vectors above it, both of which"
                      + " are there for training alone and go when the model is fine-tuned",
              standard = "64",
              min = 1,
              max = 100_000)
          int projection,
      @Key(
              value = "share of the cells of the second view that get the value of another row",
              standard = "0.6",
              min = 0,
              max = 1)
          double swap,
      @Key(
              value = "how the images of both views are varied",
              standard =
                  "{shift: 0.15, rotate: 25, scale: 0.3, brightness: 0.2, noise: 0.1, cutout: 0.4}")
          AugmentationConfig augmentation)
      implements ObjectiveConfig {}

  @Meaning(
      "at each token of a text the one that comes next, as a language model does: for one column of"
          + " tokens and layers that see no later step; needs no labels. The head may be softmax,"
          + " sampled_softmax or mixture_of_softmaxes")
  record NextToken(
      @Key(
              value =
                  "whether the head has the vectors of the tokens for weights (Press and Wolf 2017),"
                      + " for the head softmax on layers as wide as they are",
              standard = "false")
          boolean tied)
      implements ObjectiveConfig {}

  @Meaning(
      "which tokens of a text were hidden (Devlin et al. 2019, section 3.1): for one column of"
          + " tokens; needs no labels. The head may be softmax, sampled_softmax or"
          + " mixture_of_softmaxes")
  record MaskedTokens(
      @Key(
              value =
                  "share of the tokens that are asked for: 80 % of them are hidden, 10 % replaced by any"
                      + " token, 10 % left",
              standard = "0.15",
              min = 0,
              max = 1,
              aboveMin = true)
          double rate,
      @Key(
              value =
                  "whether the head has the vectors of the tokens for weights (Press and Wolf 2017),"
                      + " for the head softmax on layers as wide as they are",
              standard = "false")
          boolean tied)
      implements ObjectiveConfig {}

  /** Whether the head has the vectors of the tokens for weights. */
  default boolean isTied() {
    return this instanceof NextToken next
        ? next.tied()
        : this instanceof MaskedTokens masked && masked.tied();
  }

  /** Whether a token is asked for where those behind it must not be seen. */
  default boolean asksAhead() {
    return this instanceof NextToken;
  }

  /** Whether tokens are asked for, and not something of the whole row. */
  default boolean asksTokens() {
    return this instanceof NextToken || this instanceof MaskedTokens;
  }
}
