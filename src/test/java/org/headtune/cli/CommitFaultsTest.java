package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.headtune.cli.ResumeTest.Job;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every system call that saves a checkpoint fails once, or is the last thing the process does. By
 * default only the first call of each kind; {@code -Dheadtune.faults=all} takes them all.
 */
final class CommitFaultsTest {
  private static final boolean ALL = "all".equals(System.getProperty("headtune.faults"));

  /** Large enough for several writes in each file. */
  private static final List<String> SETTINGS =
      List.of(
          "training.epochs=2",
          "training.checkpoint.keep_last=1",
          "model.layers=[{dense: {units: 128}}, batch_norm, {dropout: {rate: 0.4}}, {dense: {units: 80}}]");

  /** Calls that have read the state to go on from by then. */
  private static final List<String> READING = List.of("openat", "pread64");

  private static final Job JOB = Job.train("", SETTINGS.toArray(String[]::new));

  @TempDir Path folder;
  private SavedRun whole;
  private SavedRun states;

  @BeforeEach
  void setUp() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/strace")), "no strace here");
    Process trace =
        new ProcessBuilder("strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "true")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assumeTrue(trace.waitFor() == 0, "processes may not be traced here");
    ResumeTest.place(folder);
    whole = JOB.done(folder, "whole");
    states = JOB.done(folder, "states", "--set", "training.checkpoint.keep_last=9");
  }

  /** After step 5 of 16; an older best model is there. */
  private SavedRun killed(String name) throws IOException {
    SavedRun run = states.killedAfter(states.checkpoints().get(0), folder.resolve(name));
    Files.copy(whole.folder().resolve("model.zip"), best(run));
    return run;
  }

  private static Path best(SavedRun run) {
    return run.folder().resolve("checkpoints/best.zip");
  }

  /**
   * Goes on with a run, and at its Nth call of a kind for one of the next checkpoint's files
   * something happens. The tracer is a grandchild, so that the process's number is known before it
   * starts and its exit code is its own.
   */
  private Run resumed(SavedRun run, String call, String what, int n) throws Exception {
    List<String> names = new ArrayList<>(List.of("step-000000010.zip.tmp-$$", "best.zip.tmp-$$"));
    if (!READING.contains(call)) {
      names.addAll(List.of("step-000000010.zip", "best.zip", "step-000000005.zip", ""));
    }
    // Quicker, but then strace sends no signals.
    String quick = what.startsWith("error") ? " --seccomp-bpf" : "";
    String inject = " -o /dev/null -e inject=%s:%s:when=%d".formatted(call, what, n);
    return traced(run, names, quick + " -e trace=" + call + inject);
  }

  private Run traced(SavedRun run, List<String> names, String options) throws Exception {
    Path checkpoints = run.folder().toRealPath().resolve("checkpoints");
    StringBuilder shell = new StringBuilder("exec strace -D -f -qq").append(options);
    names.forEach(name -> shell.append(" -P ").append(checkpoints.resolve(name)));
    shell.append(" \"$@\"");
    List<String> words = new ArrayList<>();
    words.addAll(List.of("train", "config.yaml", "--resume", "-o", run.folder().toString()));
    SETTINGS.forEach(setting -> words.addAll(List.of("--set", setting)));
    return Child.in(folder)
        .run(List.of("bash", "-c", shell.toString(), "bash"), words.toArray(String[]::new));
  }

  private void stateIsWhole(SavedRun run, String name) throws IOException {
    for (Path zip : List.of(run.newest(), best(run))) {
      Run predicted =
          Run.of("predict", zip.toString(), folder.resolve("train.csv").toString(), "--quiet");
      assertThat(predicted.exit()).as(predicted.err()).isZero();
    }
    Run again = JOB.run(folder, name, "--resume");
    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(again.err()).doesNotContain("warning");
    assertThat(run.results()).isEqualTo(whole.results());
    assertThat(run.temporary()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "openat, error=ENOSPC, 8",
    "write, error=ENOSPC, 8",
    "write, error=EIO, 8",
    "fsync, error=EIO, 8",
    "rename, error=EIO, 8",
    "unlink, error=EIO, 8",
    "openat, signal=KILL, 137",
    "write, signal=KILL, 137",
    "fsync, signal=KILL, 137",
    "rename, signal=KILL, 137",
    "unlink, signal=KILL, 137"
  })
  void the_state_before_survives(String call, String what, int exit, TestReporter reporter)
      throws Exception {
    assumeTrue(ALL || exit == 8, "deaths at single calls: only with -Dheadtune.faults=all");
    int points = 0;
    while ((ALL || points == 0) && survives(call, what, exit, points + 1)) {
      points++;
    }
    assertThat(points).isPositive();
    reporter.publishEntry(call + " " + what, Integer.toString(points));
  }

  @Test
  void a_file_that_cannot_be_read_back_gets_no_name() throws Exception {
    assertThat(survives("pread64", "error=EIO", 8, 1)).isTrue();
  }

  /** What no kill shows: that the bytes, and then the name, would survive a power cut. */
  @Test
  void a_file_is_synced_before_it_has_its_name_and_its_folder_after() throws Exception {
    Path trace = folder.resolve("trace");
    List<String> names = List.of("step-000000010.zip.tmp-$$", "best.zip.tmp-$$", "");
    String options = " --seccomp-bpf -y -e trace=write,fsync,rename -o " + trace;
    Run run = traced(killed("run"), names, options);
    assertThat(run.exit()).as(run.err()).isZero();
    String calls =
        Files.readAllLines(trace).stream()
            .map(line -> line.replaceFirst("^\\d+ +(\\w+)\\(.*?([-.\\w]+)[>\"].*", "$1 $2"))
            .map(line -> line.replaceFirst("\\.tmp-\\d+", ".tmp"))
            .collect(Collectors.joining("\n"));
    for (String name : List.of("step-000000010.zip", "best.zip")) {
      assertThat(calls)
          .contains("write N.tmp\nfsync N.tmp\nrename N.tmp\nfsync checkpoints".replace("N", name));
    }
  }

  /** Whether there was such a call. */
  private boolean survives(String call, String what, int exit, int n) throws Exception {
    String name = "run" + n;
    SavedRun run = killed(name);
    Run failed = resumed(run, call, what, n);
    if (failed.exit() == 0) {
      return false;
    }
    String faults = "%s %s %d: %s".formatted(call, what, n, failed.err());
    assertThat(failed.exit()).as(faults).isEqualTo(exit);
    assertThat(failed.err()).as(faults).doesNotContain("\tat ");
    if (exit == 8) {
      assertThat(failed.err()).as(faults).contains("error: ", "/checkpoints");
      assertThat(run.temporary()).as(faults).isEmpty();
    }
    stateIsWhole(run, name);
    return true;
  }
}
