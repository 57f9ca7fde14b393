package org.headtune.cli;

import java.util.OptionalDouble;
import org.headtune.ExitCode;
import org.headtune.UserError;
import picocli.CommandLine.Option;

/** What is made of the calibration of a model. */
final class CalibrationOptions {
  @Option(
      names = "--uncalibrated",
      description = "Takes the network's own probabilities, without the model's temperature.")
  private boolean uncalibrated;

  @Option(
      names = "--coverage",
      paramLabel = "C",
      description =
          "Sets of classes that hold the true one with a probability of C, above 0 and below 1;"
              + " see docs/calibration.md.")
  private Double coverage;

  boolean uncalibrated() {
    return uncalibrated;
  }

  /** The coverage asked for, above 0 and below 1. */
  OptionalDouble coverage() {
    if (coverage == null) {
      return OptionalDouble.empty();
    }
    if (!(coverage > 0 && coverage < 1)) {
      throw new UserError(
          ExitCode.USAGE, "--coverage " + coverage + ": expected more than 0 and less than 1");
    }
    if (uncalibrated) {
      throw new UserError(
          ExitCode.USAGE,
          "--coverage stands beside --uncalibrated, but sets are made of calibrated probabilities;"
              + " leave one of them out");
    }
    return OptionalDouble.of(coverage);
  }
}
