package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the time of a run goes is told, and nothing is written. */
final class BenchTest {
  @TempDir private Path folder;
  private Workplace place;

  @BeforeEach
  void setUp() throws IOException {
    place = Workplace.in(folder);
  }

  private static List<String> scratches() throws IOException {
    try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return all.map(Path::toString).filter(name -> name.contains("headtune-bench")).toList();
    }
  }

  private Run bench(String config, String... settings) throws IOException {
    // A longer time, where a test names one, is for machines that are busy with something else.
    List<String> words = new ArrayList<>(List.of("bench", config));
    if (Stream.of(settings).noneMatch(setting -> setting.startsWith("--seconds"))) {
      words.add("--seconds=4");
    }
    for (String setting : settings) {
      words.addAll(setting.startsWith("-") ? List.of(setting) : List.of("--set", setting));
    }
    Map<String, String> before = Workplace.tree(folder);
    List<String> scratches = scratches();
    Run run = Run.of(words.toArray(String[]::new));
    assertThat(Workplace.tree(folder)).isEqualTo(before);
    assertThat(scratches).containsAll(scratches());
    return run;
  }

  private Run digits(String... settings) throws IOException {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("output=" + place.word("none"));
    return bench("configs/digits.yaml", all.toArray(String[]::new));
  }

  private static JsonNode json(Run run) throws IOException {
    assertThat(run.exit()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }

  private static double sum(JsonNode json, String key) {
    double sum = 0;
    for (JsonNode phase : json.at("/phases")) {
      sum += phase.get(key).asDouble();
    }
    return sum;
  }

  private static JsonNode phase(JsonNode json, String word) {
    for (JsonNode phase : json.at("/phases")) {
      if (phase.get("phase").asText().equals(word)) {
        return phase;
      }
    }
    throw new AssertionError(word);
  }

  @Test
  void the_phases_add_up_to_the_time_on_the_clock() throws IOException {
    long begin = System.nanoTime();
    JsonNode json = json(digits("--seconds=16", "--json", "training.epochs=3"));
    double wall = (System.nanoTime() - begin) / 1e9;
    assertThat(json.at("/ended").asBoolean()).isTrue();
    assertThat(json.at("/epochs").asInt()).isEqualTo(3);
    assertThat(sum(json, "measured")).isBetween(0.1, wall);
    assertThat(json.at("/seconds_measured").asDouble())
        .isEqualTo(sum(json, "measured"), Offset.offset(1e-9));
    assertThat(sum(json, "share")).isEqualTo(1, Offset.offset(1e-9));
    double withoutJava =
        json.at("/seconds").asDouble() - phase(json, "start of Java").get("once").asDouble();
    assertThat(withoutJava).isBetween(0.5 * sum(json, "measured"), 1.5 * sum(json, "measured"));
  }

  /** A run of an hour is told from seconds of it. */
  @Test
  void a_long_run_is_told_from_its_first_epochs() throws IOException {
    JsonNode json =
        json(
            digits(
                "--seconds=16",
                "--json",
                "training.epochs=100000",
                "training.early_stopping=null"));
    assertThat(json.at("/ended").asBoolean()).isFalse();
    assertThat(json.at("/epochs").asInt()).isEqualTo(100_000);
    int measured = json.at("/epochs_measured").asInt();
    assertThat(measured).isPositive();
    double loop = 0;
    for (String word : List.of("batches", "forward", "backward", "update")) {
      assertThat(phase(json, word).get("seconds").asDouble()).as(word).isPositive();
      assertThat(phase(json, word).get("rows_per_second").asDouble()).as(word).isPositive();
      loop += phase(json, word).get("per_epoch").asDouble();
    }
    // The first epoch is not among those an epoch is told from.
    assertThat(loop * (measured - 1)).isBetween(0.0, json.at("/seconds_measured").asDouble());
    assertThat(json.at("/seconds").asDouble()).isGreaterThan(loop * 100_000);
    for (String word : List.of("evaluation", "checkpoints", "writing")) {
      assertThat(phase(json, word).get("measured").asDouble()).as(word).isPositive();
    }
  }

  @Test
  void other_batch_sizes_and_threads_are_tried() throws IOException {
    JsonNode json = json(digits("--json", "training.batch_size=1"));
    Map<Integer, Double> rates = new LinkedHashMap<>();
    for (JsonNode trial : json.at("/trials")) {
      assertThat(trial.get("rows_per_second").asDouble()).isPositive();
      assertThat(trial.get("network_memory").asLong()).isPositive();
      if (trial.get("threads").asInt() == json.at("/threads").asInt()) {
        rates.put(trial.get("batch_size").asInt(), trial.get("rows_per_second").asDouble());
      }
    }
    assertThat(rates).containsOnlyKeys(1, 2, 4, 8);
    // The smallest change among those that are as fast as the fastest, within 5 %.
    double best = rates.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    int advised =
        rates.keySet().stream()
            .filter(size -> rates.get(size) >= 0.95 * best)
            .sorted()
            .findFirst()
            .orElseThrow();
    String start =
        String.format(
            Locale.ROOT,
            "batch size: %d instead of 1 trains %.1f times as many rows per second",
            advised,
            rates.get(advised) / rates.get(1));
    assertThat(json.at("/advice/0").asText())
        .startsWith(start)
        .contains("fewer updates per epoch may cost accuracy");
  }

  @Test
  void a_person_reads_tables_and_advice() throws IOException {
    // Rows enough that each phase is seen many times.
    List<String> digits = Files.readAllLines(Path.of("data/digits/train.csv"));
    List<String> many = new ArrayList<>(digits);
    for (int i = 1; i < 20; i++) {
      many.addAll(digits.subList(1, digits.size()));
    }
    place.write("many.csv", String.join("\n", many) + "\n");
    Run run = digits("--seconds=16", "training.epochs=2", "data.train=" + place.word("many.csv"));
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out())
        .matches(
            """
            (?s)24,246 training, 2,694 validation, 450 test rows; 9,610 parameters; batch size 32; 1 thread
            measured for [0-9.]+ s, 2 of 2 epochs: the whole run

            phase +once +an epoch +rows/s +2 epochs +share
            start of Java +[0-9.]+ s +[0-9.]+ s +[0-9.]+ %
            .*reading +[0-9.]+ s +[0-9,]+ +[0-9.]+ s +[0-9.]+ %
            .*all +[0-9.]+ s +100.0 %

            memory: the process took [0-9,]+ MB at its peak, of [0-9,]+ MB; the network's part is about [0-9]+ MB

            batch size +rows/s +ratio +network
             +16 +[0-9,]+ +[0-9.]+ +[0-9.]+ MB
             +32 +[0-9,]+ +1.00 +[0-9.]+ MB
             +64 .*
            (threads +rows/s +ratio
            .*
            )?- batch size: .*
            """);
  }

  @Test
  void a_run_that_starts_from_another_model_is_measured() throws IOException {
    place.config("train.csv", "dense: {units: 5, activation: relu}");
    place.trained();
    String config =
        place
            .write(
                "finetune.yaml",
                """
                from: '%s'
                data: {train: '%s', label: label}
                training: {epochs: 4, batch_size: 16}
                output: '%s'
                """
                    .formatted(place.word("run"), place.word("train.csv"), place.word("tuned")))
            .toString();
    JsonNode json = json(bench(config, "--json"));
    assertThat(json.at("/epochs").asInt()).isEqualTo(4);
    assertThat(json.at("/trials").size()).isGreaterThan(1);
  }

  /** Which has no labels, and an embedding below. */
  @Test
  void a_language_model_is_measured() throws IOException {
    JsonNode json =
        json(
            bench(
                "configs/pretrain-text.yaml",
                "--json",
                "output=" + place.word("none"),
                "training.epochs=1000"));
    assertThat(phase(json, "forward").get("per_epoch").asDouble()).isPositive();
    assertThat(json.at("/ended").asBoolean()).isFalse();
  }

  @Test
  void what_cannot_be_measured_is_refused() throws IOException {
    Run folds = digits("data.cross_validation=3", "data.validation_split=0", "data.test=null");
    assertThat(folds.exit()).isEqualTo(3);
    assertThat(folds.err())
        .contains("bench measures one training, and this config asks for one per fold");
    Run broken = digits("training.epoch=3");
    assertThat(broken.exit()).isEqualTo(3);
    assertThat(broken.err()).contains("epochs");
    Run missing = digits("data.train=none.csv");
    assertThat(missing.exit()).isEqualTo(4);
    Run diverging = digits("training.optimizer={type: sgd, learning_rate: 1e30}");
    assertThat(diverging.exit()).isEqualTo(6);
    assertThat(diverging.err()).contains("training diverged while it was measured");
  }
}
