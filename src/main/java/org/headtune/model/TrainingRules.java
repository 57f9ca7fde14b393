package org.headtune.model;

/**
 * How the weights of a network are moved, beside the optimiser that stands in its configuration.
 * The same for a run that begins and for one that goes on.
 *
 * @param freezing which layers keep their weights in which epoch
 */
public record TrainingRules(Freezing freezing) {
  /** Every layer is trained, by plain cross-entropy. */
  public static final TrainingRules PLAIN = new TrainingRules(Freezing.NONE);
}
