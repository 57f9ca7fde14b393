package org.headtune.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class RunLogTest {
  private static final Logger LOG = LoggerFactory.getLogger("some.library");

  @TempDir Path folder;

  @Test
  void everything_goes_to_the_file_and_nothing_to_the_console() throws IOException {
    Path file = folder.resolve("run.log");
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream console = new ByteArrayOutputStream();
    try (PrintStream stream = new PrintStream(console, true, StandardCharsets.UTF_8)) {
      System.setOut(stream);
      System.setErr(stream);
      LOG.error("before");
      try (RunLog log = RunLog.attach(file)) {
        LOG.debug("käse {}", 1);
        LOG.error("failed", new IllegalStateException("why"));
        assertThat(log).isNotNull();
      }
      LOG.error("after");
    } finally {
      System.setOut(out);
      System.setErr(err);
    }

    assertThat(Files.readString(file))
        .contains("DEBUG some.library - käse 1\n", "ERROR some.library - failed\n", "why")
        .doesNotContain("before", "after");
    assertThat(console.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void a_log_that_cannot_be_written_ends_nothing() {
    try (RunLog log = RunLog.attach(folder)) {
      LOG.info("lost");
      assertThat(log).isNotNull();
    }
  }
}
