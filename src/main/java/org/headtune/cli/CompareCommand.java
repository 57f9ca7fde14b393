package org.headtune.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.headtune.recipe.Compare;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headtune compare}. */
@Command(
    name = "compare",
    description = "Puts runs side by side: where their configs differ, times and metrics.",
    footer = {"", "Example: headtune compare runs/digits runs/digits-cnn --html runs/both.html"})
final class CompareCommand implements Callable<Integer> {
  private final Outside outside;

  @Parameters(
      paramLabel = "RUN",
      arity = "1..*",
      description = "The folders of finished runs, in the order of the table.")
  private List<Path> runs = new ArrayList<>();

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Writes the table as a page, with the best value of each metric marked.")
  private Path html;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Writes the table as CSV, with every metric.")
  private Path csv;

  @Option(names = "--json", description = "Prints the result as a JSON array instead of text.")
  private boolean json;

  CompareCommand(Outside outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    return Results.print(
        outside,
        new Compare().run(runs, Optional.ofNullable(html), Optional.ofNullable(csv)),
        json);
  }
}
