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

  @Test
  void a_large_log_is_set_aside_and_begun_anew() throws IOException {
    // Logback's own rotation would read a pattern in this name.
    Path file = Files.createDirectories(folder.resolve("100%d runs")).resolve("run.log");
    try (RunLog log = RunLog.attach(file, 1000)) {
      for (int i = 0; i < 100; i++) {
        LOG.info("line {}", i);
      }
      assertThat(log).isNotNull();
    }
    Path older = file.resolveSibling("run.log.1");
    String both = Files.readString(older) + Files.readString(file);
    assertThat(Files.size(older)).isBetween(1000L, 1100L);
    assertThat(Files.size(file)).isLessThan(1100L);
    assertThat(both).contains("line 99\n").doesNotContain("line 0\n");
    assertThat(both.lines().map(line -> line.replaceAll(".* ", "")))
        .hasSizeGreaterThan(15)
        .isSortedAccordingTo((a, b) -> Integer.compare(Integer.parseInt(a), Integer.parseInt(b)));
  }
}
