package org.headtune.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.headtune.data.Examples;
import org.headtune.data.RowCell;
import org.headtune.model.FeatureTable;
import org.junit.jupiter.api.Test;

final class CorruptionTest {
  private static final int ROWS = 5000;
  private static final int WIDTH = 4;
  private static final List<RowCell> CELLS =
      List.of(new RowCell(0, 1, false), new RowCell(1, 2, true), new RowCell(3, 1, false));

  /** Row i has the number i + 1 in each place. */
  private static Examples rows() {
    float[] numbers = new float[ROWS * WIDTH];
    for (int i = 0; i < numbers.length; i++) {
      int row = i / WIDTH;
      numbers[i] = row + 1f;
    }
    return new Examples(WIDTH, numbers, new int[ROWS], new long[ROWS]);
  }

  private static float[] changed(double swap, double mask, long seed, int epoch) {
    Examples rows = rows();
    FeatureTable table =
        new Corruption(CELLS, swap, mask, seed, rows).of(FeatureTable.of(rows.encoded()), epoch);
    float[] numbers = new float[ROWS * WIDTH];
    FloatBuffer target = FloatBuffer.wrap(numbers);
    for (int row = ROWS - 1; row >= 0; row--) {
      table.copyRow(row, target, row * WIDTH);
    }
    return numbers;
  }

  private static double share(float[] numbers, int place, boolean zero) {
    return IntStream.range(0, ROWS)
            .filter(
                row -> {
                  float number = numbers[row * WIDTH + place];
                  return zero ? number == 0 : number != 0 && number != row + 1;
                })
            .count()
        / (double) ROWS;
  }

  @Test
  void as_many_cells_are_changed_as_are_asked_for() {
    float[] numbers = changed(0.2, 0.5, 42, 1);
    for (int place = 0; place < WIDTH; place++) {
      assertThat(share(numbers, place, false)).isCloseTo(0.2, within(0.02));
      assertThat(share(numbers, place, true)).isCloseTo(0.4, within(0.025));
    }
  }

  @Test
  void a_cell_is_changed_as_a_whole_and_by_itself() {
    float[] numbers = changed(0.5, 0, 42, 1);
    int together = 0;
    for (int row = 0; row < ROWS; row++) {
      assertThat(numbers[row * WIDTH + 1]).isEqualTo(numbers[row * WIDTH + 2]);
      assertThat(numbers[row * WIDTH]).isBetween(1f, (float) ROWS);
      together += numbers[row * WIDTH] == numbers[row * WIDTH + 3] ? 1 : 0;
    }
    assertThat(together / (double) ROWS).isCloseTo(0.25, within(0.03));
  }

  @Test
  void everything_follows_from_seed_epoch_and_row() {
    assertThat(changed(0.3, 0.1, 42, 1)).isEqualTo(changed(0.3, 0.1, 42, 1));
    assertThat(changed(0.3, 0.1, 42, 1)).isNotEqualTo(changed(0.3, 0.1, 42, 2));
    assertThat(changed(0.3, 0.1, 42, 1)).isNotEqualTo(changed(0.3, 0.1, 43, 1));
    assertThat(changed(0.3, 0.1, 42, Views.JUDGED)).isNotEqualTo(changed(0.3, 0.1, 42, 1));
  }

  @Test
  void nothing_is_changed_where_nothing_is_asked_for() {
    assertThat(changed(0, 0, 42, 1)).isEqualTo(rows().features());
  }
}
