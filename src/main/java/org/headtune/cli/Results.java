package org.headtune.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.headtune.ExitCode;
import org.headtune.recipe.Outcome;

/** The last word of a command, on stdout. */
final class Results {
  private Results() {}

  /** Prints the outcome as text or as one line of JSON; returns the exit code. */
  static int print(Outside outside, Outcome outcome, boolean json) {
    String text = json ? outcome.json() + "\n" : outcome.text();
    try {
      outside.out().write(text.getBytes(StandardCharsets.UTF_8));
      outside.out().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ExitCode.DONE.number();
  }
}
