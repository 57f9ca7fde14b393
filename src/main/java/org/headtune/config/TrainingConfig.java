package org.headtune.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.headtune.Text;

/** The section {@code training}. */
public record TrainingConfig(
    @Key(value = "passes over the training rows", standard = "30", min = 1, max = 1_000_000)
        int epochs,
    @Key(
            value = "rows per weight update, if none are accumulated",
            standard = "64",
            min = 1,
            max = 1_000_000)
        int batchSize,
    @Key(
            value = "seed of splits, row order, first weights and dropout; 1 or more",
            standard = "42",
            min = 1,
            max = 9_007_199_254_740_991.0)
        long seed,
    @Key(value = "the rule that turns gradients into updates", standard = "{type: adam}")
        OptimizerConfig optimizer,
    @Key(
            value = "how the optimizer's step size changes over the run",
            standard = "{type: constant}")
        ScheduleConfig schedule,
    @Key(
            value =
                "bounds of the gradient of the loss, before anything else is made of it; frozen layers"
                    + " and running statistics do not count",
            standard = "{}")
        ClippingConfig clipping,
    @Key(
            value =
                "what keeps weights small; never applied to biases, scales, shifts and learnt slopes",
            standard = "{}")
        RegularizationConfig regularization,
    @Key(
            value =
                "batches whose gradients are averaged to one weight update, as if they were one batch"
                    + " so many times as large; the last update of an epoch may have fewer",
            standard = "1",
            min = 1,
            max = 1_000_000)
        int accumulate,
    @Key("judges and keeps a moving average of the weights; absent: the weights themselves")
        Optional<WeightAverageConfig> weightAverage,
    @Key("trains several copies of the network and averages them; absent: one network")
        Optional<ParameterAveragingConfig> parameterAveraging,
    @Key(value = "what the network learns from the rows", standard = "{type: classify}")
        ObjectiveConfig objective,
    @Key(value = "what is made as small as possible", standard = "{}") LossConfig loss,
    @Key(
            value =
                "whether rows of rarer classes are drawn again, so that in each epoch every class has as"
                    + " many rows as the largest one; a row is drawn at most once more often than"
                    + " another of its class",
            standard = "false")
        boolean oversample,
    @Key(
            value =
                "alpha of mixup (Zhang et al. 2018): each row is mixed with another of its update, l of"
                    + " it and 1 - l of the other, l from the Beta(alpha, alpha) distribution, once"
                    + " per update; for numeric columns and images; 0: off, 0.2 is usual",
            standard = "0",
            min = 0,
            max = 1000)
        double mixup,
    @Key("how the images of training rows are varied; absent: not at all")
        Optional<AugmentationConfig> augmentation,
    @Key(
            value =
                "how many of the last steps of a sequence gradients flow back through, for lstm and"
                    + " simple_rnn that read one way and hand on their last output; the state"
                    + " before these steps is taken as given (Williams and Peng 1990); absent: all"
                    + " steps",
            min = 1,
            max = 1_000_000)
        Optional<Integer> truncatedBackpropagation,
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
    List<Conflict> conflicts = new ArrayList<>();
    if (maxTime.isPresent() && timeLimit().isEmpty()) {
      conflicts.add(
          new Conflict(
              "max_time",
              "is %s; expected a whole number and seconds, minutes, hours or days, such as 8 hours"
                  .formatted(Text.quoted(maxTime.get()))));
    }
    boolean changes =
        !(schedule instanceof ScheduleConfig.Constant constant && constant.warmup().isEmpty());
    if (optimizer instanceof OptimizerConfig.Adadelta && changes) {
      conflicts.add(
          new Conflict(
              "schedule",
              "has no effect, since adadelta finds its own step size; expected another optimizer, or"
                  + " no schedule: remove one"));
    }
    if (optimizer instanceof OptimizerConfig.Adamw && regularization.weightDecay() > 0) {
      conflicts.add(
          new Conflict(
              "regularization",
              "has a weight_decay, and adamw has its own; expected one of them: keep"
                  + " training.optimizer.weight_decay, or set the optimizer to adam"));
    }
    if (oversample && (loss.countsRows() || loss.logitAdjustment() > 0)) {
      conflicts.add(
          new Conflict(
              "oversample",
              "stands beside loss.%s, and each by itself makes up for rare classes; expected one of"
                      .formatted(loss.countsRows() ? "class_weights" : "logit_adjustment")
                  + " them: remove one"));
    }
    if (mixup > 0 && updateRows() == 1) {
      conflicts.add(
          new Conflict(
              "mixup",
              "mixes rows of one update, and training.batch_size is 1; expected 2 or more rows: raise"
                  + " it, or set mixup to 0"));
    }
    return conflicts;
  }

  /**
   * Plain training by the same optimiser, for a model that nobody keeps: rows as they are, weights
   * as they are, no warm-up.
   *
   * @param passes over the training rows
   */
  public TrainingConfig brief(int passes) {
    return new TrainingConfig(
        passes,
        batchSize,
        seed,
        optimizer,
        schedule.warmup().isEmpty() ? schedule : new ScheduleConfig.Constant(Optional.empty()),
        clipping,
        regularization,
        accumulate,
        Optional.empty(),
        Optional.empty(),
        objective,
        loss,
        false,
        0,
        Optional.empty(),
        truncatedBackpropagation,
        Optional.empty(),
        checkpoint,
        Optional.empty());
  }

  /** How images are varied for the network, whatever it learns. */
  public Optional<AugmentationConfig> variation() {
    return objective instanceof ObjectiveConfig.Contrastive contrastive
        ? Optional.of(contrastive.augmentation())
        : augmentation;
  }

  /** Rows of one weight update; the last one of an epoch may have fewer. */
  public int updateRows() {
    return (int) Math.min((long) batchSize * accumulate, Integer.MAX_VALUE);
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
