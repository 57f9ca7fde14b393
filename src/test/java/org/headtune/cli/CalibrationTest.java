package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.headtune.artifact.ModelFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model that is too sure of itself: one row of four has another class than its place tells. */
final class CalibrationTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CONFIG =
      """
      data: {train: '%s', test: '%s', label: label, validation_split: 0.4}
      model: {layers: [{dense: {units: 64}}, {dense: {units: 64}}]}
      training:
        {epochs: 25, batch_size: 16, optimizer: {type: adam, learning_rate: 0.01}, early_stopping: {monitor: loss}}
      output: '%s'
      """;

  @TempDir static Path shared;
  @TempDir Path folder;
  private static Workplace trained;
  private Workplace place;

  @BeforeAll
  static void train() throws IOException {
    trained = new Workplace(shared);
    trained.write("train.csv", table(500, 1));
    trained.write("test.csv", table(1000, 2));
    trained.write("fresh.csv", table(600, 3));
    trained.write(
        "config.yaml",
        CONFIG.formatted(trained.word("train.csv"), trained.word("test.csv"), trained.word("run")));
    trained.trained();
  }

  @BeforeEach
  void setUp() throws IOException {
    place = new Workplace(folder);
    Files.createDirectory(place.path("run"));
    try (var files = Files.list(trained.path("run"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, place.path("run").resolve(file.getFileName()));
      }
    }
    Files.createDirectory(place.path("run/checkpoints"));
    try (var files = Files.list(trained.path("run/checkpoints"))) {
      for (Path file : files.toList()) {
        Files.copy(file, place.path("run/checkpoints").resolve(file.getFileName()));
      }
    }
  }

  private static String table(int rows, long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder("x,y,label\n");
    for (int i = 0; i < rows; i++) {
      int k = random.nextInt(3);
      text.append(
          String.format(
              Locale.ROOT,
              "%.4f,%.4f,%c%n",
              k + 0.4 * random.nextGaussian(),
              (k == 1 ? 1 : 0) + 0.4 * random.nextGaussian(),
              "abc".charAt(random.nextInt(4) == 0 ? random.nextInt(3) : k)));
    }
    return text.toString();
  }

  private static Run fine(String... words) {
    Run run = Run.of(words);
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  private static JsonNode json(String... words) throws IOException {
    return JSON.readTree(fine(words).out());
  }

  private static List<double[]> probabilities(String csv) {
    return csv.lines()
        .skip(1)
        .map(line -> line.split(","))
        .map(
            cells ->
                new double[] {
                  Double.parseDouble(cells[2]),
                  Double.parseDouble(cells[3]),
                  Double.parseDouble(cells[4])
                })
        .toList();
  }

  private double temperature() throws IOException {
    return json("inspect", place.word("run"), "--json")
        .at("/card/calibration/temperature")
        .doubleValue();
  }

  @Test
  void a_run_tells_what_calibration_changed() throws IOException {
    JsonNode metrics = JSON.readTree(place.path("run/metrics.json").toFile());
    assertThat(metrics.at("/calibration/verdict").asText()).isEqualTo("kept");
    assertThat(metrics.at("/calibration/rows").asInt()).isEqualTo(200);
    assertThat(metrics.at("/calibration/temperature").doubleValue()).isGreaterThan(1.2);
    for (String part : List.of("test", "validation")) {
      JsonNode before = metrics.path("uncalibrated").path(part);
      assertThat(metrics.at("/" + part + "/loss").doubleValue())
          .isPositive()
          .isLessThan(before.path("loss").doubleValue());
      assertThat(before.fieldNames())
          .toIterable()
          .containsExactlyInAnyOrder("loss", "brier", "ece", "ece_equal_mass", "mce");
    }
    assertThat(metrics.at("/prediction_sets/test").findValues("asked")).hasSize(3);
    assertThat(metrics.at("/prediction_sets/validation").isMissingNode()).isTrue();
    assertThat(Files.readString(place.path("run/report.html")))
        .contains("Reliability before calibration", "Reliability after calibration")
        .contains("Prediction sets", "temperature ");
    // What decides which epoch is the best does not know the temperature.
    List<String> lines = Files.readAllLines(place.path("run/metrics.jsonl"));
    int best = metrics.path("best_epoch").asInt();
    assertThat(JSON.readTree(lines.get(best - 1)).path("validation_loss").doubleValue())
        .isEqualTo(metrics.at("/uncalibrated/validation/loss").doubleValue());
  }

  @Test
  void predictions_are_the_softmax_of_the_logarithms_by_the_temperature() throws IOException {
    String rows = trained.word("test.csv");
    List<double[]> plain =
        probabilities(
            fine("predict", place.word("run"), rows, "--uncalibrated", "--digits", "9").out());
    List<double[]> found =
        probabilities(fine("predict", place.word("run"), rows, "--digits", "9").out());
    double temperature = temperature();
    for (int row = 0; row < plain.size(); row++) {
      double sum = 0;
      for (double p : plain.get(row)) {
        sum += Math.pow(p, 1 / temperature);
      }
      for (int k = 0; k < 3; k++) {
        if (plain.get(row)[k] > 1e-3) { // of less, nine decimals leave too few digits
          assertThat(found.get(row)[k])
              .isCloseTo(Math.pow(plain.get(row)[k], 1 / temperature) / sum, within(1e-4));
        }
      }
    }
  }

  @Test
  void what_is_right_stays_right() throws IOException {
    String rows = trained.word("test.csv");
    JsonNode after = json("evaluate", place.word("run"), rows, "--json");
    JsonNode before = json("evaluate", place.word("run"), rows, "--json", "--uncalibrated");
    for (String metric : List.of("accuracy", "macro_f1", "mcc", "balanced_accuracy")) {
      assertThat(after.path("test").path(metric)).isEqualTo(before.path("test").path(metric));
    }
    assertThat(after.at("/uncalibrated/test/ece")).isEqualTo(before.at("/test/ece"));
    assertThat(before.has("uncalibrated")).isFalse();
    assertThat(before.has("prediction_sets")).isFalse();
  }

  @Test
  void without_a_temperature_predictions_are_the_networks_own() throws IOException {
    fine(
        "train",
        trained.word("config.yaml"),
        "--set",
        "calibration.temperature=false",
        "-o",
        place.word("plain"));
    String rows = trained.word("test.csv");
    assertThat(fine("predict", place.word("plain"), rows).out())
        .isEqualTo(fine("predict", place.word("run"), rows, "--uncalibrated").out());
    assertThat(JSON.readTree(place.path("plain/metrics.json").toFile()).at("/calibration/verdict"))
        .hasToString("\"not_asked\"");
    assertThat(fine("inspect", place.word("plain")).out())
        .containsPattern("calibration +temperature 1\\.0000\n")
        .containsPattern("prediction sets +200 rows, coverage up to 0.995");
  }

  @Test
  void sets_stand_in_the_last_columns_and_cover_what_was_asked() throws IOException {
    Run csv =
        fine(
            "predict",
            place.word("run"),
            trained.word("test.csv"),
            "--coverage",
            "0.9",
            "--keep",
            "label");
    List<String> lines = csv.out().lines().toList();
    assertThat(lines.get(0)).isEqualTo("input_label,label,confidence,p_a,p_b,p_c,set,set_size");
    int covered = 0;
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      List<String> set = List.of(cells[6].replace("\"", "").split("\\|"));
      assertThat(cells[7]).isEqualTo(cells[6].equals("\"\"") ? "0" : set.size() + "");
      covered += set.contains(cells[0]) ? 1 : 0;
    }
    assertThat(covered / 1000.0).isCloseTo(0.9, within(0.06)); // 200 and 1000 rows: 2 percent
    JsonNode evaluated =
        json(
            "evaluate", place.word("run"), trained.word("test.csv"), "--coverage", "0.8", "--json");
    assertThat(evaluated.at("/prediction_sets/test").findValuesAsText("asked"))
        .containsExactly("0.8", "0.9", "0.95", "0.99");
    assertThat(evaluated.at("/prediction_sets/test/1/covered").doubleValue())
        .isEqualTo(covered / 1000.0);
    Run lines2 =
        fine(
            "predict",
            place.word("run"),
            trained.word("test.csv"),
            "--coverage=0.9",
            "--format=jsonl",
            "--top-k=1");
    JsonNode row = JSON.readTree(lines2.out().lines().findFirst().orElseThrow());
    assertThat(row.path("set").isArray()).isTrue();
    assertThat(row.path("set_size").asInt()).isEqualTo(row.path("set").size());
  }

  @Test
  void a_row_has_its_set_wherever_it_stands() throws IOException {
    List<String> lines = Files.readAllLines(trained.path("test.csv")).subList(0, 101);
    List<String> turned = new ArrayList<>(lines.subList(1, lines.size()));
    Collections.reverse(turned);
    turned.add(0, lines.get(0));
    List<String> there = sets(String.join("\n", lines));
    List<String> back = sets(String.join("\n", turned));
    Collections.reverse(back);
    assertThat(back).isEqualTo(there);
    assertThat(sets(lines.get(0) + "\n" + lines.get(42))).containsExactly(there.get(41));
  }

  private List<String> sets(String rows) {
    Run run = Run.withInput(rows, "predict", place.word("run"), "-", "--coverage", "0.8");
    assertThat(run.exit()).as(run.err()).isZero();
    return new ArrayList<>(run.out().lines().skip(1).map(line -> line.split(",", -1)[5]).toList());
  }

  @Test
  void sets_are_never_empty_if_that_is_asked_for() {
    String rows = trained.word("test.csv");
    Run exact = fine("predict", place.word("run"), rows, "--coverage", "0.5");
    assertThat(exact.out()).contains(",\"\",0\n");
    assertThat(exact.err())
        .contains("so to cover no more than 0.5 some sets are empty; ask for a higher coverage");
    Run filled = fine("predict", place.word("run"), rows, "--coverage", "0.5", "--never-empty");
    assertThat(filled.out()).doesNotContain(",\"\",0\n");
    assertThat(filled.err()).doesNotContain("some sets are empty");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--coverage 0 | --coverage 0.0: expected more than 0 and less than 1",
        "--coverage 1 | --coverage 1.0: expected more than 0 and less than 1",
        "--coverage NaN | --coverage NaN: expected more than 0 and less than 1",
        "--coverage 0.9 --uncalibrated | --coverage stands beside --uncalibrated, but sets are made"
            + " of calibrated probabilities; leave one of them out",
        "--coverage 0.999 | --coverage 0.999 takes 999 calibration rows or more, and this model has"
            + " only 200; make one that has them: headtune calibrate",
        "--coverage many | 'many'",
        "--never-empty | --never-empty: expected --coverage beside it",
      })
  void a_coverage_that_cannot_be_is_refused(String words, String message) {
    List<String> all =
        new ArrayList<>(List.of("predict", place.word("run"), trained.word("test.csv")));
    all.addAll(List.of(words.split(" ")));
    Run run = Run.of(all.toArray(String[]::new));
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains(message);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void without_validation_rows_there_is_no_calibration() throws IOException {
    fine(
        "train",
        trained.word("config.yaml"),
        "--set=data.validation_split=0",
        "--set=training.epochs=1",
        "-o",
        place.word("none"));
    assertThat(JSON.readTree(place.path("none/metrics.json").toFile()).has("calibration"))
        .isFalse();
    assertThat(fine("inspect", place.word("none")).out()).containsPattern("calibration +none\n");
    Run run = Run.of("evaluate", place.word("none"), trained.word("test.csv"), "--coverage", "0.9");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .contains("--coverage 0.9 takes 9 calibration rows or more, and this model has none;");
  }

  @Test
  void calibrate_replaces_the_calibration_alone() throws IOException {
    Map<String, String> before = Workplace.tree(place.path("run"));
    Run run = fine("calibrate", place.word("run"), trained.word("fresh.csv"));
    assertThat(run.out())
        .startsWith("600 rows of ")
        .containsPattern(
            "temperature [0-9.]+, fitted on 600 rows\ncalibration +calibration before +after\nloss ")
        .contains("model " + place.word("run/model.zip"));
    assertThat(run.err())
        .contains("replaces the calibration of before, with temperature ")
        .contains(
            "only the model is replaced: other files of its run still tell of the model before");
    Map<String, String> after = new TreeMap<>(Workplace.tree(place.path("run")));
    assertThat(after.remove("model.zip")).isNotEqualTo(before.remove("model.zip"));
    after.remove(".lock");
    before.remove(".lock");
    assertThat(after).isEqualTo(before);

    JsonNode old = json("inspect", trained.word("run"), "--json");
    JsonNode now = json("inspect", place.word("run"), "--json");
    assertThat(now.at("/entries/0")).isEqualTo(old.at("/entries/0"));
    assertThat(now.at("/entries/1")).isEqualTo(old.at("/entries/1"));
    assertThat(now.at("/card/provenance")).isEqualTo(old.at("/card/provenance"));
    assertThat(now.at("/card/calibration/data_sha256").path(trained.word("fresh.csv")).asText())
        .isEqualTo(Workplace.sha256(trained.path("fresh.csv")));
    assertThat(now.at("/card/metrics/test/accuracy"))
        .isEqualTo(old.at("/card/metrics/test/accuracy"));
    assertThat(now.at("/card/metrics/test/loss").isMissingNode()).isTrue();
    assertThat(now.at("/card/metrics/calibration/loss").doubleValue()).isPositive();
    String rows = trained.word("test.csv");
    assertThat(fine("predict", place.word("run"), rows, "--uncalibrated").out())
        .isEqualTo(fine("predict", trained.word("run"), rows, "--uncalibrated").out());
    fine("predict", place.word("run"), rows, "--coverage", "0.998");
  }

  @Test
  void calibrate_writes_a_new_zip_beside_the_model() throws IOException {
    String before = Workplace.sha256(place.path("run/model.zip"));
    String fresh = trained.word("fresh.csv");
    Run run = fine("calibrate", place.word("run"), fresh, "-o", place.word("new.zip"));
    assertThat(run.err()).isEmpty();
    assertThat(Workplace.sha256(place.path("run/model.zip"))).isEqualTo(before);
    fine("calibrate", place.word("run/model.zip"), fresh);
    assertThat(place.path("run/model.zip")).hasSameBinaryContentAs(place.path("new.zip"));
    assertThat(
            json("calibrate", place.word("new.zip"), fresh, "--json")
                .at("/fitted/verdict")
                .asText())
        .isEqualTo("kept");
    assertThat(place.path("run/model.zip")).hasSameBinaryContentAs(place.path("new.zip"));
  }

  @Test
  void a_model_of_an_old_format_is_calibrated_into_the_new_one() throws IOException {
    place.write("rows.csv", rowsOfGolden());
    try (var in = ModelFile.class.getResourceAsStream("golden-1.zip")) {
      Files.copy(in, place.path("old.zip"));
    }
    fine("calibrate", place.word("old.zip"), place.word("rows.csv"), "-o", place.word("new.zip"));
    assertThat(fine("inspect", place.word("new.zip")).out())
        .contains("model of Headtune 0.1.0, format 6");
  }

  private static String rowsOfGolden() {
    StringBuilder text = new StringBuilder("x0,x1,x2,x3,answer\n");
    for (int i = 0; i < 30; i++) {
      text.append(i % 3).append(',').append(i % 5).append(",0,").append(i % 7).append(',');
      text.append(List.of("no", "yes", "käse").get(i % 3)).append('\n');
    }
    return text.toString();
  }

  @Test
  void what_cannot_be_calibrated_is_refused_and_stays() throws IOException {
    Map<String, String> before = Workplace.tree(place.path("run"));
    String fresh = trained.word("fresh.csv");
    String checkpoint;
    try (var files = Files.list(place.path("run/checkpoints"))) {
      checkpoint = files.findFirst().orElseThrow().toString();
    }
    refused(
        5,
        "is a checkpoint, and only a finished model is calibrated",
        "calibrate",
        checkpoint,
        fresh);
    refused(5, "does not exist", "calibrate", place.word("nothing"), fresh);
    refused(
        4,
        "no label column 'label'",
        "calibrate",
        place.word("run"),
        place.write("b.csv", "x,y\n1,2\n").toString());
    refused(
        4,
        "label 'd' was not seen",
        "calibrate",
        place.word("run"),
        place.write("c.csv", "x,y,label\n1,2,d\n").toString());
    refused(
        4,
        "the file has no data rows",
        "calibrate",
        place.word("run"),
        place.write("d.csv", "x,y,label\n").toString());
    refused(
        8,
        "its folder does not exist",
        "calibrate",
        place.word("run"),
        fresh,
        "-o",
        place.word("no/such.zip"));
    refused(8, "it is a folder", "calibrate", place.word("run"), fresh, "-o", folder.toString());
    assertThat(Workplace.tree(place.path("run"))).isEqualTo(before);
  }

  private static void refused(int exit, String message, String... words) {
    Run run = Run.of(words);
    assertThat(run.exit()).as(run.err()).isEqualTo(exit);
    assertThat(run.err()).contains(message);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void a_folder_that_another_process_writes_into_is_left_alone() throws Exception {
    String before = Workplace.sha256(place.path("run/model.zip"));
    try (FileChannel lock = FileChannel.open(place.path("run/.lock"), StandardOpenOption.WRITE)) {
      lock.lock(Long.MAX_VALUE - 1, 1, false);
      refused(8, "is in use by process", "calibrate", place.word("run"), trained.word("fresh.csv"));
    }
    assertThat(Workplace.sha256(place.path("run/model.zip"))).isEqualTo(before);
  }

  @Test
  void few_rows_give_sets_but_no_temperature() throws IOException {
    place.write("few.csv", table(9, 4));
    Run run = fine("calibrate", place.word("run"), place.word("few.csv"));
    assertThat(run.out()).contains("temperature 1: fewer than 10 rows are too few");
    assertThat(temperature()).isEqualTo(1);
    fine("predict", place.word("run"), trained.word("test.csv"), "--coverage", "0.9");
  }

  @Test
  void a_model_trained_from_a_calibrated_one_has_its_own_calibration() throws IOException {
    place.write(
        "finetune.yaml",
        """
        from: '%s'
        data: {train: '%s', label: label, validation_split: 0.4}
        training: {epochs: 1, optimizer: {type: sgd, learning_rate: 1.0e-9}}
        calibration: {temperature: false}
        output: '%s'
        """
            .formatted(place.word("run"), trained.word("train.csv"), place.word("tuned")));
    fine("finetune", place.word("finetune.yaml"), "--set=finetune.freeze=none");
    JsonNode card = json("inspect", place.word("tuned"), "--json").path("card");
    assertThat(card.at("/calibration/temperature").doubleValue()).isEqualTo(1);
    assertThat(temperature()).isGreaterThan(1);
  }

  @Test
  void a_run_that_goes_on_is_calibrated_the_same() throws IOException {
    SavedRun whole = new SavedRun(trained.path("run"));
    SavedRun killed = whole.killedAfter(whole.newest(), folder.resolve("killed"));
    fine("train", trained.word("config.yaml"), "-o", place.word("killed"), "--resume");
    assertThat(killed.results()).isEqualTo(whole.results());
  }

  @Test
  void killed_while_it_writes_it_leaves_the_old_model_or_the_new_one() throws Exception {
    fine("calibrate", place.word("run"), trained.word("fresh.csv"), "-o", place.word("new.zip"));
    String before = Workplace.sha256(place.path("run/model.zip"));
    String after = Workplace.sha256(place.path("new.zip"));
    Random random = new Random(1);
    for (int i = 0; i < 4; i++) {
      Files.copy(
          trained.path("run/model.zip"),
          place.path("run/model.zip"),
          StandardCopyOption.REPLACE_EXISTING);
      try (Child.Started started =
          Child.in(folder).start("calibrate", "run", trained.word("fresh.csv"))) {
        Thread.sleep(500 + random.nextInt(2500));
        started.process().destroyForcibly();
        started.end();
      }
      assertThat(Workplace.sha256(place.path("run/model.zip"))).isIn(before, after);
    }
  }
}
