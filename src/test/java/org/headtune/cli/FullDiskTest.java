package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.headtune.cli.ResumeTest.Job;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full, wherever a run is by then: exit 8, and what was there can still be used. */
final class FullDiskTest {
  private static final int PAGE = 4096;
  private static final Job SHORT =
      Job.train("", "training.epochs=2", "training.checkpoint.keep_last=2");
  private static final Job LONG =
      Job.train("", "training.epochs=4", "training.checkpoint.keep_last=2");

  @TempDir Path folder;
  private Path disk;
  private Path run;
  private boolean mounted;

  @BeforeEach
  void setUp() throws IOException {
    ResumeTest.place(folder);
    disk = Files.createDirectory(folder.resolve("disk"));
    run = disk.resolve("run");
  }

  @AfterEach
  void tearDown() throws Exception {
    if (mounted) {
      shell("umount", disk.toString());
    }
  }

  private static int shell(String... command) throws Exception {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private void size(long bytes) throws Exception {
    String size = "size=" + bytes;
    int exit =
        mounted
            ? shell("mount", "-o", "remount," + size, disk.toString())
            : shell("mount", "-t", "tmpfs", "-o", size, "none", disk.toString());
    assumeTrue(exit == 0, "only root may mount a file system");
    mounted = true;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  /** As the disk counts it. */
  private long used() throws IOException {
    return Files.getFileStore(disk).getTotalSpace()
        - Files.getFileStore(disk).getUnallocatedSpace();
  }

  private void predicts(Path model) {
    Run predicted = Run.of("predict", model.toString(), folder.resolve("train.csv").toString());
    assertThat(predicted.exit()).as(predicted.err()).isZero();
  }

  @Test
  void a_run_that_goes_on_loses_neither_its_model_nor_its_place() throws Exception {
    Map<String, String> whole = LONG.done(folder, "whole").results();
    SHORT.done(folder, "short");
    Path before = folder.resolve("short");
    String model = Workplace.sha256(before.resolve("model.zip"));
    size(1 << 24);
    copy(before, run);
    long used = used();
    Workplace.delete(run);
    int full = 0;
    for (long free = 0; ; free += PAGE) {
      size(1 << 24);
      copy(before, run);
      size(used + free);
      Run resumed = LONG.run(folder, "disk/run", "--resume");
      if (resumed.exit() == 0) {
        break;
      }
      full++;
      assertThat(resumed.exit()).as(resumed.err()).isEqualTo(8);
      assertThat(resumed.err()).contains("No space left on device", "disk/run/");
      assertThat(Workplace.sha256(run.resolve("model.zip"))).isIn(model, whole.get("model.zip"));
      predicts(run);
      SavedRun saved = new SavedRun(run);
      assertThat(saved.temporary()).isEmpty();
      size(1 << 24);
      LONG.done(folder, "disk/run", "--resume");
      assertThat(saved.results()).isEqualTo(whole);
      Workplace.delete(run);
    }
    assertThat(full).isGreaterThan(3);
    assertThat(new SavedRun(run).results()).isEqualTo(whole);
  }

  @Test
  void a_run_that_takes_the_place_of_another_leaves_its_model_until_its_own_is_there()
      throws Exception {
    SHORT.done(folder, "short");
    Path before = folder.resolve("short");
    String model = Workplace.sha256(before.resolve("model.zip"));
    size(1 << 24);
    copy(before, run);
    long used = used();
    int full = 0;
    for (long free = 0; ; free += 4 * PAGE) {
      size(used + free);
      Run anew = LONG.run(folder, "disk/run", "--force");
      if (anew.exit() == 0) {
        break;
      }
      full++;
      assertThat(anew.exit()).as(anew.err()).isEqualTo(8);
      assertThat(Workplace.sha256(run.resolve("previous/model.zip"))).isEqualTo(model);
      predicts(run.resolve("previous/model.zip"));
    }
    assertThat(full).isGreaterThan(1);
    predicts(run);
    assertThat(run.resolve("previous")).doesNotExist();
  }

  @Test
  void a_limit_on_the_size_of_files() throws Exception {
    SHORT.done(folder, "run");
    String model = Workplace.sha256(folder.resolve("run/model.zip"));
    Run limited =
        Child.in(folder)
            .run(
                List.of("bash", "-c", "ulimit -f 4 && exec \"$@\"", "bash"),
                "train",
                "config.yaml",
                "-o",
                "run",
                "--resume",
                "--set",
                "training.epochs=4");
    assertThat(limited.exit()).as(limited.err()).isEqualTo(8);
    assertThat(limited.err()).contains("File too large");
    assertThat(Workplace.sha256(folder.resolve("run/model.zip"))).isEqualTo(model);
    predicts(folder.resolve("run"));
    LONG.done(folder, "run", "--resume");
    assertThat(new SavedRun(folder.resolve("run")).results())
        .isEqualTo(LONG.done(folder, "whole").results());
  }
}
