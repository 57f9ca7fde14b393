package org.headtune.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.headtune.recipe.Calibrate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headtune calibrate}. */
@Command(
    name = "calibrate",
    description = "Fits the temperature and the prediction sets of a finished model anew.",
    footer = {
      "",
      "The rows should be new ones: neither those that the model was trained on, nor those that it"
          + " will be tested on. See docs/calibration.md.",
      "Example: headtune calibrate runs/digits FRESH.csv -o CALIBRATED.zip"
    })
final class CalibrateCommand implements Callable<Integer> {
  private final Outside outside;

  @Mixin private LabelledInput rows;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The model zip to write; if absent, the model itself is replaced.")
  private Path output;

  @Mixin private ComputingOptions computing;

  @Option(names = "--json", description = "Prints the result as one JSON object instead of text.")
  private boolean json;

  @Mixin private TableOptions table;

  CalibrateCommand(Outside outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    try (Terminal terminal = new Terminal(outside, false)) {
      return Results.print(
          outside,
          new Calibrate(terminal, outside.clock(), outside.cache())
              .run(
                  new Calibrate.Request(
                      rows.model(),
                      rows.data(),
                      rows.label(),
                      table.form(),
                      Optional.ofNullable(output),
                      computing.chosen())),
          json);
    }
  }
}
