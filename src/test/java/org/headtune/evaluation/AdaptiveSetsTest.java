package org.headtune.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AdaptiveSetsTest {
  /** In falling order 1, 3, 0, 2. */
  private static final float[] ROW = {0.125f, 0.5f, 0.125f, 0.25f};

  @Test
  void a_score_is_the_sum_before_and_a_part_of_its_own() {
    assertThat(AdaptiveSets.score(ROW, 0, 4, 1, 0.5)).isEqualTo(0.25);
    assertThat(AdaptiveSets.score(ROW, 0, 4, 3, 0.5)).isEqualTo(0.625);
    assertThat(AdaptiveSets.score(ROW, 0, 4, 0, 0.5)).isEqualTo(0.8125);
    assertThat(AdaptiveSets.score(ROW, 0, 4, 2, 0.5)).isEqualTo(0.9375);
    assertThat(AdaptiveSets.score(ROW, 0, 4, 1, 0)).isEqualTo(0);
  }

  @Test
  void a_set_holds_the_classes_with_a_score_up_to_the_quantile() {
    assertThat(set(0.2, 0.5)).isEmpty();
    assertThat(set(0.25, 0.5)).containsExactly(1);
    assertThat(set(0.8124, 0.5)).containsExactly(1, 3);
    assertThat(set(0.8125, 0.5)).containsExactly(1, 3, 0);
    assertThat(set(1, 0.5)).containsExactly(1, 3, 0, 2);
    assertThat(set(0, 0)).containsExactly(1);
  }

  @Test
  void a_set_that_must_not_be_empty_gets_the_most_probable_class() {
    assertThat(new AdaptiveSets(4, 0.2, true).of(ROW, 0, 0.5)).containsExactly(1);
    assertThat(new AdaptiveSets(4, 0.7, true).of(ROW, 0, 0.5)).containsExactly(1, 3);
  }

  private static int[] set(double quantile, double uniform) {
    return new AdaptiveSets(4, quantile, false).of(ROW, 0, uniform);
  }

  /** The 9 scores 0.1 to 0.9: rank ceil(10 c). */
  @ParameterizedTest
  @CsvSource({"0.9, 0.9", "0.85, 0.9", "0.8, 0.8", "0.71, 0.8", "0.7, 0.7", "0.01, 0.1"})
  void a_quantile_counts_the_new_row(double coverage, double quantile) {
    ConformityScores nine =
        new ConformityScores(9, List.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9));
    assertThat(nine.quantile(coverage)).isEqualTo(quantile);
    assertThatThrownBy(() -> nine.quantile(0.91)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"0.5, 1", "0.9, 9", "0.95, 19", "0.99, 99", "0.999, 999", "0.001, 1", "0.91, 11"})
  void a_coverage_takes_so_many_rows(double coverage, long rows) {
    assertThat(ConformityScores.fewestRows(coverage)).isEqualTo(rows);
  }

  /** By NumPy: see temperature.py. */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.9, 0.95, 0.99})
  void quantiles_are_those_of_numpy(double coverage) throws IOException {
    Logits logits = Reference.logits();
    double[] uniforms = new double[logits.rows()];
    Arrays.setAll(uniforms, row -> (row + 0.5) / logits.rows());
    ConformityScores scores = ConformityScores.of(probabilities(logits, 2), uniforms);
    assertThat(scores.quantile(coverage))
        .isCloseTo(Reference.value("quantile_" + coverage), within(1e-7));
  }

  private static Predictions probabilities(Logits logits, double temperature) {
    float[] probabilities = new float[logits.values().length];
    for (int row = 0; row < logits.rows(); row++) {
      double[] own = new double[logits.classes()];
      for (int k = 0; k < own.length; k++) {
        own[k] = logits.values()[row * own.length + k];
      }
      double[] p = Softmax.of(own, temperature);
      for (int k = 0; k < p.length; k++) {
        probabilities[row * p.length + k] = (float) p[k];
      }
    }
    return new Predictions(logits.classes(), probabilities, logits.truth());
  }

  @Test
  void many_scores_are_thinned_to_later_ones() {
    int rows = 50_000;
    Predictions predictions = noisy(3, rows, 4);
    double[] uniforms = uniforms(5, rows);
    ConformityScores scores = ConformityScores.of(predictions, uniforms);
    assertThat(scores.rows()).isEqualTo(rows);
    assertThat(scores.kept()).hasSize(ConformityScores.MOST);
    double[] all =
        IntStream.range(0, rows)
            .mapToDouble(
                row ->
                    AdaptiveSets.score(
                        predictions.probabilities(),
                        row * 4,
                        4,
                        predictions.truth()[row],
                        uniforms[row]))
            .sorted()
            .toArray();
    for (double coverage : new double[] {0.5, 0.9, 0.977, 0.99, 0.9995}) {
      int rank = (int) Math.ceil((rows + 1) * coverage);
      assertThat(scores.quantile(coverage))
          .isBetween(all[rank - 1], all[Math.min(rows, rank + rows / ConformityScores.MOST) - 1]);
    }
  }

  /** If all rows are drawn alike, the coverage is c to c + 1 / (n + 1), but for chance. */
  @Property(tries = 20)
  void sets_cover_what_was_asked(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 8) int classes) {
    int rows = 4000;
    ConformityScores scores =
        ConformityScores.of(noisy(seed, rows, classes), uniforms(seed + 1, rows));
    Predictions other = noisy(seed + 2, rows, classes);
    for (double asked : new double[] {0.5, 0.9, 0.95, 0.99}) {
      AdaptiveSets sets = new AdaptiveSets(classes, scores.quantile(asked), false);
      SetCoverage found =
          SetCoverage.of(Map.of(asked, sets), other, uniforms(seed + 3, rows)).get(0);
      double deviation = Math.sqrt(asked * (1 - asked) * 2 / rows);
      assertThat(found.covered()).isCloseTo(asked, within(5 * deviation + 0.001));
    }
  }

  /** As the paper has it: all classes in order, whatever is left out on the way to a set. */
  @Property(tries = 200)
  void sets_and_scores_are_those_of_a_whole_order(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 300) int classes,
      @ForAll @DoubleRange(min = 0, max = 1) double quantile) {
    Random random = new Random(seed);
    float[] p = new float[classes];
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      // Equal ones, zeros, and some that are far apart.
      p[k] = k % 3 == 0 ? random.nextInt(3) : (float) Math.exp(6 * random.nextGaussian());
      sum += p[k];
    }
    for (int k = 0; k < classes; k++) {
      p[k] = (float) (p[k] / sum);
    }
    double uniform = random.nextDouble();
    int[] order =
        IntStream.range(0, classes)
            .boxed()
            .sorted((a, b) -> Float.compare(p[b], p[a]))
            .mapToInt(k -> k)
            .toArray();
    List<Integer> expected = new ArrayList<>();
    double before = 0;
    for (int rank = 0; rank < classes; rank++) {
      int k = order[rank];
      double score = before + uniform * p[k];
      assertThat(AdaptiveSets.score(p, 0, classes, k, uniform)).isEqualTo(score);
      if (score <= quantile && expected.size() == rank) {
        expected.add(k);
      }
      before += p[k];
    }
    assertThat(new AdaptiveSets(classes, quantile, false).of(p, 0, uniform))
        .containsExactly(expected.stream().mapToInt(k -> k).toArray());
  }

  @Test
  void coverage_and_sizes_are_counted() {
    Predictions three =
        new Predictions(2, new float[] {0.75f, 0.25f, 1, 0, 0.5f, 0.5f}, new int[] {0, 1, 1});
    SetCoverage found =
        SetCoverage.of(
                Map.of(0.9, new AdaptiveSets(2, 0.75, false)), three, new double[] {0.5, 0.9, 0.5})
            .get(0);
    // {0} right; {} ; {0, 1} right, as 0.5 + 0.25 is 0.75.
    assertThat(found).isEqualTo(new SetCoverage(0.9, 2 / 3.0, 1, 1 / 3.0));
  }

  @Test
  void the_u_of_a_row_follows_from_its_features_alone() {
    float[] features = {1, 2, 3, 1, 2, 3, 3, 2, 1};
    assertThat(AdaptiveSets.uniform(features, 0, 3))
        .isEqualTo(AdaptiveSets.uniform(features, 3, 3))
        .isNotEqualTo(AdaptiveSets.uniform(features, 6, 3));
  }

  @Test
  void the_u_of_many_rows_are_spread_evenly() {
    int rows = 100_000;
    float[] features = new float[2 * rows];
    for (int row = 0; row < rows; row++) {
      features[2 * row] = row / 16f;
    }
    int[] counts = new int[20];
    for (int row = 0; row < rows; row++) {
      counts[(int) (20 * AdaptiveSets.uniform(features, 2 * row, 2))]++;
    }
    assertThat(Arrays.stream(counts)).allMatch(count -> count > 4700 && count < 5300);
  }

  @Test
  void scores_that_are_not_in_order_are_refused() {
    assertThatThrownBy(() -> new ConformityScores(2, List.of(0.2, 0.1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ConformityScores(3, List.of(0.1, 0.2)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ConformityScores(1, List.of(Double.NaN)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ConformityScores(0, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** A model that is right now and then, and too sure of itself. */
  private static Predictions noisy(long seed, int rows, int classes) {
    Random random = new Random(seed);
    float[] values = new float[rows * classes];
    int[] truth = new int[rows];
    for (int row = 0; row < rows; row++) {
      truth[row] = random.nextInt(classes);
      for (int k = 0; k < classes; k++) {
        values[row * classes + k] =
            (float) (6 * (random.nextGaussian() + (k == truth[row] ? 1.5 : 0)));
      }
    }
    return probabilities(new Logits(classes, values, truth), 1);
  }

  private static double[] uniforms(long seed, int rows) {
    return new Random(seed).doubles(rows).toArray();
  }
}
