package org.headtune.cli;

import org.headtune.ExitCode;
import org.headtune.UserError;
import picocli.CommandLine.Option;

/** How many threads the native code has. */
final class ThreadsOption {
  private static final int MOST = 1024;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = {
        "Threads of the native code, 1 to " + MOST + ".",
        "More than there are free cores make it slower. Default: OMP_NUM_THREADS, else the cores"
            + " less one, at most 8."
      })
  private Integer threads;

  /** Threads asked for, or 0 for the environment's choice. */
  int number() {
    if (threads == null) {
      return 0;
    }
    if (threads < 1 || threads > MOST) {
      throw new UserError(ExitCode.USAGE, "--threads " + threads + ": expected 1 to " + MOST);
    }
    return threads;
  }
}
