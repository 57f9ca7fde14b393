package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.headtune.cli.ResumeTest.Job;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which epoch's weights a run keeps that has no validation rows. */
final class KeptEpochTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @BeforeEach
  void place() throws IOException {
    Random random = new Random(1);
    Files.writeString(
        folder.resolve("train.csv"),
        IntStream.range(0, 40)
            .mapToObj(
                i ->
                    random.nextGaussian()
                        + ","
                        + random.nextGaussian()
                        + ","
                        + (random.nextInt(4) == 0 ? "a" : "b"))
            .collect(Collectors.joining("\n", "x,y,label\n", "\n")));
    Files.writeString(
        folder.resolve("config.yaml"),
        """
        data: {train: '%s', label: label, validation_split: 0}
        model: {layers: [{dense: {units: 16}}, {dropout: {rate: 0.8}}]}
        training:
          epochs: 12
          batch_size: 10
          optimizer: {type: adam, learning_rate: 0.05}
          checkpoint: {every: 5 steps, keep_last: 1000}
        output: '%s'
        """
            .formatted(folder.resolve("train.csv"), folder.resolve("run")));
  }

  /** Dropout makes the training loss of an epoch a matter of luck. */
  @Test
  void the_last_epoch_counts_whatever_the_training_loss_was_before() throws IOException {
    Run run = Job.train("").run(folder, "run");
    assertThat(run.out()).startsWith("epoch 12 of 12, the last");
    List<Double> losses = losses("run");
    assertThat(losses.get(11)).isGreaterThan(losses.stream().min(Double::compare).orElseThrow());
    assertThat(metrics("run").get("best_epoch").intValue()).isEqualTo(12);
  }

  @Test
  void it_goes_on_after_a_kill_to_the_same_bits() throws IOException {
    Job job = Job.train("");
    SavedRun whole = job.done(folder, "run");
    for (int i : new int[] {1, whole.checkpoints().size() - 2}) {
      SavedRun killed = whole.killedAfter(whole.checkpoints().get(i), folder.resolve("killed" + i));
      job.done(folder, "killed" + i, "--resume");
      assertThat(killed.results()).isEqualTo(whole.results());
    }
  }

  @Test
  void the_training_loss_chooses_where_it_is_asked_for_or_a_plateau_is_watched()
      throws IOException {
    for (String setting :
        List.of(
            "training.early_stopping={monitor: loss, patience: 100}",
            "training.schedule={type: reduce_on_plateau, patience: 100}")) {
      Run run = Job.train("", setting).run(folder, "run", "--force");
      assertThat(run.out()).startsWith("best epoch ").contains(" of 12 by loss");
      List<Double> losses = losses("run");
      int best = metrics("run").get("best_epoch").intValue();
      assertThat(losses.get(best - 1))
          .isEqualTo(losses.stream().min(Double::compare).orElseThrow());
    }
  }

  private JsonNode metrics(String run) throws IOException {
    return JSON.readTree(folder.resolve(run).resolve("metrics.json").toFile());
  }

  private List<Double> losses(String run) throws IOException {
    List<Double> losses = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(run).resolve("metrics.jsonl"))) {
      losses.add(JSON.readTree(line).get("loss").doubleValue());
    }
    return losses;
  }
}
