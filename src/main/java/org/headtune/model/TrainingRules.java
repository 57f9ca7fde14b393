package org.headtune.model;

import java.util.Optional;
import org.headtune.data.LabelSets;

/**
 * How the weights of a network are moved, beside the optimiser that stands in its configuration.
 * The same for a run that begins and for one that goes on.
 *
 * @param freezing which layers keep their weights in which epoch
 * @param loss what the mean over a batch's rows is taken of
 * @param steps how gradients become steps
 * @param labels which classes the labels of the training rows stand for
 * @param sampling how a softmax draws the classes that stand for all of them, if it does
 * @param truncation through how many steps of a sequence gradients flow back
 * @param pretext what rows without labels are asked, in place of their classes
 */
public record TrainingRules(
    Freezing freezing,
    RowLoss loss,
    StepRules steps,
    LabelSets labels,
    Optional<ClassSampling> sampling,
    Truncation truncation,
    Optional<Pretext> pretext) {
  /** Every layer is trained, by plain cross-entropy. */
  public static final TrainingRules PLAIN = of(Freezing.NONE);

  /** Rules for rows of one class and a head that deals with all classes. */
  public TrainingRules(Freezing freezing, RowLoss loss, StepRules steps) {
    this(
        freezing,
        loss,
        steps,
        LabelSets.SINGLE,
        Optional.empty(),
        Truncation.NONE,
        Optional.empty());
  }

  /** What rows without labels are asked; there must be something. */
  Pretext asked() {
    return pretext.orElseThrow();
  }

  /** Trained by plain cross-entropy and the optimiser alone. */
  public static TrainingRules of(Freezing freezing) {
    return new TrainingRules(freezing, new CrossEntropy(), StepRules.PLAIN);
  }

  /** The same with other steps. */
  public TrainingRules with(StepRules others) {
    return new TrainingRules(freezing, loss, others, labels, sampling, truncation, pretext);
  }

  /** The same for labels that stand for other classes. */
  public TrainingRules with(LabelSets others) {
    return new TrainingRules(freezing, loss, steps, others, sampling, truncation, pretext);
  }

  /** The same with a sample of the classes in each step. */
  public TrainingRules withSampling(Optional<ClassSampling> classes) {
    return new TrainingRules(freezing, loss, steps, labels, classes, truncation, pretext);
  }

  /** The same with gradients that flow back through other steps. */
  public TrainingRules with(Truncation other) {
    return new TrainingRules(freezing, loss, steps, labels, sampling, other, pretext);
  }

  /** The same for rows without labels. */
  public TrainingRules with(Pretext asked) {
    return new TrainingRules(
        freezing, loss, steps, labels, sampling, truncation, Optional.of(asked));
  }
}
