package org.headtune.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.headtune.Text;

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
        Optional<EarlyStoppingConfig> earlyStopping,
    @Key(value = "the states that are saved on the way", standard = "{}")
        CheckpointConfig checkpoint,
    @Key(
            "the longest time the run may take, such as 90 minutes or 8h; it then ends in order, and can"
                + " be resumed")
        Optional<String> maxTime)
    implements Checked {

  @Override
  public List<Conflict> conflicts() {
    return maxTime.isEmpty() || timeLimit().isPresent()
        ? List.of()
        : List.of(
            new Conflict(
                "max_time",
                "is %s; expected a whole number and seconds, minutes, hours or days, such as 8 hours"
                    .formatted(Text.quoted(maxTime.get()))));
  }

  /** The longest time the run may take; empty for no limit. */
  public Optional<Duration> timeLimit() {
    return maxTime.flatMap(Amount::parse).flatMap(Amount::time);
  }

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
