package org.headtune.model;

/**
 * How the weights of a network are moved, beside the optimiser that stands in its configuration.
 * The same for a run that begins and for one that goes on.
 *
 * @param freezing which layers keep their weights in which epoch
 * @param loss what the mean over a batch's rows is taken of
 * @param steps how gradients become steps
 */
public record TrainingRules(Freezing freezing, RowLoss loss, StepRules steps) {
  /** Every layer is trained, by plain cross-entropy. */
  public static final TrainingRules PLAIN = of(Freezing.NONE);

  /** Trained by plain cross-entropy and the optimiser alone. */
  public static TrainingRules of(Freezing freezing) {
    return new TrainingRules(freezing, new CrossEntropy(), StepRules.PLAIN);
  }

  /** The same with other steps. */
  public TrainingRules with(StepRules others) {
    return new TrainingRules(freezing, loss, others);
  }
}
