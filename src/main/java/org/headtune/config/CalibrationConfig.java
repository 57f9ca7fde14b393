package org.headtune.config;

/** The section {@code calibration}. */
public record CalibrationConfig(
    @Key(
            value =
                "divides the logits by a temperature that is fitted on the validation rows after"
                    + " training, if that is good for rows that it is not fitted on",
            standard = "true")
        boolean temperature) {}
