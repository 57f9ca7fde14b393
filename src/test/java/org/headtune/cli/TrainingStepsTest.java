package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.headtune.cli.ResumeTest.Job;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Schedules, clipping, small weights, accumulated batches and averages, as the user meets them. */
final class TrainingStepsTest {
  private static final String COSINE = "training.schedule={type: cosine, warmup: 1 epoch}";

  @TempDir private Path folder;

  @BeforeEach
  void setUp() throws IOException {
    ResumeTest.place(folder);
  }

  private Run check(String... settings) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("check", folder.resolve("config.yaml").toString()));
    for (String setting : settings) {
      words.addAll(List.of("--set", setting));
    }
    return Run.of(words.toArray(String[]::new));
  }

  @Test
  void check_shows_the_rate_as_a_curve() {
    Run run = check(COSINE, "training.epochs=10", "training.optimizer.learning_rate=0.02");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out())
        .endsWith(
            """

            learning rate 0.02, cosine after 8 steps of warm-up: 8 steps in each of 10 epochs
            0.02 |      *********
                 |     *         *******
                 |    *                 *****
                 |   *                       *****
            0.01 |                                ****
                 |  *                                 ****
                 | *                                      *****
                 |*                                            *******
               0 |                                                    ********
                 +------------------------------------------------------------
                  epoch 1                                                   10
            """);
  }

  @Test
  void check_gives_the_rate_of_each_epoch_as_json() {
    Path config = folder.resolve("config.yaml");
    String step = "training.schedule={type: step, every: 2 epochs, factor: 0.5, warmup: 4 steps}";
    Run run = Run.of("check", config.toString(), "--json", "--set", step);
    assertThat(run.out())
        .contains(
            "\"learning_rate\":{\"per_epoch\":[0.001,0.001,5.0E-4,5.0E-4],\"schedule\":\"step\","
                + "\"updates\":32,\"updates_per_epoch\":8,\"warmup_updates\":4.0}");
  }

  @Test
  void a_rate_that_does_not_change_needs_no_picture() {
    assertThat(check().out())
        .endsWith("\nlearning rate 0.001, constant: 8 steps in each of 4 epochs\n");
    assertThat(check("training.schedule.type=reduce_on_plateau").out())
        .contains("\nlearning rate 0.001, reduce_on_plateau: 8 steps in each of 4 epochs\n")
        .endsWith(
            "\nit falls when validation_loss gets no better, which nobody knows beforehand\n");
  }

  @Test
  void a_warm_up_that_never_ends_is_refused_before_anything_is_written() {
    Job job = Job.train("", "training.schedule={type: linear, warmup: 4 epochs}");
    Run run = job.run(folder, "run");
    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err())
        .contains(
            "training.schedule.warmup is 4 epochs, but the whole run is 4 epochs of 8 steps each;"
                + " make it shorter, or train for more epochs");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void the_rate_that_is_told_is_that_of_the_last_step_of_each_epoch() throws IOException {
    Job job = Job.train("", COSINE, "training.optimizer={type: sgd, learning_rate: 0.4}");
    SavedRun run = job.done(folder, "run");
    List<String> lines = Files.readAllLines(run.folder().resolve("metrics.jsonl"));
    assertThat(lines.get(0)).contains("\"learning_rate\":0.4,");
    // 24 steps along the wave; the second epoch ends with its eighth, number 7 of 24.
    double second = 0.4 * (1 + Math.cos(Math.PI * 7 / 24)) / 2;
    assertThat(lines.get(1)).contains("\"learning_rate\":" + second);
  }

  @Test
  void more_epochs_bend_a_curve_that_depends_on_them_so_they_need_force() throws IOException {
    Job.train("", COSINE).done(folder, "run");
    Run refused = Job.train("", COSINE, "training.epochs=6").run(folder, "run", "--resume");
    assertThat(refused.exit()).isEqualTo(3);
    assertThat(refused.err()).contains("training.epochs is 6, but was 4 when the run began");
    Run forced =
        Job.train("", COSINE, "training.epochs=6").run(folder, "run", "--resume", "--force");
    assertThat(forced.exit()).as(forced.err()).isZero();
    assertThat(forced.err()).contains("training.epochs is now 6 (was 4)");
    Run over = Job.train("", COSINE, "training.epochs=6").run(folder, "run", "--resume");
    assertThat(over.out()).contains("--set training.epochs=12 --force");
  }

  @Test
  void more_epochs_leave_the_other_curves_as_they_were() throws IOException {
    String step = "training.schedule={type: step, every: 9 steps, factor: 0.7}";
    SavedRun whole = Job.train("", step, "training.epochs=6").done(folder, "whole");
    Job.train("", step).done(folder, "run");
    Job.train("", step, "training.epochs=6").done(folder, "run", "--resume");
    assertThat(folder.resolve("run/model.zip"))
        .hasSameBinaryContentAs(whole.folder().resolve("model.zip"));
  }

  @Test
  void a_plateau_is_told() {
    Job job =
        Job.train(
            "",
            "training.schedule={type: reduce_on_plateau, patience: 0, min_delta: 9, factor: 0.5}");
    Run run = job.run(folder, "run");
    assertThat(run.err())
        .contains("validation_loss got no better, so the learning rate falls to 0.500 of")
        .contains("validation_loss got no better, so the learning rate falls to 0.250 of");
  }

  @Test
  void a_checkpoint_predicts_with_the_average_whose_metrics_it_names() throws IOException {
    Job job =
        Job.train(
            "",
            "training.weight_average={decay: 0.9}",
            "training.optimizer.learning_rate=0.01",
            "model.layers=[{dense: {units: 4}}]");
    SavedRun run = job.done(folder, "run");
    assertThat(Files.readString(run.folder().resolve("metrics.json")))
        .contains("\"best_epoch\": 4");
    String data = folder.resolve("train.csv").toString();
    Run checkpoint = Run.of("predict", run.newest().toString(), data);
    assertThat(checkpoint.exit()).as(checkpoint.err()).isZero();
    // Only a finished model is calibrated.
    Run model = Run.of("predict", run.folder().toString(), data, "--uncalibrated");
    assertThat(checkpoint.out()).isEqualTo(model.out());
    assertThat(Run.of("inspect", run.newest().toString()).out()).contains("headtune/weights.bin");
    SavedRun raw = Job.train("", "model.layers=[{dense: {units: 4}}]").done(folder, "raw");
    assertThat(checkpoint.out())
        .isNotEqualTo(Run.of("predict", raw.folder().toString(), data, "--uncalibrated").out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "schedule={type: cosine, warmup: 5 steps}",
        "clipping={layer_norm: 0.2, global_norm: 0.25}",
        "regularization={l1: 0.001, l2: 0.01, weight_decay: 0.1, max_norm: 0.9}",
        "accumulate=3",
        "weight_average={decay: 0.95}"
      })
  void fine_tuning_goes_on_to_the_same_bits(String setting) throws IOException {
    Job.train("").done(folder, "parent");
    String text =
        """
        from: '%s'
        data: {train: '%s', label: label, validation_split: 0.2}
        finetune:
          freeze: [dense_1, batch_norm_2]
          unfreeze: [{epoch: 3, layers: [dense_1]}]
          layer_decay: 0.5
        training: {epochs: 4, batch_size: 10, checkpoint: {every: 5 steps, keep_last: 1000}}
        output: '%s'
        """
            .formatted(
                folder.resolve("parent"), folder.resolve("train.csv"), folder.resolve("run"));
    Files.writeString(folder.resolve("finetune.yaml"), text);
    Job job = new Job("", "finetune", "finetune.yaml", List.of("training." + setting));
    SavedRun whole = job.done(folder, "run");
    List<Path> checkpoints = whole.checkpoints();
    for (int i : new int[] {0, checkpoints.size() - 2}) {
      SavedRun killed = whole.killedAfter(checkpoints.get(i), folder.resolve("killed" + i));
      job.done(folder, "killed" + i, "--resume");
      assertThat(killed.results()).isEqualTo(whole.results());
    }
    Job plain = new Job("", "finetune", "finetune.yaml", List.of());
    assertThat(plain.done(folder, "plain").results()).isNotEqualTo(whole.results());
  }
}
