package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.headtune.cli.ResumeTest.Job;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that are killed at random moments. {@code -Dheadtune.kills=200} and {@code
 * -Dheadtune.seed=7} ask for more; {@code scripts/crash-test} does the same with the installed
 * program.
 */
final class CrashTest {
  private static final int KILLS = Integer.getInteger("headtune.kills", 20);
  private static final long SEED = Long.getLong("headtune.seed", 1);

  /** Longest time between the first new checkpoint of a process and its death, in milliseconds. */
  private static final int LATEST = 250;

  private static final List<String> SETTINGS =
      List.of(
          "training.epochs=40",
          "training.early_stopping={patience: 30}",
          "training.checkpoint={every: 3 steps, keep_last: 3}");

  @TempDir Path folder;

  @Test
  void killed_again_and_again_a_run_ends_the_same() throws Exception {
    ResumeTest.place(folder);
    Job job = Job.train("", SETTINGS.toArray(String[]::new));
    SavedRun whole = job.done(folder, "whole");
    Random random = new Random(SEED);
    int kills = 0;
    for (int number = 1; kills < KILLS; number++) {
      SavedRun run = new SavedRun(folder.resolve("run" + number));
      while (kills < KILLS && killed(run, random)) {
        kills++;
        afterKill(run);
      }
      if (!Files.exists(run.folder().resolve("metrics.json"))) {
        job.done(folder, "run" + number, "--resume");
      }
      assertThat(run.results()).as("seed %d, run %d", SEED, number).isEqualTo(whole.results());
      assertThat(run.temporary()).isEmpty();
    }
  }

  /** Whether there was something left to kill. */
  private boolean killed(SavedRun run, Random random) throws Exception {
    String before = newest(run);
    String[] words = {
      "train", "config.yaml", "-o", run.folder().getFileName().toString(), "--quiet"
    };
    Child child = Child.in(folder);
    try (Child.Started started = child.start(words(words, !before.isEmpty()))) {
      while (started.process().isAlive() && newest(run).equals(before)) {
        Thread.sleep(1);
      }
      Thread.sleep(random.nextInt(LATEST));
      started.process().destroyForcibly();
      Run end = started.end();
      assertThat(end.exit()).as(end.err()).isIn(137, 0);
      assertThat(end.err()).doesNotContain("warning", "error");
      return end.exit() != 0;
    }
  }

  private static String[] words(String[] words, boolean resume) {
    List<String> all = new ArrayList<>(List.of(words));
    SETTINGS.forEach(setting -> all.addAll(List.of("--set", setting)));
    if (resume) {
      all.add("--resume");
    }
    return all.toArray(String[]::new);
  }

  private static String newest(SavedRun run) throws IOException {
    if (!Files.isDirectory(run.folder().resolve("checkpoints"))) {
      return "";
    }
    List<Path> all = run.checkpoints();
    return all.isEmpty() ? "" : all.get(all.size() - 1).getFileName().toString();
  }

  /** Every file that has a name is whole. */
  private void afterKill(SavedRun run) throws IOException {
    String table = folder.resolve("train.csv").toString();
    Path best = run.folder().resolve("checkpoints/best.zip");
    for (Path zip : Files.exists(best) ? List.of(best, run.newest()) : List.of(run.newest())) {
      Run predicted = Run.of("predict", zip.toString(), table);
      assertThat(predicted.exit()).as(predicted.err()).isZero();
    }
  }
}
