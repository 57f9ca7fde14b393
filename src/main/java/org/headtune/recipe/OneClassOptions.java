package org.headtune.recipe;

import java.util.OptionalDouble;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.artifact.ModelCard;

/** Options that say something of models only that give a row exactly one class. */
final class OneClassOptions {
  private OneClassOptions() {}

  /**
   * Refuses what would have no effect.
   *
   * @param uncalibrated whether a temperature is to be left out
   * @param coverage of prediction sets, or nothing for none
   * @throws UserError with {@link ExitCode#USAGE} if the model gives several classes or none, and
   *     one of them is asked for
   */
  static void require(ModelCard card, boolean uncalibrated, OptionalDouble coverage) {
    boolean one = card.multiLabel() == null && card.objective() == null;
    if (!one && (uncalibrated || coverage.isPresent())) {
      throw new UserError(
          ExitCode.USAGE,
          (uncalibrated ? "--uncalibrated" : "--coverage")
              + " is for models that give a row exactly one class; this one "
              + (card.multiLabel() == null
                  ? "has learnt without labels"
                  : "gives several or none, by its thresholds")
              + ": leave the option out");
    }
  }
}
