package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.headtune.cli.ResumeTest.Job;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody changes the run folder while the run goes on, or before it does. */
final class DisturbedRunTest {
  /** Looks at the clock until the second of four epochs is over. */
  private static final int IN_THE_MIDST = 20;

  private static final Job JOB = Job.train("train");

  @TempDir Path folder;
  private Path run;

  @BeforeEach
  void setUp() throws IOException {
    ResumeTest.place(folder);
    run = folder.resolve("run");
  }

  private Run disturbed(int looks, Ticking.Event event) {
    return Run.at(
        new Ticking(looks, event), "train", folder.resolve("config.yaml").toString(), "--force");
  }

  @Test
  void metrics_and_checkpoints_that_were_deleted_are_made_again() throws IOException {
    SavedRun whole = JOB.done(folder, "whole");
    Run disturbed =
        disturbed(
            IN_THE_MIDST,
            () -> {
              assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).hasSizeBetween(1, 3);
              assertThat(new SavedRun(run).checkpoints()).isNotEmpty();
              Files.delete(run.resolve("metrics.jsonl"));
              Workplace.delete(run.resolve("checkpoints"));
            });
    assertThat(disturbed.exit()).as(disturbed.err()).isZero();
    assertThat(new SavedRun(run).results()).isEqualTo(whole.results());
  }

  @Test
  void a_run_whose_folder_was_deleted_ends_and_leaves_nothing() {
    for (int looks = IN_THE_MIDST; looks < IN_THE_MIDST + 8; looks++) {
      Run disturbed = disturbed(looks, () -> Workplace.delete(run));
      assertThat(disturbed.exit()).as(disturbed.err()).isEqualTo(8);
      assertThat(disturbed.err()).contains("its folder does not exist");
      assertThat(run).doesNotExist();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "checkpoints",
        "previous",
        "checkpoints/best.zip",
        "checkpoints/step-000000040.zip"
      })
  void nothing_is_written_or_deleted_behind_a_link(String name) throws IOException {
    JOB.done(folder, "run");
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(outside.resolve("step-000000001.zip"), "mine");
    Files.writeString(outside.resolve("model.zip"), "mine");
    Path link = run.resolve(name);
    if (Files.isDirectory(link)) {
      Workplace.delete(link);
    }
    boolean toFolder = !name.endsWith(".zip");
    Files.createSymbolicLink(link, toFolder ? outside : outside.resolve("model.zip"));
    Map<String, String> before = Workplace.tree(folder);
    for (String way : List.of("--resume", "--force")) {
      Run refused = JOB.run(folder, "run", way);
      assertThat(refused.exit()).as(refused.err()).isEqualTo(2);
      assertThat(refused.err()).contains(name + ": is a link");
    }
    assertThat(Workplace.tree(folder)).isEqualTo(before);
  }
}
