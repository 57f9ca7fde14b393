package org.headtune.config;

import java.util.List;

/** The section {@code training.loss}. */
@Meaning(
    "what is made as small as possible. The loss that is reported for an epoch is the one that is"
        + " trained; all metrics of validation and test rows, their loss too, are those of plain"
        + " cross-entropy, so that runs with different losses can be compared")
public record LossConfig(
    @Key(
            value =
                "share of the target that goes evenly to all classes (Szegedy et al. 2016); 0.1 is usual",
            standard = "0",
            min = 0,
            max = 1,
            belowMax = true)
        double labelSmoothing,
    @Key(
            value =
                "gamma of the focal loss (Lin et al. 2017): rows count by (1 - p)^gamma, less the"
                    + " surer they are; 2 is usual",
            standard = "0",
            min = 0,
            max = 100)
        double focalGamma,
    @Key(
            value =
                "what the rows of each class count; the loss of a batch is the sum of its weighted"
                    + " losses divided by the sum of its weights",
            standard = "none")
        ClassWeightsConfig classWeights,
    @Key(
            value =
                "tau of logit adjustment (Menon et al. 2021): the network is trained with tau log(n_k /"
                    + " n) added to the weighted sum of each class, and predicts without; 1 treats"
                    + " all classes as equally frequent",
            standard = "0",
            min = 0,
            max = 100)
        double logitAdjustment)
    implements Checked {

  @Override
  public List<Conflict> conflicts() {
    return logitAdjustment > 0 && countsRows()
        ? List.of(
            new Conflict(
                "logit_adjustment",
                "stands beside class_weights, and each by itself makes up for rare classes; expected"
                    + " one of them: remove one, or give the weights by name"))
        : List.of();
  }

  /** Whether this is plain cross-entropy. */
  boolean isCrossEntropy() {
    return labelSmoothing == 0
        && focalGamma == 0
        && logitAdjustment == 0
        && classWeights instanceof ClassWeightsConfig.None;
  }

  /** Whether weights come from how many rows each class has. */
  boolean countsRows() {
    return classWeights instanceof ClassWeightsConfig.Balanced
        || classWeights instanceof ClassWeightsConfig.EffectiveNumber;
  }
}
