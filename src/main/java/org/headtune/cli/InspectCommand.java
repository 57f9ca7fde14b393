package org.headtune.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.headtune.recipe.Inspect;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headtune inspect}. */
@Command(
    name = "inspect",
    description = "Shows all that is in a model, and verifies its checksums.")
final class InspectCommand implements Callable<Integer> {
  private final Outside outside;

  @Parameters(
      paramLabel = "MODEL",
      description = "A run folder, a model zip, a checkpoint, or a zip of plain Deeplearning4j.")
  private Path model;

  @Option(names = "--json", description = "Prints the result as one JSON object instead of text.")
  private boolean json;

  InspectCommand(Outside outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    return Results.print(outside, Inspect.run(model), json);
  }
}
