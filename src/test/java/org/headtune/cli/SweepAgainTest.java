package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps that are started again: after runs that diverged, and after their time was over. */
final class SweepAgainTest {
  @TempDir Path folder;

  @BeforeEach
  void setUp() throws IOException {
    ResumeTest.place(folder);
  }

  private String plan(String text) throws IOException {
    return Files.writeString(
            folder.resolve("plan.yaml"),
            "configs: " + folder.resolve("config.yaml") + "\noutput: " + out() + "\n" + text)
        .toString();
  }

  private Path out() {
    return folder.resolve("out");
  }

  private long epochs(String run) {
    Path file = out().resolve("runs").resolve(run).resolve("metrics.jsonl");
    try {
      return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long ends(String run) throws IOException {
    return Files.readAllLines(out().resolve("batch.jsonl")).stream()
        .filter(line -> line.startsWith("{\"run\":\"" + run + "\""))
        .count();
  }

  @Test
  void what_diverged_before_is_told_again_and_not_done_again() throws IOException {
    String text =
        """
        sweep: {training.optimizer.learning_rate: [0.01, 1e25, 0.02]}
        halving: {epochs: 1, factor: 3}
        """;
    String plan = plan(text);
    Run first = Run.of("batch", plan, "--slots", "1");
    assertThat(first.exit()).as(first.err()).isZero();
    assertThat(first.err()).contains("config-2 failed with exit code 6: ");
    String answer = first.err().replaceAll("(?s).*config-2 failed (with [^\\n]*)\\n.*", "$1");
    assertThat(answer).contains("training diverged in epoch 1");
    String log = Files.readString(out().resolve("logs/config-2.log"));
    String journal = Files.readString(out().resolve("batch.jsonl"));

    Run again = Run.of("batch", plan, "--slots", "1");
    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(again.err()).contains("1 of 3: config-2 failed before " + answer + "\n");
    assertThat(out().resolve("logs/config-2.log")).hasContent(log);
    assertThat(out().resolve("batch.jsonl")).hasContent(journal);
    assertThat(again.out().replaceAll("summary.*", ""))
        .isEqualTo(first.out().replaceAll("summary.*", ""));

    Run other = Run.of("batch", plan(text.replace("1e25", "1e24")), "--slots", "1");
    assertThat(other.exit()).as(other.err()).isZero();
    assertThat(other.err()).contains("config-2 failed with exit code 6: ");
    assertThat(ends("config-2")).isEqualTo(2);
  }

  /**
   * The world is composed: what a run leaves that won the first round and diverged in the second.
   */
  @Test
  void a_run_that_diverged_in_a_later_round_keeps_its_place_in_the_earlier_one()
      throws IOException {
    String plan =
        plan(
            """
            sweep: {training.optimizer.learning_rate: [0.001, 0.02, 0.0001]}
            halving: {epochs: 1, factor: 3}
            """);
    assertThat(Run.of("batch", plan, "--slots", "1").err())
        .contains("round 1: 1 of 3 runs go on", "1 of 1: config-2 done in ");
    Path winner = out().resolve("runs/config-2");
    Files.delete(winner.resolve("model.zip"));
    Files.delete(winner.resolve("metrics.json"));
    List<String> epochs = Files.readAllLines(winner.resolve("metrics.jsonl")).subList(0, 2);
    Files.writeString(winner.resolve("metrics.jsonl"), String.join("\n", epochs) + "\n");
    Path journal = out().resolve("batch.jsonl");
    List<String> lines = new ArrayList<>(Files.readAllLines(journal));
    assertThat(lines).hasSize(4);
    lines.set(3, lines.get(3).replace("\"exit\":0", "\"exit\":6"));
    Files.write(journal, lines);

    Run again = Run.of("batch", plan, "--slots", "1");

    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(again.err())
        .contains("of 3: config-2 done and diverged later\n", "round 1: 1 of 3 runs go on")
        .contains("1 of 1: config-2 failed before with exit code 6: ");
    assertThat(Files.readAllLines(journal)).isEqualTo(lines);
  }

  /** A clock that leaps when a run is at work, so that no machine is too fast or too slow. */
  private static final class Leaping extends Clock {
    private final BooleanSupplier sign;

    Leaping(BooleanSupplier sign) {
      this.sign = sign;
    }

    @Override
    public Instant instant() {
      Instant now = Instant.now();
      return sign.getAsBoolean() ? now.plus(Duration.ofHours(3)) : now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void when_the_time_is_over_runs_are_saved_and_a_later_call_has_none_left() throws IOException {
    String text =
        """
        sweep:
          training.early_stopping: [null]
          training.checkpoint: [{every: 1 hours}]
          training.epochs: [2, 100000, 3]
        budget: 2 hours
        """;
    String plan = plan(text);
    String[] words = {"batch", plan, "--slots", "1"};

    Run first = Run.at(new Leaping(() -> epochs("config-2") > 0), words);
    assertThat(first.exit()).as(first.err()).isZero();
    assertThat(first.err())
        .contains(
            "1 of 3: config-1 done in ", "asks 1 run to save and stop", ": config-2 stopped saved")
        .doesNotContain("config-3");
    SavedRun stopped = new SavedRun(out().resolve("runs/config-2"));
    assertThat(stopped.checkpoints()).hasSize(1);
    assertThat(first.out()).containsPattern("config-1 +done").containsPattern("config-3 +waiting");
    assertThat(out().resolve("best.zip"))
        .hasSameBinaryContentAs(out().resolve("runs/config-1/model.zip"));

    // Three hours of two are spent.
    String journal = Files.readString(out().resolve("batch.jsonl"));
    Run again = Run.of(words);
    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(out().resolve("batch.jsonl")).hasContent(journal);
    assertThat(out().resolve("runs/config-3")).doesNotExist();

    plan(text.replace("2 hours", "5 hours"));
    long before = epochs("config-2");
    Run more = Run.at(new Leaping(() -> epochs("config-2") > before), words);
    assertThat(more.exit()).as(more.err()).isZero();
    assertThat(more.err()).contains(": config-2 stopped saved").doesNotContain("config-3");
    assertThat(out().resolve("logs/config-2.log")).content().contains(" --resume  # cpu 0");
    assertThat(ends("config-2")).isEqualTo(2);
  }
}
