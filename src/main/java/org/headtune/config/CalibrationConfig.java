package org.headtune.config;

import java.util.Optional;

/** The section {@code calibration}. */
public record CalibrationConfig(
    @Key(
            "whether the logits are divided by a temperature that is fitted on the validation rows after"
                + " training, if that is good for rows that it is not fitted on; absent: true where"
                + " there are such rows and a row has one class")
        Optional<Boolean> temperature) {

  /** Whether a temperature is fitted, if there is something to fit it to. */
  public boolean fitsTemperature() {
    return temperature.orElse(true);
  }
}
