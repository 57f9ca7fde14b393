package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch whose process is killed at random moments, with children that outlive it for a while. */
final class BatchCrashTest {
  private static final int RUNS = 12;
  private static final int KILLS = 3;
  private static final long SEED = Long.getLong("headtune.seed", 1);

  /** Between the start of a process and its death, in milliseconds. */
  private static final int SOONEST = 1_500;

  private static final int LATEST = 6_000;

  private static final int LONGEST_MINUTES = 5;

  @TempDir Path folder;

  @Test
  void killed_three_times_it_ends_with_the_models_of_an_undisturbed_one() throws Exception {
    BatchPlace place = BatchPlace.in(folder);
    List<String> configs = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      String[] longer = {"epochs: 4\n", "epochs: 40\n", "patience: 3", "patience: 30"};
      configs.add(place.config("run" + i, i + 1, longer));
    }
    List<String> words = new ArrayList<>(configs);
    words.addAll(List.of("--slots", "2"));
    Child child = Child.in(folder);

    Random random = new Random(SEED);
    for (int kill = 0; kill < KILLS; kill++) {
      try (Child.Started batch = child.start(place.batch(words.toArray(String[]::new)))) {
        Thread.sleep(SOONEST + random.nextInt(LATEST - SOONEST));
        batch.process().destroyForcibly();
        assertThat(batch.end().exit()).isEqualTo(137);
      }
    }
    Run last;
    try (Child.Started batch = child.start(place.batch(words.toArray(String[]::new)))) {
      assertThat(batch.process().waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)).isTrue();
      last = batch.end();
    }

    assertThat(last.exit()).as(last.err()).isZero();
    for (int i = 0; i < RUNS; i++) {
      Path own = folder.resolve("own" + i);
      Run alone = Run.of("train", configs.get(i), "--threads", "1", "-o", own.toString());
      assertThat(alone.exit()).as(alone.err()).isZero();
      SavedRun run = place.run("run" + i);
      assertThat(run.results())
          .as("seed %d, run %d", SEED, i)
          .isEqualTo(new SavedRun(own).results());
      assertThat(run.temporary()).isEmpty();
    }
  }
}
