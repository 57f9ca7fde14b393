package org.headtune.model;

import org.headtune.data.LabelSets;

/**
 * How the weights of a network are moved, beside the optimiser that stands in its configuration.
 * The same for a run that begins and for one that goes on.
 *
 * @param freezing which layers keep their weights in which epoch
 * @param loss what the mean over a batch's rows is taken of
 * @param steps how gradients become steps
 * @param labels which classes the labels of the training rows stand for
 */
public record TrainingRules(Freezing freezing, RowLoss loss, StepRules steps, LabelSets labels) {
  /** Every layer is trained, by plain cross-entropy. */
  public static final TrainingRules PLAIN = of(Freezing.NONE);

  /** Rules for rows of one class. */
  public TrainingRules(Freezing freezing, RowLoss loss, StepRules steps) {
    this(freezing, loss, steps, LabelSets.SINGLE);
  }

  /** Trained by plain cross-entropy and the optimiser alone. */
  public static TrainingRules of(Freezing freezing) {
    return new TrainingRules(freezing, new CrossEntropy(), StepRules.PLAIN, LabelSets.SINGLE);
  }

  /** The same with other steps. */
  public TrainingRules with(StepRules others) {
    return new TrainingRules(freezing, loss, others, labels);
  }

  /** The same for labels that stand for other classes. */
  public TrainingRules with(LabelSets others) {
    return new TrainingRules(freezing, loss, steps, others);
  }
}
