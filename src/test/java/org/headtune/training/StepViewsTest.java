package org.headtune.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import org.headtune.model.FeatureTable;
import org.junit.jupiter.api.Test;

/** What a network is given of a text, and what it is asked. */
final class StepViewsTest {
  private static final int STEPS = 5;
  private static final int MASK = 3;
  private static final int END = 2;

  private static float[] copied(FeatureTable table, int rows, int width) {
    float[] numbers = new float[rows * width];
    for (int row = rows - 1; row >= 0; row--) {
      table.copyRow(row, FloatBuffer.wrap(numbers), row * width);
    }
    return numbers;
  }

  @Test
  void each_token_is_asked_for_the_next_and_the_last_for_the_end() {
    float[] rows = {
      1, 7, 8, 0, 0, 3, //
      1, 0, 0, 0, 0, 1, //
      1, 9, 8, 7, 6, 5, //
      0, 0, 0, 0, 0, 0
    };
    FeatureTable table = FeatureTable.of(rows, STEPS + 1);
    NextSteps views = new NextSteps(STEPS, END);

    assertThat(copied(views.of(table, 1), 4, STEPS + 1)).isEqualTo(rows);
    assertThat(copied(views.asked(table, 1), 4, STEPS + 1))
        .containsExactly(
            new float[] {
              7, 8, END, 0, 0, 3, //
              END, 0, 0, 0, 0, 1, //
              9, 8, 7, 6, -1, 5, //
              0, 0, 0, 0, 0, 0
            });
  }

  private static final int LONG = 20;
  private static final int ROWS = 1000;

  /** The tokens of each row are 100 and more. */
  private static FeatureTable texts() {
    float[] rows = new float[ROWS * (LONG + 1)];
    for (int row = 0; row < ROWS; row++) {
      rows[row * (LONG + 1)] = 1;
      for (int i = 1; i < LONG; i++) {
        rows[row * (LONG + 1) + i] = 100 + i;
      }
      rows[row * (LONG + 1) + LONG] = LONG;
    }
    return FeatureTable.of(rows, LONG + 1);
  }

  private static MaskedSteps masked(double rate, long seed) {
    return new MaskedSteps(LONG, rate, MASK, 4, 100, seed);
  }

  @Test
  void of_the_tokens_that_are_asked_most_are_hidden() {
    MaskedSteps views = masked(0.3, 42);
    float[] seen = copied(views.of(texts(), 1), ROWS, LONG + 1);
    float[] asked = copied(views.asked(texts(), 1), ROWS, LONG + 1);
    int questions = 0;
    int hidden = 0;
    int any = 0;
    for (int i = 0; i < seen.length; i++) {
      int step = i % (LONG + 1);
      if (step == LONG) {
        assertThat(seen[i]).isEqualTo(LONG);
        assertThat(asked[i]).isEqualTo(LONG);
      } else if (step == 0) {
        assertThat(seen[i]).isEqualTo(1);
        assertThat(asked[i]).isEqualTo(-1);
      } else if (asked[i] >= 0) {
        assertThat(asked[i]).isEqualTo(100 + step);
        questions++;
        hidden += seen[i] == MASK ? 1 : 0;
        any += seen[i] >= 4 && seen[i] < 100 ? 1 : 0;
      } else {
        assertThat(seen[i]).isEqualTo(100 + step);
      }
    }
    double tokens = ROWS * (LONG - 1);
    assertThat(questions / tokens).isCloseTo(0.3, within(0.015));
    assertThat((double) hidden / questions).isCloseTo(0.8, within(0.02));
    assertThat((double) any / questions).isCloseTo(0.1, within(0.02));
  }

  @Test
  void one_token_at_least_is_asked() {
    float[] rows = {1, 7, 0, 0, 0, 2};
    FeatureTable table = FeatureTable.of(rows, STEPS + 1);
    for (int seed = 0; seed < 20; seed++) {
      MaskedSteps views = new MaskedSteps(STEPS, 1e-9, MASK, 4, 100, seed);
      assertThat(copied(views.asked(table, 1), 1, STEPS + 1)).containsExactly(-1, 7, 0, 0, 0, 2);
    }
  }

  @Test
  void everything_follows_from_seed_epoch_and_row() {
    float[] seen = copied(masked(0.15, 42).of(texts(), 1), ROWS, LONG + 1);
    assertThat(copied(masked(0.15, 42).of(texts(), 1), ROWS, LONG + 1)).isEqualTo(seen);
    assertThat(copied(masked(0.15, 42).of(texts(), 2), ROWS, LONG + 1)).isNotEqualTo(seen);
    assertThat(copied(masked(0.15, 43).of(texts(), 1), ROWS, LONG + 1)).isNotEqualTo(seen);
  }
}
