package org.headtune.config;

import java.util.Optional;

/** The section {@code training}. */
public record TrainingConfig(
    @Key(value = "passes over the training rows", standard = "30", min = 1, max = 1_000_000)
        int epochs,
    @Key(value = "rows per weight update", standard = "64", min = 1, max = 1_000_000) int batchSize,
    @Key(
            value = "seed of splits, row order, first weights and dropout; 1 or more",
            standard = "42",
            min = 1,
            max = 9_007_199_254_740_991.0)
        long seed,
    @Key(value = "the rule that turns gradients into updates", standard = "{type: adam}")
        OptimizerConfig optimizer,
    @Key("stops when a metric no longer gets better; absent: all epochs run")
        Optional<EarlyStoppingConfig> earlyStopping) {

  @Meaning("when to stop before the last epoch")
  public record EarlyStoppingConfig(
      @Key(
              value = "`loss` of training, or `validation_` and a metric, such as validation_loss",
              standard = "validation_loss")
          String monitor,
      @Key(value = "epochs without a better value before the run stops", standard = "5", min = 1)
          int patience,
      @Key(value = "smallest change that counts as better", standard = "0", min = 0)
          double minDelta) {}
}
