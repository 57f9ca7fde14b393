package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.headtune.backend.Wanted;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many runs in the real processes of their slots. */
final class BatchTest {
  @TempDir Path folder;

  private BatchPlace place;

  @BeforeEach
  void setUp() throws IOException {
    place = BatchPlace.in(folder);
  }

  private String config(String name, int seed, String... changes) throws IOException {
    return place.config(name, seed, changes);
  }

  private Run batch(String... words) {
    return Run.of(place.batch(words));
  }

  private static Run trained(String config, String output) {
    Run run = Run.of("train", config, "-o", output, "--threads", "1");
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  @Test
  void runs_are_done_once_and_a_failed_one_stops_no_other() throws IOException {
    String first = config("first", 1);
    String broken = config("broken", 2, "label: label", "label: nothing");
    String second = config("second", 3);

    Run done = batch(first, broken, second, "--slots", "2");

    assertThat(done.exit()).as(done.err()).isEqualTo(4);
    assertThat(done.err())
        .contains(
            "3 runs in 2 slots (cpu 0, cpu 1), 1 thread each",
            "error: broken: failed with exit code 4: ")
        .contains("of 3: first done in ", "of 3: second done in ");
    for (String name : List.of("first", "second")) {
      trained(folder.resolve(name + ".yaml").toString(), folder.resolve("own").toString());
      assertThat(new SavedRun(folder.resolve(name)).results())
          .isEqualTo(new SavedRun(folder.resolve("own")).results());
      Workplace.delete(folder.resolve("own"));
      assertThat(folder.resolve("batch/logs/" + name + ".log")).content().contains("model ");
    }

    Map<String, String> before = Workplace.tree(folder.resolve("first"));
    Run again = batch(first, second, "--slots", "2");
    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(again.err()).contains("first done was finished", "second done was finished");
    assertThat(Workplace.tree(folder.resolve("first"))).isEqualTo(before);
  }

  @Test
  void a_run_that_starts_from_another_waits_for_it_and_a_finished_one_of_other_settings_is_refused()
      throws IOException {
    String parent = config("parent", 1);
    String child = place.child("child", "parent", "{epochs: 2}");

    Run done = batch(child, parent, "--slots", "2");
    assertThat(done.exit()).as(done.err()).isZero();
    assertThat(folder.resolve("child/model.zip")).exists();

    Run changed = batch(parent, "--slots", "1", "--set", "training.batch_size=20");
    assertThat(changed.exit()).isEqualTo(3);
    assertThat(changed.err())
        .contains(
            "parent: failed with exit code 3: --set training.batch_size=20: training.batch_size");
  }

  @Test
  void results_that_no_run_of_the_batch_left_are_not_replaced() throws IOException {
    String config = config("run", 1);
    String model = folder.resolve("model").toString();
    trained(config, model);
    String output = folder.resolve("run").toString();
    Run.of("evaluate", model, folder.resolve("train.csv").toString(), "-o", output);
    Map<String, String> before = Workplace.tree(folder.resolve("run"));
    assertThat(before).containsKey("report.html");
    Run refused = batch(config, "--slots", "1");
    assertThat(refused.exit()).as(refused.err()).isEqualTo(2);
    assertThat(refused.err()).contains("run: holds another run; choose another folder");
    assertThat(Workplace.tree(folder.resolve("run"))).isEqualTo(before);
  }

  @Test
  void runs_that_would_wait_for_each_other_are_refused() throws IOException {
    String first = place.child("first", "third/model.zip", "{epochs: 2}");
    String second = place.child("second", "first", "{epochs: 2}");
    String third = place.child("third", "second", "{epochs: 2}");
    String beside = place.child("beside", "third", "{epochs: 2}");
    Run refused = batch(first, second, third, beside, "--dry-run");
    assertThat(refused.exit()).isEqualTo(3);
    assertThat(refused.err())
        .contains(
            first
                + ":1:1: from is "
                + folder.resolve("third/model.zip")
                + ", a model that is to come from this run itself, by way of others of the batch;"
                + " expected one of them to start elsewhere: change it\n",
            second + ":1:1: ",
            third + ":1:1: ",
            "3 errors");
    String self = place.child("self", "self", "{epochs: 2}");
    assertThat(batch(second, third, beside, self, "--dry-run").exit()).isZero();
  }

  @Test
  void what_a_killed_run_left_is_gone_on_with() throws Exception {
    String config = config("run", 5);
    trained(config, folder.resolve("whole").toString());
    SavedRun whole = new SavedRun(folder.resolve("whole"));
    Path checkpoint = whole.checkpoints().get(3);
    SavedRun killed = whole.killedAfter(checkpoint, folder.resolve("run"));
    Path broken = Files.createDirectories(folder.resolve("early"));
    Files.writeString(broken.resolve(".lock"), "99999\n");
    Files.copy(whole.folder().resolve("config.yaml"), broken.resolve("config.yaml"));

    Run done = batch(config, config("early", 5), "--slots", "1");

    assertThat(done.exit()).as(done.err()).isZero();
    assertThat(killed.results()).isEqualTo(whole.results());
    assertThat(new SavedRun(broken).results()).isEqualTo(whole.results());
    assertThat(folder.resolve("batch/logs/run.log")).content().contains(" --resume  # cpu 0");
    assertThat(folder.resolve("batch/logs/early.log")).content().contains(" --force  # cpu 0");
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void asked_to_stop_it_saves_all_and_goes_on(String signal, int exit) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/kill")), "no /bin/kill here");
    SignalsTest.assumeHeeded(exit - 128);
    String many = "training.epochs=3000";
    String patient = "training.early_stopping=~";
    String rarely = "training.checkpoint={every: 1 hour, keep_last: 1}";
    String[] words = {
      "batch",
      config("one", 1),
      config("two", 2),
      "--slots",
      "2",
      "-o",
      "batch",
      "--set",
      many,
      "--set",
      patient,
      "--set",
      rarely
    };
    Run stopped;
    try (Child.Started batch = Child.in(folder).start(words)) {
      batch.waitFor(folder.resolve("one/metrics.jsonl"));
      batch.waitFor(folder.resolve("two/metrics.jsonl"));
      batch.signal(signal);
      stopped = batch.end();
    }
    assertThat(stopped.exit()).as(stopped.err()).isEqualTo(exit);
    assertThat(stopped.err())
        .contains("asks 2 runs to save and stop", "stopped on request when 0 of 2 runs were done")
        .contains("goes on with: headtune batch ");
    for (String name : List.of("one", "two")) {
      SavedRun run = new SavedRun(folder.resolve(name));
      assertThat(run.checkpoints()).hasSize(1);
      assertThat(run.temporary()).isEmpty();
      assertThat(folder.resolve("batch/logs/" + name + ".log")).content().contains("is saved");
    }
  }

  @Test
  void a_run_that_diverged_and_kept_a_model_is_no_finished_one() throws IOException {
    String config =
        config("run", 1, ResumeTest.LAYERS, DivergenceTest.LAYERS, "epochs: 4", "epochs: 40");
    String[] words = {
      config,
      config("other", 2),
      "--slots",
      "1",
      "--set",
      "training.optimizer.type=nesterovs",
      "--set",
      "training.optimizer.learning_rate=0.2",
      "--set",
      "training.early_stopping=~"
    };
    Run first = batch(words);
    assertThat(first.exit()).as(first.err()).isEqualTo(6);
    assertThat(first.err()).contains("error: run: failed with exit code 6: ");
    assertThat(folder.resolve("run/model.zip")).exists();
    Map<String, String> before = Workplace.tree(folder.resolve("run"));

    Run again = batch(words);
    assertThat(again.exit()).as(again.err()).isEqualTo(6);
    assertThat(again.err())
        .contains("other done was finished")
        .contains(
            first.err().replaceAll("(?s).*error: run: failed ", "error: run: failed before "));
    Workplace.delete(folder.resolve("batch"));
    Run elsewhere = batch(words);
    assertThat(elsewhere.exit()).as(elsewhere.err()).isEqualTo(6);
    assertThat(elsewhere.err())
        .containsPattern(
            "error: run: failed before with exit code 6: training diverged in epoch \\d+\n");
    assertThat(Workplace.tree(folder.resolve("run"))).isEqualTo(before);
  }

  @Test
  void slots_on_gpus_are_refused_where_runs_would_compute_on_the_cpu() throws IOException {
    assumeTrue(Wanted.ofBuild() == Wanted.CPU, "a build for the GPU");
    String config = config("run", 1);
    for (String backend : List.of("auto", "cpu")) {
      Run silent = batch(config, "--gpus", "0", "--backend", backend);
      assertThat(silent.exit()).isEqualTo(7);
      assertThat(silent.err())
          .isEqualTo(
              "error: --gpus names GPUs, but the runs would compute on the CPU; say --backend cuda"
                  + " as well, or --slots in place of --gpus\n");
    }
    assertThat(folder.resolve("batch")).doesNotExist();
  }

  @Test
  void a_fault_of_the_words_is_told_before_anything_is_done() throws IOException {
    String config = config("run", 1);
    Run same = batch(config, config);
    assertThat(same.exit()).isEqualTo(3);
    assertThat(same.err())
        .contains(config + ":9:1: output is ", "writes too; expected a folder for each run");
    Run own = Run.of("batch", config, "-o", folder.resolve("run").toString());
    assertThat(own.err()).contains("which is the folder of the batch; expected another one");
    Run bad = batch(config("a", 1, "epochs", "epoch"), config("b", 1, "epochs", "epoch"));
    assertThat(bad.exit()).isEqualTo(3);
    assertThat(bad.err()).contains("a.yaml:4:3: ", "b.yaml:4:3: ", "2 errors");
    assertThat(batch(config, "--gpus", "0", "--slots", "1").err())
        .isEqualTo(
            "error: --gpus does not go with --slots: each GPU is a slot; leave one of them out\n");
    assertThat(batch(config, "--slots", "0").err())
        .isEqualTo("error: --slots 0: expected 1 to 1024\n");
    assertThat(batch(config, "--retries", "-1").err())
        .isEqualTo("error: --retries -1: expected 0 to 1024\n");
    assertThat(batch(folder.resolve("none.yaml").toString()).err())
        .isEqualTo(
            "error: "
                + folder.resolve("none.yaml")
                + ": there is no such file; expected a YAML config: check the path\n");
    Run below = Run.of("batch", config, "-o", folder.resolve("train.csv/batch").toString());
    assertThat(below.exit()).isEqualTo(8);
    assertThat(below.err())
        .isEqualTo(
            "error: "
                + folder.resolve("train.csv")
                + ": is a file; choose a folder for the output\n");
    assertThat(folder.resolve("batch")).doesNotExist();
    trained(config, folder.resolve("run").toString());
    Run taken = Run.of("batch", config("c", 1), "-o", folder.resolve("run").toString());
    assertThat(taken.exit()).isEqualTo(2);
    assertThat(taken.err()).contains("holds a run, and a batch has a folder of its own");
  }
}
