package org.headtune.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class EvaluationPropertiesTest {

  @Property(tries = 200)
  void the_order_of_rows_does_not_matter(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int rows) {
    Predictions given = random(seed, rows, 4);
    List<Integer> order = shuffled(rows, seed);
    sameMetrics(given, rearranged(given, order, List.of(0, 1, 2, 3)));
  }

  @Property(tries = 200)
  void the_order_of_classes_does_not_matter(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int rows) {
    Predictions given = random(seed, rows, 4);
    List<Integer> rowsInOrder = IntStream.range(0, rows).boxed().toList();
    sameMetrics(given, rearranged(given, rowsInOrder, shuffled(4, seed)));
  }

  @Property(tries = 200)
  void every_value_is_in_its_range(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 60) int rows,
      @ForAll @IntRange(min = 2, max = 9) int classes) {
    Evaluation evaluation = Evaluation.of(random(seed, rows, classes));
    evaluation
        .metrics()
        .forEach(
            (metric, value) -> {
              double low = metric == Metric.MCC ? -1 : 0;
              double high = metric == Metric.LOSS ? 17 : metric == Metric.BRIER ? 2 : 1;
              if (!value.isNaN()) {
                assertThat(value).as(metric.word()).isBetween(low - 1e-12, high + 1e-12);
              }
            });
    assertThat(evaluation.confusion().rows()).isEqualTo(rows);
    assertThat(evaluation.reliability().stream().mapToLong(ReliabilityBin::count).sum())
        .isEqualTo(rows);
  }

  @Property(tries = 100)
  void perfect_predictions_have_perfect_values(
      @ForAll @IntRange(min = 6, max = 60) int rows,
      @ForAll @IntRange(min = 2, max = 6) int classes) {
    int[] truth = IntStream.range(0, rows).map(row -> row % classes).toArray();
    float[] probabilities = new float[rows * classes];
    IntStream.range(0, rows).forEach(row -> probabilities[row * classes + truth[row]] = 1);
    Predictions perfect = new Predictions(classes, probabilities, truth);
    Evaluation.of(perfect)
        .metrics()
        .forEach(
            (metric, value) -> {
              if (!value.isNaN()) {
                assertThat(value)
                    .as(metric.word())
                    .isCloseTo(metric.higherIsBetter() ? 1 : 0, within(1e-6));
              }
            });
    assertThat(Mistake.mostConfident(RowResults.of(perfect), 10)).isEmpty();
  }

  @Property(tries = 100)
  void the_area_is_the_share_of_pairs_in_order(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 40) int rows) {
    Predictions given = random(seed, rows, 3);
    double pairs = 0;
    double ordered = 0;
    for (int a = 0; a < rows; a++) {
      for (int b = 0; b < rows; b++) {
        if (given.truth()[a] == 0 && given.truth()[b] != 0) {
          pairs++;
          int order = Float.compare(given.probability(a, 0), given.probability(b, 0));
          ordered += (order + 1) / 2.0;
        }
      }
    }
    double expected = ordered / pairs; // NaN where a kind is missing
    assertThat(RocAuc.of(RowResults.of(given))[0]).isCloseTo(expected, within(1e-12));
  }

  private static void sameMetrics(Predictions left, Predictions right) {
    Evaluation expected = Evaluation.of(left);
    Evaluation found = Evaluation.of(right);
    expected
        .metrics()
        .forEach(
            (metric, value) ->
                assertThat(found.metric(metric)).as(metric.word()).isCloseTo(value, within(1e-9)));
  }

  /**
   * Probabilities that are equal across rows now and then, so that areas have ties, never in one.
   */
  private static Predictions random(long seed, int rows, int classes) {
    Random random = new Random(seed);
    float[] probabilities = new float[rows * classes];
    int[] truth = new int[rows];
    for (int row = 0; row < rows; row++) {
      truth[row] = random.nextInt(classes);
      int left = 1000;
      int best = random.nextInt(classes);
      for (int k = 0; k < classes; k++) {
        int share = k == best ? 0 : random.nextInt(499 / classes / classes) * classes + k;
        probabilities[row * classes + k] = share / 1000f;
        left -= share;
      }
      probabilities[row * classes + best] = left / 1000f;
    }
    return new Predictions(classes, probabilities, truth);
  }

  private static List<Integer> shuffled(int size, long seed) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, size).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    return order;
  }

  private static Predictions rearranged(
      Predictions given, List<Integer> rows, List<Integer> classes) {
    float[] probabilities = new float[given.probabilities().length];
    int[] truth = new int[given.rows()];
    for (int row = 0; row < truth.length; row++) {
      truth[row] = classes.indexOf(given.truth()[rows.get(row)]);
      for (int k = 0; k < given.classes(); k++) {
        probabilities[row * given.classes() + k] = given.probability(rows.get(row), classes.get(k));
      }
    }
    return new Predictions(given.classes(), probabilities, truth);
  }
}
