package org.headtune.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.headtune.recipe.EpochReport;
import org.headtune.recipe.Story;

/** Tells a story on stderr: a progress bar for a person, plain lines for a pipe. */
final class Terminal implements Story, AutoCloseable {
  private static final String ROW = "%7s %9s %9s %9s %9s %10s %7s%s%n";

  private static final int WIDTH = 78;

  private final PrintWriter err;
  private final boolean bars;
  private final boolean quiet;
  private ProgressBar bar;
  private boolean headed;

  Terminal(Outside outside, boolean quiet) {
    this.err = outside.err();
    this.bars = outside.terminal() && !quiet;
    this.quiet = quiet;
  }

  @Override
  public void note(String line) {
    if (!quiet) {
      close();
      err.println(line);
    }
  }

  @Override
  public void warning(String line) {
    close();
    err.println("warning: " + line);
  }

  @Override
  public void progress(String work, long done, long of) {
    if (!bars) {
      return;
    }
    if (bar == null || !bar.getTaskName().equals(work)) {
      close();
      bar =
          new ProgressBarBuilder()
              .setTaskName(work)
              .setInitialMax(of)
              .setStyle(ProgressBarStyle.ASCII)
              .showSpeed()
              .setUpdateIntervalMillis(200)
              .setConsumer(new DelegatingProgressBarConsumer(this::draw, WIDTH))
              .build();
    }
    bar.stepTo(done);
  }

  @Override
  public void epoch(EpochReport epoch) {
    if (quiet) {
      return;
    }
    close();
    if (!headed) {
      headed = true;
      err.printf(
          Locale.ROOT,
          ROW,
          "epoch",
          "loss",
          "val loss",
          "val acc",
          "rate",
          "samples/s",
          "left",
          "");
    }
    err.printf(
        Locale.ROOT,
        ROW,
        epoch.epoch() + "/" + epoch.epochs(),
        number(epoch.loss()),
        number(epoch.validationLoss()),
        number(epoch.validationAccuracy()),
        String.format(Locale.ROOT, "%.3g", epoch.learningRate()),
        String.format(Locale.ROOT, "%,.0f", epoch.samplesPerSecond()),
        clock(epoch.secondsLeft()),
        epoch.best() ? "  *" : "");
    err.flush();
  }

  private void draw(String text) {
    err.print("\r" + text);
    err.flush();
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.4f", value);
  }

  /** {@code 0:07}, {@code 12:34} or {@code 1:02:03}. */
  private static String clock(double seconds) {
    Duration time = Duration.ofSeconds(Math.round(seconds));
    return time.toHours() > 0
        ? String.format(
            Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart())
        : String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
  }

  /** Takes the progress bar off the screen. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
      draw(" ".repeat(WIDTH) + "\r");
    }
  }
}
