package org.headtune.model;

import java.util.Optional;
import org.headtune.config.ClippingConfig;
import org.headtune.config.RegularizationConfig;
import org.headtune.config.TrainingConfig;
import org.headtune.config.WeightAverageConfig;

/**
 * How gradients become a step of the weights, beside the optimiser.
 *
 * @param clipping bounds of the gradient of the loss
 * @param regularization what keeps weights small
 * @param rowsAtOnce rows that go through the network together; a batch with more goes in parts,
 *     whose gradients are averaged
 * @param average the moving average of the weights, if one is kept
 */
public record StepRules(
    ClippingConfig clipping,
    RegularizationConfig regularization,
    int rowsAtOnce,
    Optional<WeightAverageConfig> average) {
  /** The optimiser alone. */
  public static final StepRules PLAIN =
      new StepRules(
          new ClippingConfig(Optional.empty(), Optional.empty(), Optional.empty()),
          new RegularizationConfig(0, 0, 0, Optional.empty()),
          Integer.MAX_VALUE,
          Optional.empty());

  /** The rules of a config. */
  public static StepRules of(TrainingConfig config) {
    return new StepRules(
        config.clipping(),
        config.regularization(),
        config.accumulate() > 1 ? config.batchSize() : Integer.MAX_VALUE,
        config.weightAverage());
  }

  /** How many more numbers are kept for each parameter than the optimiser needs. */
  int copies() {
    return (rowsAtOnce < Integer.MAX_VALUE ? 1 : 0) + (average.isPresent() ? 1 : 0);
  }
}
