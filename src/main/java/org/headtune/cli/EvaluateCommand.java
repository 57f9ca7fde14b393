package org.headtune.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.headtune.recipe.Evaluate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headtune evaluate}. */
@Command(name = "evaluate", description = "Measures a model on labelled rows.")
final class EvaluateCommand implements Callable<Integer> {
  private final Outside outside;

  @Parameters(index = "0", paramLabel = "MODEL", description = "A run folder or a model zip.")
  private Path model;

  @Parameters(
      index = "1",
      paramLabel = "DATA",
      description = "Rows with the label column: CSV, TSV or IDX, plain or .gz.")
  private Path data;

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description = "The label column, if it is called otherwise than in training.")
  private String label;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Also writes metrics.json, confusion.csv, per_class.csv and report.html here.")
  private Path output;

  @Option(names = "--force", description = "Replaces the run that is in the output folder.")
  private boolean force;

  @Mixin private CalibrationOptions calibration;

  @Mixin private ThreadsOption threads;

  @Option(names = "--json", description = "Prints the result as one JSON object instead of text.")
  private boolean json;

  @Mixin private TableOptions table;

  EvaluateCommand(Outside outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    try (Terminal terminal = new Terminal(outside, false)) {
      Evaluate evaluate = new Evaluate(terminal, outside.clock());
      return Results.print(
          outside,
          evaluate.run(
              new Evaluate.Request(
                  model,
                  data,
                  Optional.ofNullable(label),
                  table.form(),
                  Optional.ofNullable(output),
                  force,
                  calibration.uncalibrated(),
                  calibration.coverage(),
                  threads.number())),
          json);
    }
  }
}
