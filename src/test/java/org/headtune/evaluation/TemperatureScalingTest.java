package org.headtune.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.headtune.evaluation.TemperatureScaling.Verdict;
import org.junit.jupiter.api.Test;

final class TemperatureScalingTest {

  /** By golden-section search and by L-BFGS in PyTorch: see temperature.py beside the CSV. */
  @Test
  void the_temperature_is_that_of_other_searches() throws IOException {
    TemperatureScaling fitted = TemperatureScaling.fit(Reference.logits());

    assertThat(fitted.verdict()).isEqualTo(Verdict.KEPT);
    assertThat(fitted.temperature())
        .isCloseTo(Reference.value("golden_section"), within(1e-6))
        .isCloseTo(Reference.value("lbfgs"), within(1e-6));
    assertThat(fitted.lossBefore()).isCloseTo(Reference.value("loss_before"), within(1e-12));
    assertThat(fitted.lossAfter()).isCloseTo(Reference.value("loss_after"), within(1e-12));
  }

  /** Two classes a distance d apart, right in 3 rows of 4: p = 3/4 where d / T = ln 3. */
  @Test
  void the_temperature_of_a_hand_counted_case() {
    Logits rows = rows(400, row -> row % 4 != 0, 6);
    TemperatureScaling fitted = TemperatureScaling.fit(rows);
    assertThat(fitted.temperature()).isCloseTo(6 / Math.log(3), within(1e-12));
    assertThat(fitted.lossAfter())
        .isCloseTo(-(3 * Math.log(3.0 / 4) + Math.log(1.0 / 4)) / 4, within(1e-12));
    assertThat(fitted.lossBefore())
        .isCloseTo(
            (3 * Math.log1p(Math.exp(-6)) + 6 + Math.log1p(Math.exp(-6))) / 4, within(1e-12));
  }

  @Test
  void a_model_that_is_too_modest_is_sharpened() {
    double temperature = TemperatureScaling.fit(rows(400, row -> row % 4 != 0, 0.2f)).temperature();
    assertThat(temperature).isCloseTo(0.2f / Math.log(3), within(1e-12));
  }

  @Test
  void rows_that_are_all_right_have_no_best_temperature() {
    TemperatureScaling fitted = TemperatureScaling.fit(rows(400, row -> true, 2));
    assertThat(fitted.verdict()).isEqualTo(Verdict.NO_OPTIMUM);
    assertThat(fitted.temperature()).isEqualTo(1);
    assertThat(fitted.lossAfter()).isEqualTo(fitted.lossBefore());
  }

  @Test
  void rows_that_are_mostly_wrong_have_none_either() {
    assertThat(TemperatureScaling.fit(rows(400, row -> row % 4 == 0, 2)).verdict())
        .isEqualTo(Verdict.NO_OPTIMUM);
  }

  /** The one mistake of 40 rows is in one part only; the others would make the model sure. */
  @Test
  void one_mistake_is_not_enough() {
    TemperatureScaling fitted = TemperatureScaling.fit(rows(40, row -> row != 7, 2));
    assertThat(fitted.verdict()).isEqualTo(Verdict.NO_BETTER);
    assertThat(fitted.temperature()).isEqualTo(1);
  }

  @Test
  void a_model_that_is_calibrated_already_stays_as_it_is() {
    Logits rows = rows(40, row -> row % 4 != 0, (float) Math.log(3));
    assertThat(TemperatureScaling.fit(rows).temperature()).isCloseTo(1, within(0.35));
  }

  @Test
  void few_rows_and_no_numbers_give_no_temperature() {
    assertThat(TemperatureScaling.fit(rows(9, row -> row % 4 != 0, 6)).verdict())
        .isEqualTo(Verdict.FEW_ROWS);
    assertThat(TemperatureScaling.fit(rows(0, row -> true, 6)).verdict())
        .isEqualTo(Verdict.FEW_ROWS);
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      Logits logits = rows(40, row -> row % 4 != 0, 6);
      logits.values()[13] = bad;
      TemperatureScaling fitted = TemperatureScaling.fit(logits);
      assertThat(fitted.verdict()).isEqualTo(Verdict.NOT_FINITE);
      assertThat(fitted.temperature()).isEqualTo(1);
      assertThat(fitted.lossAfter()).isNaN();
    }
  }

  @Test
  void logits_of_any_size_have_their_loss() {
    Logits rows = rows(400, row -> row % 4 != 0, 1e4f);
    TemperatureScaling fitted = TemperatureScaling.fit(rows);
    assertThat(fitted.lossBefore()).isCloseTo(2500, within(1e-9));
    assertThat(fitted.verdict()).isEqualTo(Verdict.NO_OPTIMUM); // it would be 9102
  }

  @Test
  void what_is_added_to_a_row_changes_nothing() throws IOException {
    Logits given = Reference.logits();
    float[] moved = given.values().clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += 1024 * (i / given.classes() % 3);
    }
    double temperature =
        TemperatureScaling.fit(new Logits(given.classes(), moved, given.truth())).temperature();
    // The sum rounds the logits to 1/8192.
    assertThat(temperature).isCloseTo(Reference.value("lbfgs"), within(1e-4));
  }

  @Property(tries = 100)
  void the_loss_is_convex_in_the_inverse_temperature(
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0.01, max = 20) double one,
      @ForAll @DoubleRange(min = 0.01, max = 20) double other) {
    Logits rows = random(seed, 30, 4);
    double between = TemperatureScaling.loss(rows, 2 / (one + other));
    double mean =
        (TemperatureScaling.loss(rows, 1 / one) + TemperatureScaling.loss(rows, 1 / other)) / 2;
    assertThat(between).isLessThanOrEqualTo(mean + 1e-9 * Math.abs(mean));
  }

  @Property(tries = 100)
  void no_other_temperature_is_better(
      @ForAll long seed,
      @ForAll @IntRange(min = 10, max = 60) int rows,
      @ForAll @IntRange(min = 2, max = 6) int classes,
      @ForAll @DoubleRange(min = 0.01, max = 100) double other) {
    Logits logits = random(seed, rows, classes);
    double least = TemperatureScaling.loss(logits, TemperatureScaling.best(logits));
    assertThat(TemperatureScaling.loss(logits, other)).isGreaterThanOrEqualTo(least - 1e-12);
  }

  @Property(tries = 50)
  void scaled_logits_scale_the_temperature(
      @ForAll long seed, @ForAll @IntRange(min = -3, max = 3) int power) {
    Logits logits = random(seed, 50, 3);
    float[] scaled = logits.values().clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= (float) Math.pow(2, power);
    }
    double before = TemperatureScaling.best(logits);
    double after = TemperatureScaling.best(new Logits(3, scaled, logits.truth()));
    if (inside(before) && inside(after)) {
      assertThat(after).isCloseTo(before * Math.pow(2, power), within(1e-9 * after));
    }
  }

  private static boolean inside(double temperature) {
    return temperature > TemperatureScaling.LOWEST * 1.01
        && temperature < TemperatureScaling.HIGHEST / 1.01;
  }

  /** Rows of two classes, the first one the truth. */
  private static Logits rows(int rows, IntPredicate right, float distance) {
    float[] values = new float[2 * rows];
    for (int row = 0; row < rows; row++) {
      values[2 * row + (right.test(row) ? 0 : 1)] = distance;
    }
    return new Logits(2, values, new int[rows]);
  }

  private static Logits random(long seed, int rows, int classes) {
    Random random = new Random(seed);
    float[] values = new float[rows * classes];
    IntStream.range(0, values.length).forEach(i -> values[i] = (float) (5 * random.nextGaussian()));
    int[] truth = new int[rows];
    Arrays.setAll(truth, row -> random.nextInt(classes));
    return new Logits(classes, values, truth);
  }
}
