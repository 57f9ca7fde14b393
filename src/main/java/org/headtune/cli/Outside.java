package org.headtune.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.headtune.recipe.Interruption;
import org.headtune.recipe.Workforce;

/**
 * The world of one call: the program is a function of its words and of this.
 *
 * @param out raw standard output, for rows; a failure to write must not be swallowed
 * @param err where the story, warnings and faults go
 * @param cache folder of what later calls may use again
 * @param interruption how the call is asked to stop
 * @param terminal whether {@code err} is looked at by a person, so that a progress bar makes sense
 * @param workforce other machines that train, if there are any
 */
public record Outside(
    InputStream in,
    OutputStream out,
    PrintWriter err,
    Interruption interruption,
    boolean terminal,
    Clock clock,
    Path cache,
    Optional<Workforce> workforce) {

  /** That of this process. */
  public static Outside ofProcess() {
    return new Outside(
        System.in,
        new FileOutputStream(FileDescriptor.out),
        standardError(),
        new Signals(),
        Boolean.getBoolean("headtune.terminal"),
        Clock.systemUTC(),
        CacheFolder.of(System.getenv(), System.getProperty("user.home")),
        Optional.empty());
  }

  /** Where faults go before there is such a world. */
  static PrintWriter standardError() {
    return new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true);
  }

  /** The same with other machines. */
  public Outside with(Workforce machines) {
    return new Outside(in, out, err, interruption, terminal, clock, cache, Optional.of(machines));
  }

  /**
   * A call within this process that nobody looks at.
   *
   * @param lines take what it tells
   */
  public Outside quiet(PrintWriter lines) {
    return quiet(OutputStream.nullOutputStream(), lines, interruption);
  }

  /**
   * A call within this process that nobody looks at.
   *
   * @param rows take what it answers
   * @param lines take what it tells
   * @param interruption how it is asked to stop
   */
  Outside quiet(OutputStream rows, PrintWriter lines, Interruption interruption) {
    return new Outside(
        InputStream.nullInputStream(), rows, lines, interruption, false, clock, cache, workforce);
  }
}
