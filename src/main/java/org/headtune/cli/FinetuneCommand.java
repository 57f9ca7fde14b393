package org.headtune.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.headtune.config.ConfigFile;
import org.headtune.config.ResolvedConfig;
import org.headtune.config.YamlText;
import org.headtune.recipe.Check;
import org.headtune.recipe.FindLearningRate;
import org.headtune.recipe.Finetune;
import org.headtune.recipe.JobSettings;
import org.headtune.recipe.Outcome;
import org.headtune.recipe.WatchedStory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headtune finetune}. */
@Command(
    name = "finetune",
    description = {
      "Trains a classifier that starts from another model, as the config says;",
      "unless told otherwise, only a new head is trained."
    },
    footer = {
      "",
      "Example: headtune finetune configs/digits-finetune.yaml --from runs/digits-pretrain"
    })
final class FinetuneCommand implements Callable<Integer> {
  private final Outside outside;

  @Parameters(paramLabel = "CONFIG.yaml", description = "The run to do; see docs/config.md.")
  private Path config;

  @Option(
      names = "--from",
      paramLabel = "MODEL",
      description = {
        "The model to start from: a run folder, a checkpoint, a model zip, or a zip of plain",
        "Deeplearning4j; overrides `from` of the config."
      })
  private Path from;

  @Mixin private JobOptions options;

  FinetuneCommand(Outside outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    List<String> overrides = new ArrayList<>(options.overrides());
    if (from != null) {
      overrides.add("from=" + YamlText.quoted(from.toString()));
    }
    ResolvedConfig resolved = ConfigFile.read(config, overrides);
    try (Terminal terminal = new Terminal(outside, options.quiet)) {
      return Results.print(outside, outcome(resolved, terminal), options.json);
    }
  }

  private Outcome outcome(ResolvedConfig resolved, Terminal terminal) {
    if (options.findsLearningRate()) {
      return new FindLearningRate(terminal, outside.clock())
          .finetune(resolved, options.settings(outside));
    } else if (options.dryRun) {
      return new Check(terminal, outside.clock(), outside.cache()).run(resolved);
    }
    JobSettings settings = options.settings(outside);
    try (WatchedStory story = options.watched(terminal, outside, resolved)) {
      Outcome outcome =
          new Finetune(story, outside.clock(), outside.interruption()).run(resolved, settings);
      story.done();
      return outcome;
    }
  }
}
