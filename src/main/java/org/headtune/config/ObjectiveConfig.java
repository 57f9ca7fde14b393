package org.headtune.config;

/** What a network learns from the rows: their classes, or, without labels, something of its own. */
@Choice(Choice.By.TYPE)
public sealed interface ObjectiveConfig
    permits ObjectiveConfig.Classify, ObjectiveConfig.Denoise { // in the order of the reference

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
}
