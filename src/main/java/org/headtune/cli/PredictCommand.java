package org.headtune.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.recipe.Predict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headtune predict}. */
@Command(
    name = "predict",
    description = "Writes label, confidence and class probabilities for every row of a table.",
    footer = {
      "",
      "Columns are found by name, whatever their order; the label column is not needed.",
      "Text cells that a spreadsheet would run as a formula get an apostrophe in front, unless"
          + " --raw.",
      "Example: zcat rows.csv.gz | headtune predict runs/digits - --keep id > labels.csv"
    })
final class PredictCommand implements Callable<Integer> {
  private final Outside outside;

  @Parameters(index = "0", paramLabel = "MODEL", description = "A run folder or a model zip.")
  private Path model;

  @Parameters(
      index = "1",
      paramLabel = "INPUT",
      description =
          "CSV, TSV, JSON Lines or IDX rows, plain or .gz; Parquet; a folder of images, or one"
              + " image; - is stdin.")
  private String input;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      defaultValue = "-",
      description = "The file to write; - is stdout, the default.")
  private String output;

  @Option(
      names = "--format",
      defaultValue = "csv",
      paramLabel = "csv|jsonl",
      description = "Form of the predictions; default ${DEFAULT-VALUE}.")
  private Predict.Format format;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description =
          "The K most probable classes instead of a probability for every class; if absent, "
              + Predict.TOP_OF_MANY
              + " for models of more than "
              + Predict.MOST_CLASS_COLUMNS
              + " classes.")
  private int topK;

  @Option(
      names = "--keep",
      paramLabel = "COLUMNS",
      split = ",",
      description = "Input columns to carry through, separated by commas; or all.")
  private List<String> keep = List.of();

  @Option(
      names = "--threshold",
      paramLabel = "T",
      description =
          "Below this confidence, 0 to 1, the label is `abstain`; of a model that gives several"
              + " classes, the probability from which on it gives a class, in place of the class's"
              + " own threshold.")
  private Double threshold;

  @Option(
      names = "--on-error",
      paramLabel = "fail|skip|null",
      defaultValue = "fail",
      description =
          "At a faulty row: stop, leave it out, or write it without a prediction; default"
              + " ${DEFAULT-VALUE}.")
  private Predict.OnError onError;

  @Option(
      names = "--digits",
      paramLabel = "N",
      defaultValue = "6",
      description = "Decimals of probabilities, 1 to 9; default ${DEFAULT-VALUE}.")
  private int digits;

  @Mixin private CalibrationOptions calibration;

  @Option(
      names = "--never-empty",
      description = "A set that would be empty gets the most probable class.")
  private boolean neverEmpty;

  @Option(
      names = "--explain",
      arity = "0..1",
      fallbackValue = "5",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "Adds the column `reasons`: the N parts of the row (columns, words of a text, patches of an"
              + " image), 5 if N is absent, without which the probability of the most probable class"
              + " would change most, and by how much.")
  private int reasons;

  @Option(names = "--raw", description = "Writes text cells as they are, formulas included.")
  private boolean raw;

  @Mixin private ComputingOptions computing;

  @Option(names = "--quiet", description = "Only warnings and errors on stderr.")
  private boolean quiet;

  @Mixin private TableOptions table;

  PredictCommand(Outside outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    require(topK >= 0, "--top-k " + topK + ": expected 1 or more");
    require(
        threshold == null || (threshold >= 0 && threshold <= 1),
        "--threshold " + threshold + ": expected 0 to 1");
    require(reasons >= 0, "--explain " + reasons + ": expected 1 or more");
    require(digits >= 1 && digits <= 9, "--digits " + digits + ": expected 1 to 9");
    require(
        !neverEmpty || calibration.coverage().isPresent(),
        "--never-empty: expected --coverage beside it");
    try (Terminal terminal = new Terminal(outside, quiet)) {
      new Predict(terminal, outside.clock(), outside.in(), outside.out())
          .run(
              new Predict.Request(
                  model,
                  input,
                  table.form(),
                  output,
                  format,
                  topK,
                  keep,
                  Optional.ofNullable(threshold),
                  onError,
                  digits,
                  raw,
                  calibration.uncalibrated(),
                  calibration.coverage(),
                  neverEmpty,
                  reasons,
                  computing.chosen()));
    }
    return ExitCode.DONE.number();
  }

  private static void require(boolean fine, String message) {
    if (!fine) {
      throw new UserError(ExitCode.USAGE, message);
    }
  }
}
