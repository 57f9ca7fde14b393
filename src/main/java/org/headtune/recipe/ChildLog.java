package org.headtune.recipe;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.headtune.ExitCode;
import org.headtune.Text;
import org.headtune.artifact.BatchFolder;

/** What the process of a run left behind that failed. */
final class ChildLog {
  private static final String ERROR = "error: ";
  private static final int KILLED = 137;
  private static final int TAIL_BYTES = 8192;

  private ChildLog() {}

  /** The exit code for the whole batch. */
  static ExitCode code(int exit) {
    if (exit == KILLED) {
      return ExitCode.RESOURCES;
    }
    return Arrays.stream(ExitCode.values())
        .filter(code -> code.number() == exit)
        .findFirst()
        .orElse(ExitCode.BUG);
  }

  /** Why it failed: its own last error, else what its exit code says. */
  static String reason(Path log, BatchFolder.Ended ended) {
    String why =
        lastError(log, ended.exit())
            .orElse(
                ended.exit() == KILLED
                    ? "it was killed, as the system does when memory runs out"
                    : "it left no message; its log is " + Text.printable(log.toString()));
    return "with exit code " + ended.exit() + ": " + why;
  }

  private static Optional<String> lastError(Path log, int exit) {
    if (exit > 128) {
      return Optional.empty();
    }
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      byte[] tail = new byte[(int) Math.min(file.length(), TAIL_BYTES)];
      file.seek(file.length() - tail.length);
      file.readFully(tail);
      return new String(tail, StandardCharsets.UTF_8)
          .lines()
          .dropWhile(line -> !line.startsWith(ERROR))
          .filter(line -> line.startsWith(ERROR))
          .reduce((one, later) -> later)
          .map(line -> line.substring(ERROR.length()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
