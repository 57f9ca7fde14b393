package org.headtune.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.recipe.Explain;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headtune explain}. */
@Command(
    name = "explain",
    description = "Measures how much worse a model gets where a column tells nothing.",
    footer = {
      "",
      "Give rows that the model was not trained on. See docs/explain.md.",
      "Example: headtune explain runs/digits data/digits/test.csv --metric accuracy"
    })
final class ExplainCommand implements Callable<Integer> {
  private static final int MOST_REPEATS = 1000;

  private final Outside outside;

  @Mixin private LabelledInput rows;

  @Option(
      names = "--metric",
      paramLabel = "METRIC",
      description =
          "What gets worse: loss, the default, accuracy, macro_f1 or any other metric that evaluate"
              + " prints for the model.")
  private String metric;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "How often each column is exchanged between the rows, 1 to "
              + MOST_REPEATS
              + "; default ${DEFAULT-VALUE}.")
  private int repeats;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description =
          "The most rows to look at, "
              + Explain.FEWEST_ROWS
              + " or more, drawn by the seed; default 10000, fewer for more than a hundred classes.")
  private Integer most;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "What all chance follows from; default ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Also writes importance.csv and explain.html here.")
  private Path output;

  @Option(names = "--force", description = "Replaces the run that is in the output folder.")
  private boolean force;

  @Mixin private ComputingOptions computing;

  @Option(names = "--json", description = "Prints the result as one JSON object instead of text.")
  private boolean json;

  @Mixin private TableOptions table;

  ExplainCommand(Outside outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    require(
        repeats >= 1 && repeats <= MOST_REPEATS,
        "--repeats " + repeats + ": expected 1 to " + MOST_REPEATS);
    require(
        most == null || most >= Explain.FEWEST_ROWS,
        "--rows " + most + ": expected " + Explain.FEWEST_ROWS + " or more");
    try (Terminal terminal = new Terminal(outside, false)) {
      return Results.print(
          outside,
          new Explain(terminal, outside.clock(), outside.cache())
              .run(
                  new Explain.Request(
                      rows.model(),
                      rows.data(),
                      rows.label(),
                      table.form(),
                      Optional.ofNullable(metric),
                      repeats,
                      most == null ? 0 : most,
                      seed,
                      Optional.ofNullable(output),
                      force,
                      computing.chosen())),
          json);
    }
  }

  private static void require(boolean fine, String message) {
    if (!fine) {
      throw new UserError(ExitCode.USAGE, message);
    }
  }
}
