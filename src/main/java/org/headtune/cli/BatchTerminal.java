package org.headtune.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.headtune.Text;
import org.headtune.recipe.BatchStory;

/** Tells of a batch on stderr: a table that is drawn anew for a person, plain lines for a pipe. */
final class BatchTerminal implements BatchStory, AutoCloseable {
  private static final Duration PACE = Duration.ofMillis(250);

  /** Of a run that is neither running nor lately over there is nothing new to say. */
  private static final int MOST_LINES = 16;

  private static final int NAME = 24;
  private static final int WIDTH = 78;
  private static final String CUT = "...";

  /** A line that is too long for the window is cut by it, since two would be one too many. */
  private static final String UNWRAPPED = "\u001b[?7l";

  private static final String WRAPPED = "\u001b[?7h";

  private final PrintWriter err;
  private final Clock clock;
  private final boolean table;
  private final boolean quiet;
  private Instant drawn = Instant.MIN;
  private int height;

  BatchTerminal(Outside outside, boolean quiet) {
    this.err = outside.err();
    this.clock = outside.clock();
    this.table = outside.terminal() && !quiet;
    this.quiet = quiet;
  }

  @Override
  public void note(String line) {
    if (!quiet) {
      close();
      err.println(Text.printable(line));
      err.flush();
    }
  }

  @Override
  public void runs(Supplier<List<Line>> lines) {
    Instant now = clock.instant();
    if (!table || now.isBefore(drawn.plus(PACE))) {
      return;
    }
    drawn = now;
    List<Line> all = lines.get();
    close();
    List<Line> shown =
        all.stream().filter(line -> line.state() == State.RUNNING).limit(MOST_LINES).toList();
    int width = shown.stream().mapToInt(line -> cut(line.name()).length()).max().orElse(1);
    for (Line line : shown) {
      draw(
          String.format(
              Locale.ROOT,
              "%-" + width + "s %-8s %s",
              cut(line.name()),
              line.state().word(),
              line.detail()));
    }
    String counts =
        Stream.of(State.values())
            .filter(state -> count(all, state) > 0)
            .map(state -> count(all, state) + " " + state.word())
            .collect(Collectors.joining(", "));
    draw(counts);
    err.flush();
  }

  private static long count(List<Line> lines, State state) {
    return lines.stream().filter(line -> line.state() == state).count();
  }

  /** The runs of a sweep differ in the ends of their names. */
  private static String cut(String name) {
    return name.length() > NAME ? CUT + name.substring(name.length() - NAME + CUT.length()) : name;
  }

  private void draw(String line) {
    String text = Text.printable(line);
    err.print(UNWRAPPED);
    err.print(text.length() > WIDTH ? text.substring(0, WIDTH) : text);
    err.println(WRAPPED);
    height++;
  }

  /** Takes the table off the screen. */
  @Override
  public void close() {
    if (height > 0) {
      // Up to its first line, and everything below is cleared.
      err.print("\u001b[" + height + "A\u001b[J");
      err.flush();
      height = 0;
    }
  }
}
