package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches that a plan describes: what is drawn, what goes on, and what is wrong with a plan. */
final class SweepTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @BeforeEach
  void setUp() throws IOException {
    ResumeTest.place(folder);
  }

  private Run batch(String plan, String... words) throws IOException {
    Files.writeString(
        folder.resolve("plan.yaml"), plan.replace("CONFIG", folder.resolve("config.yaml") + ""));
    List<String> all = new ArrayList<>(List.of("batch", folder.resolve("plan.yaml").toString()));
    all.addAll(List.of(words));
    return Run.of(all.toArray(String[]::new));
  }

  private static List<String> values(JsonNode runs, String path) {
    List<String> values = new ArrayList<>();
    runs.forEach(run -> values.add(run.get("settings").path(path).asText()));
    return values;
  }

  private JsonNode outlined(String sweep) throws IOException {
    Run run = batch("configs: CONFIG\noutput: out\n" + sweep, "--dry-run", "--json");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(folder.resolve("out")).doesNotExist();
    return JSON.readTree(run.out());
  }

  @Test
  void a_grid_has_every_combination_and_the_last_key_changes_the_fastest() throws IOException {
    JsonNode runs =
        outlined(
            """
            sweep:
              training.batch_size: [8, 16]
              model.layers: [[{dense: {units: 3}}], [], [{dropout: {rate: 0.5}}]]
              training.optimizer: [{type: nesterovs, momentum: 0.5}]
            """);
    assertThat(runs).hasSize(6);
    assertThat(runs.get(0).get("run").textValue()).isEqualTo("config-1");
    assertThat(values(runs, "training.batch_size"))
        .containsExactly("8", "8", "8", "16", "16", "16");
    assertThat(values(runs, "model.layers[0].dense.units"))
        .containsExactly("3", "null", "null", "3", "null", "null");
  }

  @Test
  void the_same_plan_draws_the_same_values_within_their_ranges() throws IOException {
    String sweep =
        """
        sweep:
          training.optimizer.learning_rate: {log_uniform: [0.0001, 0.1]}
          training.mixup: {uniform: {from: 0.1, to: 0.5}}
          training.epochs: {whole_uniform: [2, 4]}
          training.batch_size: [8, 16]
        budget: 200 runs
        """;
    JsonNode runs = outlined(sweep);
    assertThat(runs)
        .hasSize(200)
        .isEqualTo(outlined(sweep))
        .isNotEqualTo(outlined(sweep + "seed: 7\n"));
    List<Double> rates =
        values(runs, "training.optimizer.learning_rate").stream().map(Double::valueOf).toList();
    assertThat(rates).allMatch(rate -> rate >= 0.0001 && rate <= 0.1);
    // A third of the range each, give or take four standard deviations.
    assertThat(rates.stream().filter(rate -> rate < 0.001).count()).isBetween(40L, 94L);
    assertThat(rates.stream().filter(rate -> rate > 0.01).count()).isBetween(40L, 94L);
    assertThat(values(runs, "training.epochs")).containsOnly("2", "3", "4").contains("2", "3", "4");
    assertThat(values(runs, "training.batch_size")).contains("8", "16");
    // More runs begin as fewer do.
    JsonNode fewer = outlined(sweep.replace("200", "20"));
    assertThat(values(fewer, "training.mixup"))
        .isEqualTo(values(runs, "training.mixup").subList(0, 20));
  }

  @Test
  void a_narrow_range_is_drawn_from_as_well() throws IOException {
    JsonNode runs =
        outlined(
            """
            sweep:
              training.optimizer.beta2: {uniform: [0.9999, 0.99999]}
              training.optimizer.epsilon: {log_uniform: [1.00001e-8, 1.00002e-8]}
              training.clipping.global_norm: {uniform: [12345, 12346]}
            budget: 50 runs
            """);
    assertThat(values(runs, "training.optimizer.beta2"))
        .allMatch(value -> Double.parseDouble(value) >= 0.9999)
        .allMatch(value -> Double.parseDouble(value) <= 0.99999)
        .allMatch(value -> value.length() <= "0.9999123".length())
        .satisfies(all -> assertThat(Set.copyOf(all)).hasSizeGreaterThan(40));
    assertThat(values(runs, "training.optimizer.epsilon"))
        .allMatch(value -> Double.parseDouble(value) >= 1.00001e-8)
        .allMatch(value -> Double.parseDouble(value) <= 1.00002e-8);
    assertThat(values(runs, "training.clipping.global_norm"))
        .allMatch(value -> value.startsWith("12345.") || value.equals("12346"));
  }

  @Test
  void of_a_grid_no_combination_is_drawn_twice() throws IOException {
    JsonNode runs =
        outlined(
            """
            sweep: {training.batch_size: [1, 2, 3, 4, 5], training.epochs: [1, 2, 3]}
            search: random
            budget: 15 runs
            """);
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      pairs.add(
          values(runs, "training.batch_size").get(i)
              + " "
              + values(runs, "training.epochs").get(i));
    }
    assertThat(pairs).hasSize(15).doesNotHaveDuplicates();
    assertThat(pairs.get(0) + pairs.get(1) + pairs.get(2)).isNotEqualTo("1 11 21 3");
  }

  /** The plans that ship can be done. */
  @ParameterizedTest
  @MethodSource("plans")
  void a_shipped_plan_can_be_done(Path plan) {
    Run run = Run.of("batch", plan.toString(), "--dry-run");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out().lines()).hasSizeGreaterThan(2);
  }

  static List<Path> plans() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("plans"))) {
      return files.sorted().toList();
    }
  }

  @Test
  void weak_runs_are_stopped_and_the_best_one_ends_as_if_it_had_been_alone() throws IOException {
    String out = folder.resolve("out").toString();
    String plan =
        """
        configs: CONFIG
        sweep:
          training.optimizer.learning_rate: [0.00001, 0.01, 0.0001, 0.03, 100000]
          training.early_stopping: [null]
          training.epochs: [8]
        halving: {epochs: 2, factor: 2}
        output: '%s'
        """
            .formatted(out);

    Run done = batch(plan, "--slots", "2", "--json");

    assertThat(done.exit()).as(done.err()).isZero();
    assertThat(done.err())
        .contains(
            "round 1: 2 of 5 runs go on after epoch 2", "round 2: 1 of 2 runs go on after epoch 4");
    JsonNode json = JSON.readTree(done.out());
    List<Integer> epochs = new ArrayList<>();
    json.get("runs").forEach(run -> epochs.add(run.path("epochs").asInt()));
    assertThat(epochs).contains(2, 4, 8);
    String best = json.get("best").textValue();
    Path run = folder.resolve("out/runs").resolve(best);
    Run alone =
        Run.of(
            "train",
            folder.resolve("out/configs").resolve(best + ".yaml").toString(),
            "--threads",
            "1",
            "-o",
            folder.resolve("alone").toString());
    assertThat(alone.exit()).as(alone.err()).isZero();
    assertThat(new SavedRun(run).results())
        .isEqualTo(new SavedRun(folder.resolve("alone")).results());
    assertThat(folder.resolve("out/best.zip")).hasSameBinaryContentAs(run.resolve("model.zip"));
    assertThat(Files.readAllLines(folder.resolve("out/summary.csv"))).hasSize(6);
    assertThat(folder.resolve("out/summary.html"))
        .content()
        .contains("learning_rate", "class=\"best\"");

    Run again = batch(plan, "--slots", "2", "--json");
    assertThat(again.exit()).isZero();
    JsonNode same = JSON.readTree(again.out());
    assertThat(same.get("best")).isEqualTo(json.get("best"));
    assertThat(same.at("/runs/0/validation")).isEqualTo(json.at("/runs/0/validation"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sweep: {training.batch_sise: [8]} | 3:9: unknown key training.batch_sise; did you mean batch_size?",
        "sweep: {training.batch_size: [8, many]} | 3:9: training.batch_size is 'many'; expected a whole"
            + " number from 1 to 1000000",
        "sweep: {training.batch_size: 8} | 3:30: sweep['training.batch_size'] is '8'; expected one of"
            + " values, uniform, log_uniform, whole_uniform",
        "sweep: {training.batch_size: []} | 3:30: sweep['training.batch_size'].values.of holds no value;"
            + " expected one or more: add one",
        "sweep: {training..epochs: [1]} | 3:9: expected a key of the config, such as training.batch_size",
        "sweep: {training.mixup: {uniform: [1, 0]}} | 3:39: sweep['training.mixup'].uniform.to is 0, which"
            + " is not above 1; expected the smallest number first: change one",
        "sweep: {training.mixup: {uniform: [-1e308, 1e308]}} | 3:44: sweep['training.mixup'].uniform.to is too"
            + " far above the smallest number to draw between them; expected a narrower range: change one",
        "sweep: {training.mixup: {log_uniform: [1e-300, 1e300]}} | 3:48: sweep['training.mixup'].log_uniform.to"
            + " is too far above the smallest number",
        "sweep: {model.layers: [[{dense: !!map {units: 3}}]]} | 3:33: tags are not allowed: remove '!!map'",
        "sweep: {output: [a, b]} | 3:9: output is no key to sweep, since each run has a folder of its own in"
            + " that of the batch; expected another key: remove it",
        "'sweep: {training.epochs: [1, 2], training: [{epochs: 3}]}' | 3:9: training.epochs has no effect, since"
            + " training comes after it and replaces the whole section; expected the section first: change"
            + " their order",
        "sweep: {training.mixup: {uniform: [0, 1]}} | 3:1: sweep draws values for ever; expected budget"
            + " beside it, such as 20 runs or 2 hours: add it",
        "budget: 20 epochs | 3:1: budget is '20 epochs'; expected a whole number and runs, minutes, hours or days, such"
            + " as 20 runs",
        "budget: 0 runs | 3:1: budget is '0 runs'; expected a whole number and runs, minutes, hours or days, such"
            + " as 20 runs",
        "metric: accuracy | 3:1: metric is 'accuracy'; expected loss, or validation_ and a metric, such as"
            + " validation_accuracy",
        "metric: validation_micro_f1 | 3:1: metric is validation_micro_f1, which is for other rows than",
        "halving: {factor: 2} | 3:10: the key halving.epochs is missing: epochs of the first round;"
            + " expected a whole number from 1 to 1000000",
        "retries: 3 | 3:1: unknown key retries; expected one of configs, sweep, search,"
      })
  void a_fault_of_a_plan_is_told_at_its_place(String line, String fault) throws IOException {
    Run run = batch("configs: CONFIG\noutput: out\n" + line + "\n");
    assertThat(run.exit()).as(run.err()).isEqualTo(3);
    assertThat(run.err()).contains("error: " + folder.resolve("plan.yaml") + ":" + fault);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "search: grid | budget: 3 runs | budget has less room than the 4 combinations of the values",
        "search: random | budget: 5 runs | budget is 5 runs, and there are only 4 combinations",
        "halving: {epochs: 1} | budget: 2 hours | halving compares a number of runs that is known"
      })
  void what_cannot_go_together_is_refused(String first, String second, String fault)
      throws IOException {
    Run run =
        batch(
            "configs: CONFIG\noutput: out\nsweep: {training.batch_size: [1, 2, 3, 4]}\n"
                + first
                + "\n"
                + second
                + "\n");
    assertThat(run.exit()).as(run.err()).isEqualTo(3);
    assertThat(run.err()).contains(fault);
  }

  @Test
  void where_all_diverge_before_the_last_round_it_says_why_there_is_no_best_model()
      throws IOException {
    Path config = folder.resolve("config.yaml");
    Files.writeString(
        config, Files.readString(config).replace(ResumeTest.LAYERS, DivergenceTest.LAYERS));
    String plan =
        """
        configs: CONFIG
        sweep:
          training.checkpoint.keep_last: [1, 2]
          training.seed: [1]
          training.epochs: [80]
          training.early_stopping: [null]
          training.optimizer: [{type: nesterovs, learning_rate: 0.2}]
        halving: {epochs: 40, factor: 2}
        output: '%s'
        """
            .formatted(folder.resolve("out"));
    Run run = batch(plan, "--slots", "1");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(folder.resolve("out/runs/config-1/model.zip")).exists();
    assertThat(run.out())
        .contains(
            "\nno best model: every run of the last round diverged; see the logs, and narrow what is"
                + " swept\n");
    assertThat(folder.resolve("out/best.zip")).doesNotExist();
  }

  @Test
  void a_plan_stands_alone() throws IOException {
    Run run = batch("configs: CONFIG\noutput: out\n", folder.resolve("config.yaml").toString());
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("plan.yaml: is a plan, and a plan is a batch by itself");
  }
}
