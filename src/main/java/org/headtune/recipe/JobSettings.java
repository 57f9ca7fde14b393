package org.headtune.recipe;

import java.nio.file.Path;
import java.util.OptionalInt;
import org.headtune.artifact.RunFolder;
import org.headtune.backend.Backend;

/**
 * What the config of a long job does not say.
 *
 * @param resume whether the run in the output folder goes on
 * @param force whether that run is replaced, or with {@code resume} goes on with changed settings
 * @param stopAfter the epoch after which it ends in order, to go on another time
 * @param computing where
 * @param cache folder of what later runs may use again
 */
public record JobSettings(
    boolean resume, boolean force, OptionalInt stopAfter, Computing computing, Path cache) {

  /** A job that goes on to its end. */
  public JobSettings(boolean resume, boolean force, Computing computing, Path cache) {
    this(resume, force, OptionalInt.empty(), computing, cache);
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
        resume, force, stopAfter, new Computing(computing.choice(), number), cache);
  }

  Backend startBackend() {
    return computing.start();
  }
}
