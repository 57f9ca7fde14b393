package org.headtune.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.config.ResolvedConfig;
import org.headtune.config.YamlText;
import org.headtune.recipe.JobSettings;
import org.headtune.recipe.Story;
import org.headtune.recipe.WatchedStory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that all long jobs share. */
final class JobOptions {

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key of the config, such as training.epochs=5; repeatable.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "The run folder to write; overrides `output` of the config.")
  private Path output;

  @Option(
      names = "--resume",
      description = "Goes on with the run in the output folder, from its newest checkpoint.")
  private boolean resume;

  @Option(
      names = "--force",
      description = {
        "Replaces the run that is in the output folder;",
        "with --resume, goes on although settings or data have changed."
      })
  private boolean force;

  @Option(
      names = "--stop-after",
      paramLabel = "EPOCH",
      description = {
        "Ends the run in order after that epoch, with the model it has by then; --resume goes on with",
        "it as if it had never stopped."
      })
  private Integer stopAfter;

  @Mixin private ComputingOptions computing;

  @Mixin private MonitoringOptions monitoring;

  @Option(names = "--quiet", description = "Only warnings and errors on stderr.")
  boolean quiet;

  @Option(names = "--json", description = "Prints the result as one JSON object instead of text.")
  boolean json;

  @Option(names = "--dry-run", description = "Does what `headtune check` does, and trains nothing.")
  boolean dryRun;

  @Option(
      names = "--lr-finder",
      description = "Only tries learning rates and suggests one; writes no file.")
  private boolean lrFinder;

  /** The words of {@code --set}, with {@code -o} as one of them. */
  List<String> overrides() {
    List<String> all = new ArrayList<>(overrides);
    if (output != null) {
      all.add("output=" + YamlText.quoted(output.toString()));
    }
    return all;
  }

  /**
   * Whether a learning rate is wanted and no run.
   *
   * @throws UserError if what only a run has is wanted as well
   */
  boolean findsLearningRate() {
    if (lrFinder) {
      refuse(resume, "--resume", "it starts from the first weights and goes on with no run");
      refuse(force, "--force", "it replaces no run, as it writes nothing");
      refuse(stopAfter != null, "--stop-after", "it trains for less than an epoch");
      refuse(dryRun, "--dry-run", "it computes, which a dry run does not");
      refuse(monitoring.areAsked(), "--metrics-file or --tensorboard", "it is no job to watch");
    }
    return lrFinder;
  }

  private static void refuse(boolean given, String option, String reason) {
    if (given) {
      throw new UserError(
          ExitCode.USAGE,
          "--lr-finder does not go with " + option + ": " + reason + "; leave one of them out");
    }
  }

  /** Who is told how a run goes besides a person; see {@link MonitoringOptions#watched}. */
  WatchedStory watched(Story story, Outside outside, ResolvedConfig config) {
    return monitoring.watched(story, outside, config);
  }

  /** What the config does not say. */
  JobSettings settings(Outside outside) {
    return new JobSettings(
        resume, force, stopAfter(), computing.chosen(), outside.cache(), outside.workforce());
  }

  private OptionalInt stopAfter() {
    if (stopAfter != null && stopAfter < 1) {
      throw new UserError(
          ExitCode.USAGE, "--stop-after " + stopAfter + ": expected an epoch, 1 or more");
    }
    return stopAfter == null ? OptionalInt.empty() : OptionalInt.of(stopAfter);
  }
}
