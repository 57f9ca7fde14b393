package org.headtune.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.headtune.config.ConfigFile;
import org.headtune.config.ResolvedConfig;
import org.headtune.recipe.Check;
import org.headtune.recipe.FindLearningRate;
import org.headtune.recipe.JobSettings;
import org.headtune.recipe.Outcome;
import org.headtune.recipe.Train;
import org.headtune.recipe.WatchedStory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code headtune train}. */
@Command(
    name = "train",
    description = "Trains a classifier from random weights, as the config says.",
    footer = {
      "",
      "Example: headtune train configs/digits.yaml --set training.epochs=10 -o runs/quick"
    })
final class TrainCommand implements Callable<Integer> {
  private final Outside outside;

  @Parameters(paramLabel = "CONFIG.yaml", description = "The run to do; see docs/config.md.")
  private Path config;

  @Mixin private JobOptions options;

  TrainCommand(Outside outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    ResolvedConfig resolved = ConfigFile.read(config, options.overrides());
    try (Terminal terminal = new Terminal(outside, options.quiet)) {
      return Results.print(outside, outcome(resolved, terminal), options.json);
    }
  }

  private Outcome outcome(ResolvedConfig resolved, Terminal terminal) {
    if (options.findsLearningRate()) {
      return new FindLearningRate(terminal, outside.clock())
          .train(resolved, options.settings(outside));
    } else if (options.dryRun) {
      return new Check(terminal, outside.clock(), outside.cache()).run(resolved);
    }
    JobSettings settings = options.settings(outside);
    try (WatchedStory story = options.watched(terminal, outside, resolved)) {
      Outcome outcome =
          new Train(story, outside.clock(), outside.interruption()).run(resolved, settings);
      story.done();
      return outcome;
    }
  }
}
