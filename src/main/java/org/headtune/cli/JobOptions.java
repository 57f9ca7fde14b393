package org.headtune.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.headtune.ExitCode;
import org.headtune.UserError;
import picocli.CommandLine.Option;

/** The options that all long jobs share. */
final class JobOptions {

  /** Where the numbers are computed. */
  enum BackendChoice {
    AUTO,
    CPU,
    CUDA
  }

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key of the config, such as training.epochs=5; repeatable.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "The run folder; overrides `output` of the config.")
  private Path output;

  @Option(names = "--force", description = "Replaces the run in the output folder.")
  boolean force;

  @Option(
      names = "--backend",
      paramLabel = "auto|cpu|cuda",
      description = "Where to compute; auto takes what this build has.")
  private BackendChoice backend = BackendChoice.AUTO;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of the native code; more than the free cores make it slower.")
  private Integer threads;

  @Option(names = "--quiet", description = "No story on stderr, only warnings and errors.")
  boolean quiet;

  @Option(names = "--json", description = "One JSON object on stdout at the end.")
  boolean json;

  @Option(names = "--dry-run", description = "Checks everything, prints it, trains nothing.")
  boolean dryRun;

  /** The words of {@code --set}, with {@code -o} as one of them. */
  List<String> overrides() {
    List<String> all = new ArrayList<>(overrides);
    if (output != null) {
      all.add("output='" + output.toString().replace("'", "''") + "'");
    }
    return all;
  }

  /** Threads asked for, or 0 for the environment's choice. */
  int threads() {
    if (threads == null) {
      return 0;
    }
    if (threads < 1 || threads > 1024) {
      throw new UserError(ExitCode.USAGE, "--threads " + threads + ": expected 1 to 1024");
    }
    return threads;
  }

  /** The backend asked for, as a word. */
  String backend() {
    return backend.name();
  }
}
