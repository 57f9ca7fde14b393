package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import org.headtune.cli.ResumeTest.Job;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run refuses to go on from, and what it goes on from with a warning. */
final class ResumeFaultsTest {
  private static final Job TRAIN = Job.train("train");

  @TempDir Path folder;

  @BeforeEach
  void setUp() throws IOException {
    ResumeTest.place(folder);
  }

  private Path path(String name) {
    return folder.resolve(name);
  }

  /** A run of 32 steps, killed after the given one of its seven checkpoints. */
  private SavedRun killed(SavedRun whole, int checkpoint) throws IOException {
    return whole.killedAfter(whole.checkpoints().get(checkpoint), path("killed"));
  }

  private SavedRun killed() throws IOException {
    return killed(TRAIN.done(folder, "run"), 3);
  }

  private Run refused(int exit, String... settings) throws IOException {
    Map<String, String> before = Workplace.tree(path("killed"));
    Run run = Job.train("", settings).run(folder, "killed", "--resume");
    assertThat(run.exit()).as(run.err()).isEqualTo(exit);
    assertThat(run.err()).doesNotContain("\tat ", "samples/s");
    assertThat(Workplace.tree(path("killed"))).isEqualTo(before);
    return run;
  }

  @Test
  void nothing_to_go_on_with() throws IOException {
    Run run = TRAIN.run(folder, "none", "--resume");
    assertThat(run.exit()).isEqualTo(5);
    assertThat(run.err()).contains("none: holds no run to go on with", "without --resume");
    assertThat(path("none")).doesNotExist();
  }

  @Test
  void a_run_that_was_killed_before_its_first_checkpoint() throws IOException {
    SavedRun killed = killed();
    for (Path file : killed.checkpoints()) {
      Files.delete(file);
    }
    Run run = refused(5);
    assertThat(run.err())
        .contains("killed: holds no checkpoint", "start the run anew with --force");
    assertThat(TRAIN.run(folder, "killed", "--force").exit()).isZero();
  }

  @Test
  void a_changed_config_is_refused_with_all_changes_at_once() throws IOException {
    killed();
    String text = Files.readString(path("config.yaml"));
    Files.writeString(path("config.yaml"), text.replace("batch_size: 10", "batch_size: 12"));
    Run run = refused(3, "model.layers=[]", "training.seed=7");
    assertThat(run.err())
        .contains(
            "config.yaml:5:3: training.batch_size is 12, but was 10 when the run began",
            "training.seed is 7, but was 42 when the run began",
            "model.layers[0].dense.units is not set, but was 8 when the run began",
            " errors\n");
  }

  @Test
  void how_often_to_save_may_change() throws IOException {
    SavedRun killed = killed();
    Job job = Job.train("", "training.checkpoint={every: 3 steps, keep_last: 2}");
    Run run = job.run(folder, "killed", "--resume");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("training.checkpoint.every is now \"3 steps\" (was \"5 steps\")");
    assertThat(killed.checkpoints()).hasSize(2);
    assertThat(path("killed/model.zip")).hasSameBinaryContentAs(path("run/model.zip"));
  }

  @Test
  void another_number_that_decides_the_best_epoch_is_refused_even_with_force() throws IOException {
    killed();
    String monitor = "training.early_stopping.monitor=validation_accuracy";
    assertThat(refused(3, monitor).err()).contains("chosen by validation_loss so far");
    Job job = Job.train("", monitor);
    assertThat(job.run(folder, "killed", "--resume", "--force").exit()).isEqualTo(3);
  }

  @Test
  void changed_data_are_refused_by_name() throws IOException {
    killed();
    Files.writeString(path("train.csv"), "0.1,1.9,a\n", StandardOpenOption.APPEND);
    assertThat(refused(4).err())
        .contains("train.csv: has changed since the run began (SHA-256 ", "or give --force");
  }

  @Test
  void more_or_fewer_files_of_a_pattern_are_refused_by_name() throws IOException {
    Files.move(path("train.csv"), path("part-1.csv"));
    Files.writeString(path("part-2.csv"), Workplace.table(30));
    Job job = Job.train("", "data.train=" + path("part-*.csv"));
    SavedRun whole = job.done(folder, "run");
    killed(whole, 3);
    Files.writeString(path("part-3.csv"), Workplace.table(3));
    Run more = refused(4, job.settings().get(0));
    assertThat(more.err()).contains("part-3.csv: was not there when the run began", "--force");
    Files.delete(path("part-3.csv"));
    Files.move(path("part-2.csv"), path("aside.csv"));
    Run fewer = refused(4, job.settings().get(0));
    assertThat(fewer.err())
        .contains("part-2.csv: was read when the run began and is not any more; put it back, or");
    Run forced = job.run(folder, "killed", "--resume", "--force");
    assertThat(forced.exit()).as(forced.err()).isZero();
    assertThat(forced.err()).contains("part-2.csv: was read when the run began");
  }

  @Test
  void both_are_let_through_with_force_and_a_warning() throws IOException {
    killed();
    Files.writeString(path("train.csv"), "0.1,1.9,a\n", StandardOpenOption.APPEND);
    Job job = Job.train("", "training.batch_size=12", "model.layers=[]");
    Run run = job.run(folder, "killed", "--resume", "--force");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err())
        .contains(
            "warning: training.batch_size is now 12 (was 10)",
            "warning: model.layers[0].dense.units stays 8, as the checkpoint has it",
            "train.csv: has changed since the run began");
    assertThat(path("killed/model.zip")).exists();
  }

  @Test
  void other_threads_are_one_warning() throws Exception {
    killed();
    Run run =
        Child.in(folder)
            .with("OMP_NUM_THREADS", "2")
            .run("train", "config.yaml", "-o", "killed", "--resume");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err().lines().filter(line -> line.startsWith("warning: ")))
        .singleElement()
        .asString()
        .contains("not the machine of before (threads 2, was 1)", "last bits");
  }

  /** Ways in which a file is not the checkpoint that it should be. */
  private void damage(String way, Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    switch (way) {
      case "truncated" -> Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
      case "empty" -> Files.write(file, new byte[0]);
      case "flipped" -> {
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
      }
      case "text" -> Files.writeString(file, "not a zip");
      case "a finished model" ->
          Files.copy(path("run/model.zip"), file, StandardCopyOption.REPLACE_EXISTING);
      default -> throw new IllegalArgumentException(way);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"truncated", "empty", "flipped", "text", "a finished model"})
  void instead_of_a_newest_checkpoint_that_is_damaged_the_one_before_is_taken(String way)
      throws IOException {
    SavedRun whole = TRAIN.done(folder, "run");
    SavedRun killed = killed(whole, 3);
    damage(way, killed.newest());
    Run run = TRAIN.run(folder, "killed", "--resume");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err())
        .containsOnlyOnce("warning: ")
        .contains("; the one before is taken", "from " + path("killed").toRealPath());
    assertThat(run.err()).contains("step-000000015.zip");
    assertThat(killed.results()).isEqualTo(whole.results());
  }

  /** Else the only good one would be removed as the oldest. */
  @Test
  void a_damaged_checkpoint_does_not_count_among_those_that_are_kept() throws IOException {
    SavedRun whole = TRAIN.done(folder, "run");
    SavedRun killed = killed(whole, 5);
    damage("truncated", killed.newest());
    Job job = Job.train("", "training.checkpoint={every: 1 step, keep_last: 1}");
    for (int looks = 1; killed.checkpoints().size() > 1; looks++) {
      Run run =
          Run.at(
              new Ticking(looks),
              "train",
              path("config.yaml").toString(),
              "-o",
              path("killed").toString(),
              "--resume",
              "--set",
              "training.checkpoint={every: 1 step, keep_last: 1}");
      assertThat(run.exit()).as(run.err()).isEqualTo(1);
    }
    assertThat(killed.newest()).hasFileName("step-000000026.zip");
    job.done(folder, "killed", "--resume");
    assertThat(path("killed/model.zip")).hasSameBinaryContentAs(path("run/model.zip"));
  }

  @Test
  void when_all_are_damaged_there_is_nothing_to_go_on_from() throws IOException {
    SavedRun killed = killed();
    for (Path file : killed.checkpoints()) {
      damage("truncated", file);
    }
    assertThat(refused(5).err()).contains("no checkpoint that is in order", "--force");
  }

  @Test
  void a_second_process_is_kept_out() throws Exception {
    killed();
    String[] words = {"train", "config.yaml", "-o", "killed", "--resume"};
    try (Child.Started first =
        Child.in(folder)
            .start(
                "train",
                "config.yaml",
                "-o",
                "killed",
                "--resume",
                "--set",
                "training.epochs=1000000")) {
      first.waitFor(path("killed/checkpoints/step-000000050.zip"));
      Run second = Child.in(folder).run(words);
      assertThat(second.exit()).as(second.err()).isEqualTo(8);
      assertThat(second.err()).contains("killed: is in use by process " + first.process().pid());
      first.process().destroyForcibly().waitFor();
    }
    Run third = TRAIN.run(folder, "killed", "--resume");
    assertThat(third.exit()).as(third.err()).isZero();
  }

  @Test
  void a_dry_run_touches_nothing() throws IOException {
    killed();
    Map<String, String> before = Workplace.tree(path("killed"));
    Run run = TRAIN.run(folder, "killed", "--resume", "--dry-run");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(Workplace.tree(path("killed"))).isEqualTo(before);
  }
}
