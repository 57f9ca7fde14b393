package org.headtune.recipe;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.artifact.Calibration;
import org.headtune.evaluation.ConformityScores;

/** Whether a model can make prediction sets of a coverage. */
final class PromisedCoverage {
  private PromisedCoverage() {}

  /**
   * The calibration, if its rows are enough.
   *
   * @param coverage above 0 and below 1
   * @param zip the model, for the message
   * @throws UserError with {@link ExitCode#USAGE} if there is none, or it has too few rows
   */
  static Calibration require(double coverage, Path zip, Optional<Calibration> calibration) {
    int rows = calibration.map(Calibration::scores).map(ConformityScores::rows).orElse(0);
    long needed = ConformityScores.fewestRows(coverage);
    if (rows < needed) {
      throw new UserError(
          ExitCode.USAGE,
          Place.of(zip.toString()),
          String.format(
              Locale.ROOT,
              "--coverage %s takes %,d calibration rows or more, and this model has %s; make one that"
                  + " has them: headtune calibrate %s ROWS.csv",
              coverage,
              needed,
              rows == 0 ? "none" : String.format(Locale.ROOT, "only %,d", rows),
              Text.printable(zip.toString())));
    }
    return calibration.orElseThrow();
  }
}
