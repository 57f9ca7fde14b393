package org.headtune.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.headtune.config.AugmentationConfig;
import org.headtune.data.Examples;
import org.headtune.data.Picture;
import org.headtune.data.RowCell;
import org.headtune.data.Shape;
import org.headtune.model.FeatureTable;
import org.junit.jupiter.api.Test;

final class ViewPairsTest {
  private static final int ROWS = 2000;
  private static final AugmentationConfig NOISE =
      new AugmentationConfig(0, 0, 0, AugmentationConfig.Flip.NONE, 0, 0.1, 0);
  private static final List<RowCell> CELLS =
      List.of(new RowCell(0, 1, false), new RowCell(1, 1, false));

  /** A number, another one, and an image of two pixels. */
  private static final Shape SHAPE =
      Shape.row(2, List.of(), List.of(new Picture(1, 1, 2, List.of(), 1)), List.of());

  private static Examples rows() {
    float[] numbers = new float[ROWS * 4];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i;
    }
    return new Examples(4, numbers, new int[ROWS], new long[ROWS]);
  }

  /** Views as they are asked for in any order. */
  private static float[][] views(long seed, int epoch) {
    Examples rows = rows();
    FeatureTable views =
        new ViewPairs(
                4,
                Optional.of(new Augmentation(NOISE, seed, SHAPE, rows)),
                Optional.of(new Corruption(CELLS, 0.6, 0, seed, rows)))
            .of(FeatureTable.of(rows.encoded()), epoch);
    float[][] all = new float[2 * ROWS][4];
    for (int view = 2 * ROWS - 1; view >= 0; view--) {
      views.copyRow(view, FloatBuffer.wrap(all[view]), 0);
    }
    return all;
  }

  @Test
  void the_first_view_has_the_cells_of_the_row_and_the_second_some_of_others() {
    float[][] views = views(42, 1);
    for (int cell = 0; cell < 2; cell++) {
      int place = cell;
      for (int row = 0; row < ROWS; row++) {
        assertThat(views[2 * row][place]).isEqualTo(4 * row + place);
      }
      long changed =
          IntStream.range(0, ROWS).filter(r -> views[2 * r + 1][place] != 4 * r + place).count();
      assertThat(changed / (double) ROWS).isCloseTo(0.6, within(0.04));
    }
  }

  @Test
  void the_images_of_both_views_are_varied_each_in_its_own_way() {
    float[][] views = views(42, 1);
    int same = 0;
    for (int row = 0; row < ROWS; row++) {
      for (int view = 2 * row; view < 2 * row + 2; view++) {
        // Noise of a tenth of the range, at most 3.46 times as much.
        assertThat(views[view][2]).isCloseTo(4 * row + 2, within(0.35f * 4 * ROWS));
        same += views[view][2] == 4 * row + 2 ? 1 : 0;
      }
      same += views[2 * row][2] == views[2 * row + 1][2] ? 1 : 0;
    }
    // Both ends of the range are held.
    assertThat(same).isLessThan(ROWS / 4);
  }

  @Test
  void everything_follows_from_seed_epoch_row_and_view() {
    assertThat(Arrays.deepEquals(views(42, 1), views(42, 1))).isTrue();
    assertThat(Arrays.deepEquals(views(42, 1), views(42, 2))).isFalse();
    assertThat(Arrays.deepEquals(views(42, 1), views(43, 1))).isFalse();
    assertThat(Arrays.deepEquals(views(42, Views.JUDGED), views(42, 1))).isFalse();
  }
}
