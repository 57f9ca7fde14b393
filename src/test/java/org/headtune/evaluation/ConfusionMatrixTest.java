package org.headtune.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Stored pair by pair, counted here in a whole table. */
final class ConfusionMatrixTest {

  @Property(tries = 200)
  void pairs_say_what_the_whole_table_says(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 80) int rows,
      @ForAll @IntRange(min = 2, max = 12) int classes) {
    long[][] table = new long[classes][classes];
    ConfusionMatrix found = ConfusionMatrix.of(random(seed, rows, classes, table));

    int pairs = 0;
    long correct = 0;
    for (int truth = 0; truth < classes; truth++) {
      long support = 0;
      long predicted = 0;
      for (int k = 0; k < classes; k++) {
        assertThat(found.count(truth, k)).isEqualTo(table[truth][k]);
        support += table[truth][k];
        predicted += table[k][truth];
        pairs += table[truth][k] > 0 ? 1 : 0;
      }
      correct += table[truth][truth];
      assertThat(found.support(truth)).isEqualTo(support);
      assertThat(found.predicted(truth)).isEqualTo(predicted);
      if (support > 0) {
        assertThat(found.recall(truth)).isEqualTo((double) table[truth][truth] / support);
      }
      if (predicted > 0) {
        assertThat(found.precision(truth)).isEqualTo((double) table[truth][truth] / predicted);
      }
    }
    assertThat(found.rows()).isEqualTo(rows);
    assertThat(found.correct()).isEqualTo(correct);
    assertThat(found.cells()).hasSize(pairs);
    assertThat(found.cells())
        .allMatch(cell -> cell.count() == table[cell.truth()][cell.predicted()])
        .isSortedAccordingTo(
            (a, b) ->
                a.truth() == b.truth() ? a.predicted() - b.predicted() : a.truth() - b.truth());
  }

  /** Gorodkin 2004, equation 8, as the sums over three classes that it is there. */
  @Property(tries = 100)
  void the_correlation_is_the_triple_sum_of_its_paper(
      @ForAll long seed, @ForAll @IntRange(min = 20, max = 80) int rows) {
    int classes = 5;
    long[][] c = new long[classes][classes];
    ConfusionMatrix found = ConfusionMatrix.of(random(seed, rows, classes, c));
    double together = 0;
    double truths = 0;
    double guesses = 0;
    for (int k = 0; k < classes; k++) {
      long row = 0;
      long column = 0;
      for (int l = 0; l < classes; l++) {
        row += c[k][l];
        column += c[l][k];
        for (int m = 0; m < classes; m++) {
          together += c[k][k] * c[l][m] - c[k][l] * c[m][k];
        }
      }
      truths += row * (double) (rows - row);
      guesses += column * (double) (rows - column);
    }
    double expected =
        truths == 0 || guesses == 0 ? 0 : together / Math.sqrt(truths) / Math.sqrt(guesses);
    assertThat(found.matthewsCorrelation()).isCloseTo(expected, within(1e-9));
  }

  /** A table of all pairs would take 20 GB, and more cells than an array has. */
  @Test
  void fifty_thousand_classes_take_no_more_than_their_rows() {
    int classes = 50_000;
    int[] truth = {0, 49_999, 49_999, 46_341, 7};
    int[] predicted = {0, 49_999, 46_341, 46_341, 0};
    ConfusionMatrix found = ConfusionMatrix.of(rows(classes, truth, predicted));
    assertThat(found.cells()).hasSize(5);
    assertThat(found.count(49_999, 46_341)).isEqualTo(1);
    assertThat(found.count(46_341, 49_999)).isZero();
    assertThat(found.correct()).isEqualTo(3);
    assertThat(found.precision(46_341)).isEqualTo(0.5);
    assertThat(found.recall(49_999)).isEqualTo(0.5);
    // 0: 2/3, 7: 0, 46341: 2/3, 49999: 2/3; the other classes do not occur.
    assertThat(found.macroMean(ConfusionMatrix::f1)).isCloseTo(0.5, within(1e-12));
  }

  private static RowResults random(long seed, int rows, int classes, long[][] table) {
    Random random = new Random(seed);
    int[] truth = new int[rows];
    int[] predicted = new int[rows];
    for (int row = 0; row < rows; row++) {
      truth[row] = random.nextInt(classes);
      predicted[row] = random.nextBoolean() ? truth[row] : random.nextInt(classes);
      table[truth[row]][predicted[row]]++;
    }
    return rows(classes, truth, predicted);
  }

  private static RowResults rows(int classes, int[] truth, int[] predicted) {
    return RowResults.of(
        new ProbabilityRows() {
          @Override
          public int classes() {
            return classes;
          }

          @Override
          public int[] truth() {
            return truth;
          }

          @Override
          public void forEach(Reader reader) {
            float[] probabilities = new float[classes];
            for (int row = 0; row < truth.length; row++) {
              probabilities[predicted[row]] = 1;
              reader.read(row, probabilities, 0);
              probabilities[predicted[row]] = 0;
            }
          }
        });
  }
}
