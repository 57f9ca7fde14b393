package org.headtune.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.headtune.recipe.Evaluate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headtune evaluate}. */
@Command(
    name = "evaluate",
    description = "Measures a model on labelled rows, or a language model on texts.")
final class EvaluateCommand implements Callable<Integer> {
  private final Outside outside;

  @Mixin private LabelledInput rows;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Also writes metrics.json, confusion.csv, per_class.csv and report.html here.")
  private Path output;

  @Option(names = "--force", description = "Replaces the run that is in the output folder.")
  private boolean force;

  @Mixin private CalibrationOptions calibration;

  @Mixin private ComputingOptions computing;

  @Option(names = "--json", description = "Prints the result as one JSON object instead of text.")
  private boolean json;

  @Mixin private TableOptions table;

  EvaluateCommand(Outside outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    try (Terminal terminal = new Terminal(outside, false)) {
      Evaluate evaluate = new Evaluate(terminal, outside.clock(), outside.cache());
      return Results.print(
          outside,
          evaluate.run(
              new Evaluate.Request(
                  rows.model(),
                  rows.data(),
                  rows.label(),
                  table.form(),
                  Optional.ofNullable(output),
                  force,
                  calibration.uncalibrated(),
                  calibration.coverage(),
                  computing.chosen())),
          json);
    }
  }
}
