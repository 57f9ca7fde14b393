package org.headtune.recipe;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.headtune.ExitCode;
import org.headtune.Text;
import org.headtune.UserError;

/** A run in a process of its own. */
final class ChildRun {
  private final Process process;

  private ChildRun(Process process) {
    this.process = process;
  }

  /**
   * Starts it.
   *
   * @param command the program with its words
   * @param log receives all that it prints, after what is there
   */
  static ChildRun start(List<String> command, Slot slot, Path log) {
    List<String> words = new ArrayList<>(slot.under());
    words.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(slot.environment());
    try {
      return new ChildRun(builder.start());
    } catch (IOException e) {
      throw new UserError(
              ExitCode.RESOURCES,
              "no process can be started: " + Text.printable(String.valueOf(e.getMessage())))
          .because(e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Of a process that has ended; 128 + n for one that was ended by the signal n. */
  int exitCode() {
    return process.exitValue();
  }

  /**
   * Asks it to save and to end, by the end of its input: unlike a second signal, that does no harm
   * to a run that was asked already, as all are when a terminal's Ctrl-C reaches them too.
   *
   * @param begun whether there is anything to save; a run that still reads its data would not hear
   */
  void askToStop(boolean begun) {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // It has ended already.
    }
    if (!begun) {
      process.destroy();
    }
  }
}
