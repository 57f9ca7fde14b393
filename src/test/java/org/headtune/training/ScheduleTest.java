package org.headtune.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.headtune.Place;
import org.headtune.UserError;
import org.headtune.config.ConfigFile;
import org.headtune.config.TrainingConfig;
import org.headtune.training.EarlyStopping.Better;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Eight epochs of ten updates, against PyTorch's schedulers. */
final class ScheduleTest {
  private static final int ROWS = 70;
  private static final List<String> TYPES =
      List.of(
          "constant",
          "step",
          "exponential",
          "linear",
          "cosine",
          "one_cycle",
          "inverse_sqrt",
          "polynomial",
          "reduce_on_plateau");

  private static TrainingConfig config(String schedule, String... more) {
    List<String> settings = new ArrayList<>();
    settings.add("training.epochs=8");
    settings.add("training.batch_size=7");
    settings.add("training.schedule=" + schedule);
    settings.addAll(List.of(more));
    return ConfigFile.read(Path.of("configs/iris.yaml"), settings).config().training();
  }

  private static Schedule schedule(String words) {
    return Schedule.of(config(words), ROWS, Place::of);
  }

  private static double[] factors(Schedule schedule) {
    return LongStream.range(0, schedule.updates()).mapToDouble(schedule::factor).toArray();
  }

  private static double[] reference(String name) throws IOException {
    try (InputStream in = ScheduleTest.class.getResourceAsStream("schedules.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split(" ", -1))
          .filter(words -> words[0].equals(name))
          .map(words -> Arrays.stream(words).skip(1).mapToDouble(Double::parseDouble).toArray())
          .findFirst()
          .orElseThrow();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "constant                         | {type: constant}",
        "constant_warmup_2_epochs         | {type: constant, warmup: 2 epochs}",
        "step                             | {type: step, every: 3 epochs, factor: 0.3}",
        "step_of_steps_warmup_5_steps     | {type: step, every: 7 steps, factor: 0.5, warmup: 5 steps}",
        "exponential_by_step              | {type: exponential, every: 1 step, factor: 0.97}",
        "linear                           | {type: linear, end_factor: 0.1}",
        "linear_warmup_1_epoch            | {type: linear, warmup: 10 steps}",
        "cosine                           | {type: cosine, end_factor: 0.05}",
        "cosine_warmup_3_epochs           | {type: cosine, warmup: 3 epochs}",
        "one_cycle                        | {type: one_cycle}",
        "one_cycle_warmup_1_epoch         | {type: one_cycle, warmup: 1 epoch, start_factor: 0.1, end_factor: 0.001}",
        "polynomial                       | {type: polynomial}",
        "polynomial_square_warmup_1_epoch | {type: polynomial, power: 2, warmup: 1 epoch}",
        "inverse_sqrt_warmup_2_epochs     | {type: inverse_sqrt, warmup: 2 epochs}",
        "constant_warmup_2_epochs         | {type: reduce_on_plateau, warmup: 2 epochs}"
      })
  void every_update_has_the_rate_that_pytorch_gives(String name, String words) throws IOException {
    assertThat(factors(schedule(words))).containsExactly(reference(name), within(1e-11));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plateau         | LOWER  | {factor: 0.5, patience: 2}",
        "plateau_at_once | LOWER  | {factor: 0.1, patience: 0, min_delta: 0.05, min_factor: 0.002}",
        "plateau_rests   | LOWER  | {factor: 0.5, patience: 1, min_delta: 0, cooldown: 2}",
        "plateau_higher  | HIGHER | {factor: 0.5, patience: 1, min_delta: 0}"
      })
  void a_plateau_lowers_the_rate_as_pytorch_does_also_when_it_is_saved_in_between(
      String name, Better better, String words) throws IOException {
    double[] losses = {
      1, 0.9, 0.9, 0.95, 0.91, 0.8, 0.85, 0.8, 0.79999, 0.81, 0.8, 0.7, 0.7, 0.7, 0.7, 0.7
    };
    String type = words.replace("{", "{type: reduce_on_plateau, ");
    Schedule schedule = schedule(type);
    double[] expected = reference(name);
    double before = 1;
    for (int epoch = 0; epoch < losses.length; epoch++) {
      Schedule next = schedule(type);
      next.plateau().orElseThrow().recall(schedule.plateau().orElseThrow().memory());
      schedule = next;
      double value = better == Better.LOWER ? losses[epoch] : -losses[epoch];
      boolean falls = schedule.plateau().orElseThrow().judge(better, value);
      assertThat(schedule.factor(79)).isEqualTo(expected[epoch], within(1e-12));
      assertThat(falls).isEqualTo(expected[epoch] < before);
      before = expected[epoch];
    }
  }

  @Test
  void a_value_that_is_no_number_is_never_better() {
    Plateau plateau = schedule("{type: reduce_on_plateau, patience: 1}").plateau().orElseThrow();
    assertThat(plateau.memory()).isEqualTo(Plateau.Memory.NONE);
    assertThat(plateau.judge(Better.LOWER, Double.NaN)).isFalse();
    assertThat(plateau.judge(Better.LOWER, Double.NaN)).isTrue();
    assertThat(plateau.factor()).isEqualTo(0.1);
  }

  /** By hand, where the definition is not PyTorch's. */
  @Test
  void an_exponential_by_epoch_falls_evenly_within_each() {
    double[] factors = factors(schedule("{type: exponential, every: 2 epochs, factor: 0.25}"));
    assertThat(factors[0]).isEqualTo(1);
    assertThat(factors[10]).isEqualTo(0.5, within(1e-15));
    assertThat(factors[20]).isEqualTo(0.25, within(1e-15));
    assertThat(factors[25]).isEqualTo(0.25 * Math.sqrt(0.5), within(1e-15));
  }

  @Test
  void the_default_warm_up_of_the_inverse_root_is_an_epoch() {
    assertThat(factors(schedule("{type: inverse_sqrt}")))
        .isEqualTo(factors(schedule("{type: inverse_sqrt, warmup: 10 steps}")));
  }

  @Test
  void every_factor_is_above_zero_and_none_above_one() {
    for (String type : TYPES) {
      for (String warmup : new String[] {"", ", warmup: 1 step", ", warmup: 79 steps"}) {
        double[] factors = factors(schedule("{type: " + type + warmup + "}"));
        assertThat(factors).as(type + warmup).hasSize(80);
        for (double factor : factors) {
          assertThat(factor).as(type + warmup).isGreaterThan(0).isLessThanOrEqualTo(1);
        }
      }
    }
  }

  @Test
  void accumulated_batches_are_one_update() {
    TrainingConfig four = config("{type: cosine, warmup: 1 epoch}", "training.accumulate=4");
    Schedule schedule = Schedule.of(four, ROWS, Place::of);
    assertThat(schedule.updatesPerEpoch()).isEqualTo(3);
    assertThat(schedule.warmup()).isEqualTo(3);
    assertThat(schedule.updates()).isEqualTo(24);
    int most = Integer.MAX_VALUE;
    TrainingConfig many =
        config("{type: constant}", "training.batch_size=1000000", "training.accumulate=1000000");
    assertThat(Schedule.of(many, most, Place::of).updatesPerEpoch()).isEqualTo(1);
  }

  @Test
  void a_warm_up_that_takes_the_whole_run_is_refused() {
    for (String warmup : List.of("8 epochs", "80 steps", "9 epochs")) {
      assertThatThrownBy(() -> schedule("{type: cosine, warmup: " + warmup + "}"))
          .isInstanceOf(UserError.class)
          .hasMessage(
              "training.schedule.warmup: training.schedule.warmup is "
                  + warmup
                  + ", but the whole run is 8 epochs of 10 steps each; make it shorter, or train for"
                  + " more epochs");
    }
  }

  @Test
  void which_schedules_depend_on_the_number_of_epochs() {
    Map<String, Boolean> found = new LinkedHashMap<>();
    for (String type : TYPES) {
      String words = "{type: " + type + "}";
      TrainingConfig longer = config(words, "training.epochs=9");
      double[] whole = factors(Schedule.of(longer, ROWS, Place::of));
      boolean same = IntStream.range(0, 80).allMatch(i -> whole[i] == factors(schedule(words))[i]);
      assertThat(longer.schedule().dependsOnLength()).as(type).isEqualTo(!same);
      found.put(type, !same);
    }
    assertThat(found.values()).contains(true, false);
  }
}
