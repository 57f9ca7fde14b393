package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.headtune.cli.ResumeTest.Job;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that are finished, run out of time, or are told to go on beyond their end. */
final class LongerRunTest {
  /** No later epoch counts as better than the first. */
  private static final String FIRST_IS_BEST = "min_delta: 9";

  @TempDir Path folder;

  @BeforeEach
  void setUp() throws IOException {
    ResumeTest.place(folder);
  }

  private static Job train(String... settings) {
    return Job.train("", settings);
  }

  private Path path(String name) {
    return folder.resolve(name);
  }

  @Test
  void more_epochs_end_as_a_run_that_had_them_from_the_beginning() throws IOException {
    SavedRun whole = train("training.epochs=6").done(folder, "whole");
    train("training.epochs=2").done(folder, "run");
    Job longer = train("training.epochs=6");
    Run run = longer.run(folder, "run", "--resume");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).contains("training.epochs is now 6 (was 2)");
    assertThat(new SavedRun(path("run")).results()).isEqualTo(whole.results());
  }

  @Test
  void more_epochs_do_not_lengthen_the_patience_of_a_run_that_was_still_waiting()
      throws IOException {
    String stopping = "training.early_stopping={patience: 3, " + FIRST_IS_BEST + "}";
    SavedRun whole = train("training.epochs=9", stopping).done(folder, "whole");
    assertThat(whole.newest()).hasFileName("step-000000032.zip");
    train("training.epochs=2", stopping).done(folder, "run");
    train("training.epochs=9", stopping).done(folder, "run", "--resume");
    assertThat(new SavedRun(path("run")).results()).isEqualTo(whole.results());
  }

  @Test
  void a_run_that_stopped_early_waits_anew_when_it_gets_more_epochs() throws IOException {
    String stopping = "training.early_stopping={patience: 2, " + FIRST_IS_BEST + "}";
    SavedRun run = train("training.epochs=9", stopping).done(folder, "run");
    assertThat(run.newest()).hasFileName("step-000000024.zip");
    train("training.epochs=12", stopping).done(folder, "run", "--resume");
    assertThat(run.newest()).hasFileName("step-000000040.zip");
    Map<String, String> before = Workplace.tree(run.folder());
    train("training.epochs=12", stopping).done(folder, "run", "--resume");
    assertThat(Workplace.tree(run.folder())).isEqualTo(before);
  }

  @Test
  void more_patience_ends_as_a_run_that_had_it_from_the_beginning() throws IOException {
    Job patient = train("training.early_stopping={patience: 3, " + FIRST_IS_BEST + "}");
    SavedRun whole = patient.done(folder, "whole");
    train("training.early_stopping={patience: 1, " + FIRST_IS_BEST + "}").done(folder, "run");
    patient.done(folder, "run", "--resume");
    assertThat(new SavedRun(path("run")).results()).isEqualTo(whole.results());
  }

  @Test
  void a_finished_run_is_left_as_it_is() throws IOException {
    train().done(folder, "run");
    Map<String, String> before = Workplace.tree(path("run"));
    Run run = train().run(folder, "run", "--resume");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).contains("is finished after 4 epochs", "--set training.epochs=8");
    assertThat(Workplace.tree(path("run"))).isEqualTo(before);
    Run json = train().run(folder, "run", "--resume", "--json");
    assertThat(json.out()).contains("\"finished\":true", "\"epochs\":4");
  }

  @Test
  void a_run_that_was_killed_before_it_was_tidied_up_is_tidied_up() throws IOException {
    SavedRun run = train().done(folder, "run");
    Map<String, String> results = run.results();
    Files.copy(path("run/model.zip"), path("run/checkpoints/best.zip"));
    Files.createDirectory(path("run/previous"));
    Files.copy(path("run/config.yaml"), path("run/previous/config.yaml"));
    train().done(folder, "run", "--resume");
    assertThat(run.results()).isEqualTo(results);
    assertThat(path("run/checkpoints/best.zip")).doesNotExist();
    assertThat(path("run/previous")).doesNotExist();
  }

  /** Else the old model would pass for the new one. */
  @Test
  void a_longer_run_that_was_killed_before_its_model_was_written_is_not_finished()
      throws IOException {
    String rarely = "training.checkpoint.every=1000 epochs";
    SavedRun whole = train("training.epochs=6", rarely).done(folder, "whole");
    train("training.epochs=2", rarely).done(folder, "run");
    for (int looks = 1; ; looks++) {
      Run broken =
          Run.at(
              new Ticking(looks),
              "train",
              path("config.yaml").toString(),
              "-o",
              path("run").toString(),
              "--resume",
              "--set",
              rarely,
              "--set",
              "training.epochs=6");
      if (broken.exit() == 0) {
        break;
      }
      assertThat(broken.exit()).isEqualTo(1);
      assertThat(Run.of("predict", path("run").toString(), path("train.csv").toString()).exit())
          .isZero();
    }
    assertThat(new SavedRun(path("run")).results()).isEqualTo(whole.results());
  }

  @Test
  void the_best_model_so_far_can_be_used_while_the_run_goes_on() throws IOException {
    int looks = 1;
    Path best = path("run/checkpoints/best.zip");
    while (!Files.exists(best)) {
      Run.at(new Ticking(looks++), "train", path("config.yaml").toString(), "--force");
      assertThat(path("run/model.zip")).doesNotExist();
    }
    Run unfinished = Run.of("predict", path("run").toString(), path("train.csv").toString());
    assertThat(unfinished.exit()).isEqualTo(5);
    assertThat(unfinished.err())
        .contains("its run is not finished", "or give the best model so far, " + best);
    Run predicted = Run.of("predict", best.toString(), path("train.csv").toString());
    assertThat(predicted.exit()).as(predicted.err()).isZero();
    assertThat(predicted.out()).hasLineCount(91);
    SavedRun whole = train().done(folder, "whole");
    train().done(folder, "run", "--resume");
    assertThat(new SavedRun(path("run")).results()).isEqualTo(whole.results());
    assertThat(best).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 6})
  void a_run_ends_in_order_when_its_time_is_up(int seconds) throws IOException {
    SavedRun whole = train("training.max_time=9 days").done(folder, "whole");
    Run run = train("training.max_time=" + seconds + " seconds").run(folder, "run");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).contains("training.max_time is over", "--resume");
    assertThat(run.out()).contains(seconds == 1 ? "no epoch was finished" : "best epoch");
    assertThat(path("run/metrics.json")).exists();
    assertThat(Run.of("evaluate", path("run").toString(), path("train.csv").toString()).exit())
        .isZero();
    train("training.max_time=9 days").done(folder, "run", "--resume");
    assertThat(new SavedRun(path("run")).results()).isEqualTo(whole.results());
  }
}
