package org.headtune.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** One call of the whole program, in this process, with its streams captured. */
record Run(int exit, String out, String err) {

  static Run of(String... words) {
    return withInput("", words);
  }

  static Run withInput(String input, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Run run = call(input, out, Clock.systemUTC(), words);
    return new Run(run.exit, out.toString(StandardCharsets.UTF_8), run.err);
  }

  /** With a folder of what later calls may use again. */
  static Run cached(Path cache, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringWriter err = new StringWriter();
    Outside outside = outside("", out, err, Clock.systemUTC(), cache);
    int exit = Main.run(outside, words);
    return new Run(exit, out.toString(StandardCharsets.UTF_8), err.toString());
  }

  static Run at(Clock clock, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Run run = call("", out, clock, words);
    return new Run(run.exit, out.toString(StandardCharsets.UTF_8), run.err);
  }

  static Run into(OutputStream out, String... words) {
    return call("", out, Clock.systemUTC(), words);
  }

  private static Run call(String input, OutputStream out, Clock clock, String... words) {
    StringWriter err = new StringWriter();
    return new Run(Main.run(outside(input, out, err, clock), words), "", err.toString());
  }

  /** A world where nobody looks. */
  static Outside nowhere() {
    return outside("", OutputStream.nullOutputStream(), Writer.nullWriter(), Clock.systemUTC());
  }

  private static Outside outside(String input, OutputStream out, Writer err, Clock clock) {
    return outside(input, out, err, clock, Path.of("target", "test-cache"));
  }

  private static Outside outside(
      String input, OutputStream out, Writer err, Clock clock, Path cache) {
    return new Outside(
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
        out,
        new PrintWriter(err),
        new Signals(),
        false,
        clock,
        cache,
        Optional.empty());
  }
}
