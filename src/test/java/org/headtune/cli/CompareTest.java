package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.headtune.cli.ResumeTest.Job;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs side by side. */
final class CompareTest {
  @TempDir Path folder;

  @BeforeEach
  void setUp() throws IOException {
    ResumeTest.place(folder);
    Job.train("", "training.optimizer.learning_rate=0.00001").done(folder, "slow");
    Job.train("", "training.optimizer.learning_rate=0.02", "training.epochs=3")
        .done(folder, "fast");
  }

  private String word(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void settings_that_differ_and_metrics_stand_beside_each_other() throws IOException {
    Run run =
        Run.of(
            "compare",
            word("slow"),
            word("fast"),
            "--csv",
            word("a.csv"),
            "--html",
            word("a.html"));

    assertThat(run.exit()).as(run.err()).isZero();
    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0))
        .matches(
            "run +epochs +optimizer.learning_rate +epochs +best_epoch +seconds +validation_loss"
                + " +validation_accuracy +validation_macro_f1");
    assertThat(lines.get(1)).startsWith(word("slow") + "  4 ").contains(" 0.00001 ");
    assertThat(lines.get(2)).startsWith(word("fast") + "  3 ").contains(" 0.02 ");

    List<String> csv = Files.readAllLines(folder.resolve("a.csv"));
    assertThat(csv).hasSize(3);
    assertThat(csv.get(0))
        .startsWith("run,training.epochs,training.optimizer.learning_rate,epochs,");
    JsonNode metrics = new ObjectMapper().readTree(folder.resolve("fast/metrics.json").toFile());
    int loss = List.of(csv.get(0).split(",")).indexOf("validation_loss");
    assertThat(Double.parseDouble(csv.get(2).split(",", -1)[loss]))
        .isEqualTo(metrics.at("/validation/loss").doubleValue());

    // The fast run has the lower loss, and its cell is the one that is marked.
    String cell = "<td class=\"best\">" + lines.get(2).split(" +", -1)[6] + "</td>";
    assertThat(folder.resolve("a.html")).content().contains(cell);
  }

  @Test
  void as_json_every_metric_is_there() throws IOException {
    Run run = Run.of("compare", word("slow"), word("fast"), "--json");
    JsonNode json = new ObjectMapper().readTree(run.out());
    assertThat(json).hasSize(2);
    assertThat(json.at("/1/settings/training.epochs").textValue()).isEqualTo("3");
    assertThat(json.at("/1/epochs").intValue()).isEqualTo(3);
    assertThat(json.at("/0/validation/mcc").isNumber()).isTrue();
    assertThat(json.at("/0/settings").has("training.seed")).isFalse();
  }

  @Test
  void a_folder_without_a_finished_run_is_named() throws IOException {
    Files.delete(folder.resolve("slow/metrics.json"));
    Run run = Run.of("compare", word("slow"), word("nothing"), word("fast"));
    assertThat(run.exit()).isEqualTo(5);
    assertThat(run.err())
        .contains(
            "error: "
                + word("slow/metrics.json")
                + ": cannot be used (it does not exist); expected the folder of a finished run:"
                + " finish it with --resume, or name another",
            "error: " + word("nothing/metrics.json"),
            "2 errors");
  }

  @Test
  void a_damaged_file_is_named_with_the_place() throws IOException {
    Path metrics = folder.resolve("slow/metrics.json");
    String whole = Files.readString(metrics);
    Files.writeString(metrics, whole.substring(0, whole.indexOf("best_epoch")));
    Run run = Run.of("compare", word("slow"), word("fast"));
    assertThat(run.exit()).isEqualTo(5);
    assertThat(run.err())
        .containsPattern(
            "metrics.json: cannot be used \\(.*is not the JSON that Headtune writes, from line 2,"
                + " column 4 on; the file is damaged\\); expected the folder of a finished run")
        .doesNotContain("REDACTED");
  }
}
