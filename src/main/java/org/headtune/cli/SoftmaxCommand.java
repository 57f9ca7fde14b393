package org.headtune.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
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
  private static final int MOST_BYTES = 1 << 20;

  private final Outside outside;

  @Parameters(
      paramLabel = "VALUE",
      arity = "0..*",
      description = "Numbers or -inf; a single - reads them from standard input.")
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

  @Option(names = "--json", description = "Prints the result as one JSON object instead of text.")
  private boolean json;

  SoftmaxCommand(Outside outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    List<String> words = values.equals(List.of(STANDARD_INPUT)) ? fromStandardInput() : values;
    OptionalInt place = target == null ? OptionalInt.empty() : OptionalInt.of(target);
    return Results.print(
        outside,
        ShowSoftmax.run(new ShowSoftmax.Request(words, temperature, log, jacobian, place, bars)),
        json);
  }

  private List<String> fromStandardInput() {
    try {
      String text = new String(outside.in().readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
      return Arrays.stream(text.split("[\\s,;]+")).filter(word -> !word.isEmpty()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
