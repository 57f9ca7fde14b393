package org.headtune.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.config.ResolvedConfig;
import org.headtune.recipe.Story;
import org.headtune.recipe.WatchedStory;
import picocli.CommandLine.Option;

/** Who else is told how a job goes. */
final class MonitoringOptions {
  @Option(
      names = "--metrics-file",
      paramLabel = "FILE.prom",
      description = "Keeps the numbers of the running job in a text file for Prometheus.")
  private Optional<Path> metricsFile = Optional.empty();

  @Option(
      names = "--tensorboard",
      paramLabel = "DIR",
      description = "Adds each epoch's numbers to a folder that TensorBoard shows.")
  private Optional<Path> tensorboard = Optional.empty();

  /** Whether there is anyone. */
  boolean areAsked() {
    return metricsFile.isPresent() || tensorboard.isPresent();
  }

  /**
   * Tells a story to them as well.
   *
   * @throws UserError if a file cannot be written
   */
  WatchedStory watched(Story story, Outside outside, ResolvedConfig config) {
    if (tensorboard.isPresent() && config.config().data().crossValidation().isPresent()) {
      throw new UserError(
          ExitCode.USAGE,
          "--tensorboard does not go with data.cross_validation, whose folds have the same epochs;"
              + " leave one of them out");
    }
    return new WatchedStory(story, outside.clock(), config.config(), metricsFile, tensorboard);
  }
}
