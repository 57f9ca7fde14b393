package org.headtune.recipe;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalInt;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.artifact.RunFolder;
import org.headtune.backend.Backend;
import org.headtune.config.DataConfig;
import org.headtune.config.DataConfig.Storage;
import org.headtune.config.ResolvedConfig;
import org.headtune.config.RunConfig;

/**
 * What the config of a long job does not say.
 *
 * @param resume whether the run in the output folder goes on
 * @param force whether that run is replaced, or with {@code resume} goes on with changed settings
 * @param stopAfter the epoch after which it ends in order, to go on another time
 * @param computing where
 * @param cache folder of what later runs may use again
 * @param workforce other machines that train, if there are any
 */
public record JobSettings(
    boolean resume,
    boolean force,
    OptionalInt stopAfter,
    Computing computing,
    Path cache,
    Optional<Workforce> workforce) {

  /** A job that goes on to its end. */
  public JobSettings(boolean resume, boolean force, Computing computing, Path cache) {
    this(resume, force, OptionalInt.empty(), computing, cache, Optional.empty());
  }

  /** Where encoded rows are kept: in files that others can read, if there are any others. */
  private Storage storage(DataConfig data) {
    return workforce.isPresent() && data.storage() == Storage.AUTO ? Storage.DISK : data.storage();
  }

  /** The rows of a run, as they are kept. */
  KeptRows rows(ResolvedConfig resolved, Story story, Clock clock) {
    return new KeptRows(
        story,
        clock,
        storage(resolved.config().data()),
        cache,
        workforce.map(others -> new KeptRows.Elsewhere(others, resolved.yaml())));
  }

  /**
   * Refuses a run that other machines cannot help with.
   *
   * @throws UserError with {@link ExitCode#USAGE} saying why
   */
  void requireFor(ResolvedConfig resolved) {
    RunConfig config = resolved.config();
    if (workforce.isEmpty()) {
      return;
    } else if (config.data().crossValidation().isPresent()) {
      throw new UserError(
          ExitCode.USAGE,
          resolved.place("data.cross_validation"),
          "data.cross_validation trains a model per fold, which is done on one machine; expected none"
              + " of it on a cluster: remove the key, or run `headtune train`");
    } else if (config.training().parameterAveraging().isEmpty()) {
      throw new UserError(
          ExitCode.USAGE,
          resolved.place("training.parameter_averaging"),
          "training.parameter_averaging does not say how many workers train; give --workers, or set"
              + " training.parameter_averaging.workers");
    }
  }

  RunFolder.Earlier earlierRun() {
    if (resume) {
      return RunFolder.Earlier.RESUMED;
    }
    return force ? RunFolder.Earlier.REPLACED : RunFolder.Earlier.REFUSED;
  }

  /** The same with so many threads of the native code. */
  JobSettings withThreads(int number) {
    return new JobSettings(
        resume, force, stopAfter, new Computing(computing.choice(), number), cache, workforce);
  }

  Backend startBackend() {
    return computing.start();
  }
}
