package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One YAML file in, a trained classifier out, and predictions from it. */
final class StraightPathTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CONFIG = "configs/iris.yaml";
  private static final String ROWS = "data/iris.csv";
  private static final List<String> SPECIES = List.of("setosa", "versicolor", "virginica");

  @TempDir static Path shared;
  @TempDir Path folder;

  private static Path run;
  private static Run trained;

  @BeforeAll
  static void train() {
    run = shared.resolve("run");
    trained = Run.of("train", CONFIG, "-o", run.toString());
  }

  @Test
  void a_run_leaves_its_files_and_tells_its_story_on_stderr() throws IOException {
    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(trained.out()).startsWith("best epoch ").contains("accuracy").contains("model.zip");
    assertThat(trained.err()).contains("99 training, 12 validation, 39 test rows").contains("1/");
    try (var files = Files.list(run)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              ".lock",
              "config.yaml",
              "splits.csv",
              "metrics.jsonl",
              "metrics.json",
              "confusion.csv",
              "per_class.csv",
              "report.html",
              "model.zip",
              "run.log",
              "provenance.json",
              "checkpoints");
    }
  }

  @Test
  void the_saved_config_trains_the_same_model_again() {
    Path again = folder.resolve("again");
    Run second =
        Run.of("train", run.resolve("config.yaml").toString(), "--quiet", "-o", again.toString());
    assertThat(second.exit()).as(second.err()).isZero();
    assertThat(second.err()).isEmpty();
    for (String file : List.of("model.zip", "metrics.json", "metrics.jsonl", "confusion.csv")) {
      assertThat(again.resolve(file)).hasSameBinaryContentAs(run.resolve(file));
    }
  }

  @Test
  void another_seed_gives_another_model() throws IOException {
    Path other = folder.resolve("other");
    Run.of("train", CONFIG, "--quiet", "--set", "training.seed=43", "-o", other.toString());
    assertThat(Files.mismatch(other.resolve("metrics.jsonl"), run.resolve("metrics.jsonl")))
        .isNotNegative();
  }

  @Test
  void json_is_one_line_on_stdout_with_the_numbers_of_metrics_json() throws IOException {
    Run json = Run.of("train", CONFIG, "--json", "-o", folder.resolve("json").toString());
    assertThat(json.out().lines()).hasSize(1);
    JsonNode printed = JSON.readTree(json.out());
    JsonNode stored = JSON.readTree(run.resolve("metrics.json").toFile());
    assertThat(printed.at("/test/accuracy")).isEqualTo(stored.at("/test/accuracy"));
    assertThat(printed.at("/best_epoch")).isEqualTo(stored.at("/best_epoch"));
  }

  @Test
  void the_best_epoch_is_the_one_with_the_smallest_validation_loss() throws IOException {
    int best = 0;
    double smallest = Double.MAX_VALUE;
    int lines = 0;
    for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      JsonNode epoch = JSON.readTree(line);
      lines++;
      assertThat(epoch.get("epoch").intValue()).isEqualTo(lines);
      if (epoch.get("validation_loss").doubleValue() < smallest) {
        smallest = epoch.get("validation_loss").doubleValue();
        best = lines;
      }
    }
    JsonNode metrics = JSON.readTree(run.resolve("metrics.json").toFile());
    assertThat(metrics.get("best_epoch").intValue()).isEqualTo(best);
    assertThat(metrics.get("epochs").intValue()).isEqualTo(lines);
    assertThat(metrics.at("/validation/loss").doubleValue()).isEqualTo(smallest);
  }

  @Test
  void evaluate_counts_what_predict_writes() throws IOException {
    Path predictions = folder.resolve("predictions.csv");
    Run predict =
        Run.of("predict", run.toString(), ROWS, "-o", predictions.toString(), "--keep", "all");
    assertThat(predict.exit()).as(predict.err()).isZero();
    assertThat(predict.err()).contains("150 rows predicted");
    List<NamedCsvRecord> rows = rows(predictions);
    assertThat(rows).hasSize(150);
    long right =
        rows.stream().filter(r -> r.getField("label").equals(r.getField("species"))).count();
    for (NamedCsvRecord row : rows) {
      List<Double> p =
          SPECIES.stream().map(name -> Double.valueOf(row.getField("p_" + name))).toList();
      assertThat(p.stream().mapToDouble(Double::doubleValue).sum()).isCloseTo(1, within(3e-6));
      assertThat(Double.valueOf(row.getField("confidence"))).isEqualTo(Collections.max(p));
      assertThat(row.getField("label")).isEqualTo(SPECIES.get(p.indexOf(Collections.max(p))));
    }

    Run evaluate = Run.of("evaluate", run.toString(), ROWS, "--json");
    assertThat(evaluate.exit()).as(evaluate.err()).isZero();
    assertThat(JSON.readTree(evaluate.out()).at("/test/accuracy").doubleValue())
        .isCloseTo(right / 150.0, within(1e-12));
  }

  @Test
  void evaluate_writes_the_files_of_a_run() throws IOException {
    Path out = folder.resolve("evaluation");
    Run evaluate = Run.of("evaluate", run.toString(), ROWS, "-o", out.toString());
    assertThat(evaluate.exit()).as(evaluate.err()).isZero();
    assertThat(out).isDirectoryContaining("glob:**/report.html");
    List<NamedCsvRecord> confusion = rows(out.resolve("confusion.csv"));
    assertThat(confusion).extracting(r -> r.getField("truth")).isEqualTo(SPECIES);
    long diagonal = 0;
    long all = 0;
    for (NamedCsvRecord row : confusion) {
      for (String name : SPECIES) {
        long count = Long.parseLong(row.getField(name));
        all += count;
        diagonal += name.equals(row.getField("truth")) ? count : 0;
      }
    }
    assertThat(all).isEqualTo(150);
    assertThat(
            JSON.readTree(out.resolve("metrics.json").toFile()).at("/test/accuracy").doubleValue())
        .isCloseTo(diagonal / 150.0, within(1e-12));
    assertThat(rows(out.resolve("per_class.csv"))).hasSize(3);
  }

  @Test
  void columns_are_found_by_name_and_the_label_is_not_needed() throws IOException {
    List<String> shuffled = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(ROWS))) {
      String[] cells = line.split(",", -1);
      shuffled.add(String.join(";", "extra", cells[3], cells[1], cells[0], cells[2]));
    }
    Path other = Files.write(folder.resolve("other.csv"), shuffled);
    Run byName = Run.of("predict", run.toString(), other.toString());
    assertThat(byName.exit()).as(byName.err()).isZero();
    assertThat(byName.out()).isEqualTo(Run.of("predict", run.toString(), ROWS).out());
    assertThat(byName.err()).contains("columns not used by the model: extra");
  }

  @Test
  void stdin_and_gzip_give_the_same_rows() throws IOException {
    Path zipped = folder.resolve("iris.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      Files.copy(Path.of(ROWS), out);
    }
    String plain = Run.of("predict", run.toString(), ROWS).out();
    assertThat(Run.of("predict", run.toString(), zipped.toString()).out()).isEqualTo(plain);
    assertThat(Run.withInput(Files.readString(Path.of(ROWS)), "predict", run.toString(), "-").out())
        .isEqualTo(plain);
  }

  @Test
  void many_chunks_come_out_in_order() throws IOException {
    List<String> lines = Files.readAllLines(Path.of(ROWS));
    StringBuilder many = new StringBuilder("n,").append(lines.get(0)).append('\n');
    int n = 5000;
    for (int i = 0; i < n; i++) {
      many.append(i).append(',').append(lines.get(1 + i % 150)).append('\n');
    }
    Run predict = Run.withInput(many.toString(), "predict", run.toString(), "-", "--keep", "n");
    assertThat(predict.err()).contains("5,000 rows predicted");
    List<String> once = Run.of("predict", run.toString(), ROWS).out().lines().skip(1).toList();
    List<String> out = predict.out().lines().skip(1).toList();
    assertThat(out).hasSize(n);
    for (int i = 0; i < n; i++) {
      assertThat(out.get(i)).isEqualTo(i + "," + once.get(i % 150));
    }
  }

  @Test
  void top_k_replaces_the_columns_of_the_classes_and_json_lines_are_json() throws IOException {
    Run top = Run.of("predict", run.toString(), ROWS, "--top-k", "2", "--format", "jsonl");
    assertThat(top.exit()).as(top.err()).isZero();
    JsonNode first = JSON.readTree(top.out().lines().findFirst().orElseThrow());
    assertThat(first.fieldNames())
        .toIterable()
        .containsExactly(
            "label",
            "confidence",
            "top1_label",
            "top1_confidence",
            "top2_label",
            "top2_confidence");
    assertThat(first.get("top1_label")).isEqualTo(first.get("label"));
  }

  @Test
  void below_the_threshold_the_label_is_abstain() {
    Run all = Run.of("predict", run.toString(), ROWS, "--threshold", "1");
    assertThat(all.out().lines().skip(1))
        .isNotEmpty()
        .allMatch(line -> line.startsWith("abstain,"));
    Run none = Run.of("predict", run.toString(), ROWS, "--threshold", "0");
    assertThat(none.out()).doesNotContain("abstain");
  }

  @Test
  void faulty_rows_fail_are_left_out_or_come_out_empty() throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(Path.of(ROWS)).subList(0, 6));
    lines.set(2, "x,3.0,1.4,0.2,setosa");
    lines.set(4, "4.6,3.1");
    Path bad = Files.write(folder.resolve("bad.csv"), lines);

    Run fail = Run.of("predict", run.toString(), bad.toString());
    assertThat(fail.exit()).isEqualTo(4);
    assertThat(fail.err()).contains("bad.csv:3:1: ").contains("'x'");

    Run skip = Run.of("predict", run.toString(), bad.toString(), "--on-error", "skip");
    assertThat(skip.exit()).isZero();
    assertThat(skip.out().lines()).hasSize(1 + 3);
    assertThat(skip.err()).contains("3 rows predicted, 2 faulty ones left out");

    Run empty = Run.of("predict", run.toString(), bad.toString(), "--on-error", "null");
    assertThat(empty.out().lines()).hasSize(1 + 5);
    assertThat(empty.out().lines().skip(2).findFirst()).contains(",,,,");
    assertThat(empty.out().lines().skip(4).findFirst()).contains(",,,,");
  }

  @Test
  void check_shows_the_config_the_columns_the_classes_and_the_layers() {
    Run check = Run.of("check", CONFIG);
    assertThat(check.exit()).as(check.err()).isZero();
    assertThat(check.out())
        .containsPattern("training.epochs +\\d+ +configs/iris.yaml:\\d+:3")
        .containsPattern("training.seed +42 +default")
        .containsPattern("petal_length_cm +numeric")
        .containsPattern("setosa +33 +4 +13")
        .containsPattern("head +softmax +3 +51");
    Run dry = Run.of("train", CONFIG, "--dry-run", "-o", folder.resolve("none").toString());
    assertThat(dry.exit()).isZero();
    assertThat(folder.resolve("none")).doesNotExist();
  }

  private static List<NamedCsvRecord> rows(Path csv) throws IOException {
    try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(csv)) {
      return reader.stream().toList();
    }
  }
}
