package org.headtune.recipe;

import java.util.Optional;
import org.headtune.ExitCode;

/** How the outside asks a long job to stop. */
public interface Interruption {

  /** From now on requests are kept for the job, which stops in order, until the ear is closed. */
  Ear listen();

  /** Hears requests. */
  interface Ear extends AutoCloseable {
    /** The exit code for the request to stop; empty while there is none. */
    Optional<ExitCode> heard();

    @Override
    void close();
  }
}
