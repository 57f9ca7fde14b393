package org.headtune.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.headtune.recipe.Outcome;
import org.headtune.recipe.ShowSoftmax;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headtune softmax}. */
@Command(
    name = "softmax",
    description = "The softmax of numbers, computed stably in double precision.",
    footer = {"", "Example: headtune softmax 1 2 3 --temperature 2 --jacobian"})
final class SoftmaxCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";

  private final Outside outside;

  @Parameters(
      paramLabel = "VALUE",
      arity = "0..*",
      description =
          "Numbers or -inf; or one CSV file, or - for standard input, with a softmax per row (a"
              + " single column is one softmax).")
  private List<String> values = new ArrayList<>();

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "Divides the values first; more than 1 flattens, less sharpens.")
  private double temperature = 1;

  @Option(names = "--log", description = "Also the logarithms of the probabilities.")
  private boolean log;

  @Option(
      names = "--jacobian",
      description = "Also the derivative of each probability by each value, a row each.")
  private boolean jacobian;

  @Option(
      names = "--target",
      paramLabel = "I",
      description = "Also the cross-entropy of class I, counted from 0, and its gradient.")
  private Integer target;

  @Option(names = "--bars", description = "Draws the probabilities, one to a line.")
  private boolean bars;

  @Option(
      names = "--plot",
      paramLabel = "FILE.svg",
      description = "Draws the probabilities against the temperature into a file.")
  private Path plot;

  @Option(names = "--json", description = "Prints the result as one JSON object instead of text.")
  private boolean json;

  SoftmaxCommand(Outside outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    OptionalInt place = target == null ? OptionalInt.empty() : OptionalInt.of(target);
    return Results.print(
        outside,
        show(
            new ShowSoftmax.Request(
                temperature, log, jacobian, place, bars, Optional.ofNullable(plot))),
        json);
  }

  private Outcome show(ShowSoftmax.Request request) {
    if (values.equals(List.of(STANDARD_INPUT))) {
      return ShowSoftmax.ofRows("stdin", outside.in(), request);
    } else if (values.size() == 1 && isFile(values.get(0))) {
      return ShowSoftmax.ofRows(Path.of(values.get(0)), request);
    }
    return ShowSoftmax.of(values, request);
  }

  /** A number is a number, even where a file of that name exists. */
  private static boolean isFile(String word) {
    try {
      return !word.matches("[-+.0-9eE]+") && Files.exists(Path.of(word));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
