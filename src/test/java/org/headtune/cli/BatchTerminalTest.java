package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.headtune.recipe.BatchStory.Line;
import org.headtune.recipe.BatchStory.State;
import org.junit.jupiter.api.Test;

/** The table of a batch, as a terminal gets it. */
final class BatchTerminalTest {
  private final StringWriter err = new StringWriter();

  private BatchTerminal terminal() {
    return new BatchTerminal(
        new Outside(
            new ByteArrayInputStream(new byte[0]),
            OutputStream.nullOutputStream(),
            new PrintWriter(err),
            new Signals(),
            true,
            Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
            Path.of("target", "test-cache"),
            Optional.empty()),
        false);
  }

  /** Else going up as many lines as were written would leave some in a narrow window. */
  @Test
  void each_line_takes_one_of_the_window_and_a_long_name_keeps_its_end() {
    try (BatchTerminal terminal = terminal()) {
      terminal.runs(
          () ->
              List.of(
                  new Line("digits", State.RUNNING, "cpu 0, epoch 1 of 30"),
                  new Line("a-config-with-a-rather-long-name-07", State.RUNNING, "cpu 1"),
                  new Line("iris", State.WAITING, "")));
      terminal.note("1 of 3: digits done in 1.0 s");
    }
    assertThat(err.toString().lines())
        .containsExactly(
            "\u001b[?7ldigits                   running  cpu 0, epoch 1 of 30\u001b[?7h",
            "\u001b[?7l...a-rather-long-name-07 running  cpu 1\u001b[?7h",
            "\u001b[?7l1 waiting, 2 running\u001b[?7h",
            "\u001b[3A\u001b[J1 of 3: digits done in 1.0 s");
  }
}
