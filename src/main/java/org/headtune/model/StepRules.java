package org.headtune.model;

import java.util.Optional;
import org.headtune.config.ClippingConfig;
import org.headtune.config.RegularizationConfig;
import org.headtune.config.TrainingConfig;

/**
 * How gradients become a step of the weights, beside the optimiser.
 *
 * @param clipping bounds of the gradient of the loss
 * @param regularization what keeps weights small
 * @param rowsAtOnce rows that go through the network together; a batch with more goes in parts,
 *     whose gradients are averaged by their rows
 */
public record StepRules(
    ClippingConfig clipping, RegularizationConfig regularization, int rowsAtOnce) {
  /** The optimiser alone. */
  public static final StepRules PLAIN =
      new StepRules(
          new ClippingConfig(Optional.empty(), Optional.empty(), Optional.empty()),
          new RegularizationConfig(0, 0, 0, Optional.empty()),
          Integer.MAX_VALUE);

  /** The rules of a config. */
  public static StepRules of(TrainingConfig config) {
    return new StepRules(config.clipping(), config.regularization(), config.batchSize());
  }
}
