package org.headtune.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.recipe.Generate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headtune generate}. */
@Command(
    name = "generate",
    description = "Goes on with a text, token by token, as a language model draws them.",
    footer = {
      "",
      "The model is one that was trained with the objective next_token.",
      "The same seed gives the same text on the same machine.",
      "Example: headtune generate runs/pretrain-text --prompt \"The learning rate\" --top-p 0.9"
    })
final class GenerateCommand implements Callable<Integer> {
  private final Outside outside;

  @Parameters(index = "0", paramLabel = "MODEL", description = "A run folder or a model zip.")
  private Path model;

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "What the text begins with; nothing if absent.")
  private String prompt;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      defaultValue = "100",
      description = "Most tokens to add, 1 to 1000000; default ${DEFAULT-VALUE}.")
  private int tokens;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "1",
      description =
          "Divides the logits before the softmax: below 1 for the probable, above 1 for the unlikely,"
              + " 0 for always the most probable token; default ${DEFAULT-VALUE}.")
  private double temperature;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      defaultValue = "0",
      description = "Draws among the K most probable tokens alone; 0, the default, among all.")
  private int topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      defaultValue = "1",
      description =
          "Draws among the most probable tokens alone that have the share P together, above 0 to 1;"
              + " default ${DEFAULT-VALUE}.")
  private double topP;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "42",
      description = "Seed of the draws; default ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--json", description = "Prints the result as one JSON object instead of text.")
  private boolean json;

  @Mixin private ComputingOptions computing;

  GenerateCommand(Outside outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    require(tokens >= 1 && tokens <= 1_000_000, "--tokens " + tokens + ": expected 1 to 1000000");
    require(
        temperature >= 0 && temperature <= Double.MAX_VALUE,
        "--temperature " + temperature + ": expected 0 or more");
    require(topK >= 0, "--top-k " + topK + ": expected 0 or more");
    require(topP > 0 && topP <= 1, "--top-p " + topP + ": expected a number above 0, up to 1");
    try (Terminal terminal = new Terminal(outside, false)) {
      return Results.print(
          outside,
          new Generate(terminal)
              .run(
                  new Generate.Request(
                      model, prompt, tokens, temperature, topK, topP, seed, computing.chosen())),
          json);
    }
  }

  private static void require(boolean sound, String message) {
    if (!sound) {
      throw new UserError(ExitCode.USAGE, message);
    }
  }
}
