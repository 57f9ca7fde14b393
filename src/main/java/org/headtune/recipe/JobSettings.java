package org.headtune.recipe;

import java.nio.file.Path;
import org.headtune.artifact.RunFolder;
import org.headtune.backend.Backend;

/**
 * What the config of a long job does not say.
 *
 * @param resume whether the run in the output folder goes on
 * @param force whether that run is replaced, or with {@code resume} goes on with changed settings
 * @param backend {@code AUTO}, {@code CPU} or {@code CUDA}
 * @param threads of the native code, or 0 for the environment's choice
 * @param cache folder of what later runs may use again
 */
public record JobSettings(boolean resume, boolean force, String backend, int threads, Path cache) {

  RunFolder.Earlier earlierRun() {
    if (resume) {
      return RunFolder.Earlier.RESUMED;
    }
    return force ? RunFolder.Earlier.REPLACED : RunFolder.Earlier.REFUSED;
  }

  Backend startBackend() {
    return Backend.start(Backend.Wanted.valueOf(backend), threads);
  }
}
