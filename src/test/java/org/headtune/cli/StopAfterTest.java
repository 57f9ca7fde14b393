package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.headtune.cli.ResumeTest.Job;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --stop-after} ends a run in the midst of its schedule, and nothing is another for it. */
final class StopAfterTest {
  @TempDir Path folder;

  @BeforeEach
  void setUp() throws IOException {
    ResumeTest.place(folder);
  }

  private JsonNode metrics(String run) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(run).resolve("metrics.json").toFile());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{type: constant}", "{type: cosine}", "{type: one_cycle}"})
  void a_run_that_stops_twice_ends_as_one_that_never_did(String schedule) throws IOException {
    Job job = Job.train("", "training.schedule=" + schedule, "training.early_stopping=~");
    SavedRun whole = job.done(folder, "whole");
    assertThat(metrics("whole").has("stopped_after")).isFalse();

    job.done(folder, "run", "--stop-after", "1");
    assertThat(metrics("run").get("epochs").intValue()).isEqualTo(1);
    assertThat(metrics("run").get("stopped_after").intValue()).isEqualTo(1);
    assertThat(folder.resolve("run/model.zip")).exists();
    job.done(folder, "run", "--resume", "--stop-after", "3");
    assertThat(Files.readAllLines(folder.resolve("run/metrics.jsonl"))).hasSize(3);
    job.done(folder, "run", "--resume");
    assertThat(new SavedRun(folder.resolve("run")).results()).isEqualTo(whole.results());
  }

  @Test
  void a_run_that_is_there_already_trains_no_further() throws IOException {
    Job job = Job.train("");
    job.done(folder, "run", "--stop-after", "2");
    byte[] model = Files.readAllBytes(folder.resolve("run/model.zip"));
    job.done(folder, "run", "--resume", "--stop-after", "2");
    assertThat(folder.resolve("run/model.zip")).hasBinaryContent(model);
  }

  @Test
  void beyond_the_last_epoch_it_says_nothing() throws IOException {
    Job job = Job.train("");
    SavedRun whole = job.done(folder, "whole");
    assertThat(job.done(folder, "run", "--stop-after", "99").results()).isEqualTo(whole.results());
  }

  @Test
  void what_cannot_stop_there_says_so() {
    Run none = Job.train("").run(folder, "run", "--stop-after", "0");
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.err()).isEqualTo("error: --stop-after 0: expected an epoch, 1 or more\n");

    Run folds =
        Job.train("", "data.cross_validation=3", "data.validation_split=0.2")
            .run(folder, "run", "--stop-after", "1");
    assertThat(folds.exit()).isEqualTo(2);
    assertThat(folds.err())
        .endsWith(
            "does not go with --stop-after, since a cross-validation has no model before its end;"
                + " leave one of them out\n");

    Run finder = Job.train("").run(folder, "run", "--stop-after", "1", "--lr-finder");
    assertThat(finder.exit()).isEqualTo(2);
    assertThat(finder.err()).contains("--lr-finder does not go with --stop-after");
  }
}
