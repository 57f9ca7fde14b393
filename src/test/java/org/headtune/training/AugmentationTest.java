package org.headtune.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.headtune.config.AugmentationConfig;
import org.headtune.config.AugmentationConfig.Flip;
import org.headtune.data.Bag;
import org.headtune.data.Examples;
import org.headtune.data.Picture;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;

/** Each way to vary an image, by what it must do to images of which that can be counted. */
final class AugmentationTest {
  private static final int ROWS = 400;

  private static AugmentationConfig of(
      double shift,
      double rotate,
      double scale,
      Flip flip,
      double light,
      double noise,
      double hole) {
    return new AugmentationConfig(shift, rotate, scale, flip, light, noise, hole);
  }

  private static AugmentationConfig none() {
    return of(0, 0, 0, Flip.NONE, 0, 0, 0);
  }

  private static Examples examples(float[]... rows) {
    float[] all = new float[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, all, i * rows[0].length, rows[0].length);
    }
    return new Examples(rows[0].length, all, new int[rows.length], new long[rows.length]);
  }

  /** What becomes of the same image in so many rows of the first epoch. */
  private static float[][] varied(AugmentationConfig config, Shape shape, float... image) {
    Augmentation augmentation = new Augmentation(config, 42, shape, examples(image));
    float[][] rows = new float[ROWS][];
    for (int row = 0; row < ROWS; row++) {
      rows[row] = image.clone();
      augmentation.vary(rows[row], 1, row);
    }
    return rows;
  }

  /** 1 to the right and 100 for each pixel down. */
  private static float[] ramp(int height, int width) {
    float[] image = new float[height * width];
    for (int i = 0; i < image.length; i++) {
      int line = i / width;
      image[i] = i % width + 100f * line;
    }
    return image;
  }

  @Test
  void nothing_is_done_where_nothing_is_wanted() {
    float[] image = ramp(3, 4);
    for (float[] row : varied(none(), Shape.image(1, 3, 4), image)) {
      assertThat(row).containsExactly(image);
    }
  }

  @Test
  void a_shift_moves_all_pixels_alike_and_repeats_those_at_the_edge() {
    int width = 9;
    float[] image = new float[width];
    for (int x = 0; x < width; x++) {
      image[x] = 10 * x;
    }
    double least = 0;
    double most = 0;
    for (float[] row : varied(of(0.3, 0, 0, Flip.NONE, 0, 0, 0), Shape.image(1, 1, width), image)) {
      double shift = 4 - row[4] / 10; // by so many pixels to the right
      assertThat(Math.abs(shift)).isLessThanOrEqualTo(0.3 * width);
      for (int x = 0; x < width; x++) {
        double from = Math.max(0, Math.min(width - 1, x - shift));
        assertThat((double) row[x]).isCloseTo(10 * from, within(1e-3));
      }
      least = Math.min(least, shift);
      most = Math.max(most, shift);
    }
    assertThat(least).isCloseTo(-2.7, within(0.1));
    assertThat(most).isCloseTo(2.7, within(0.1));
  }

  @Test
  void a_shift_is_by_shares_of_height_and_width() {
    float[] image = ramp(20, 10);
    double mostDown = 0;
    double mostRight = 0;
    for (float[] row : varied(of(0.2, 0, 0, Flip.NONE, 0, 0, 0), Shape.image(1, 20, 10), image)) {
      double change = image[105] - row[105]; // right + 100 x down
      double down = Math.rint(change / 100 * 1e3) / 1e3;
      mostDown = Math.max(mostDown, Math.abs(down));
      double within = row[106] - row[105];
      assertThat(within).isCloseTo(1, within(1e-3));
      mostRight = Math.max(mostRight, Math.abs(row[110] - row[100] - 100));
    }
    assertThat(mostDown).isBetween(3.8, 4.03);
    assertThat(mostRight).isLessThan(1e-3);
  }

  /** How the light grows to the right and down about the middle of an image of 11 x 11. */
  private static double[] slope(float[] row) {
    return new double[] {(row[5 * 11 + 7] - row[5 * 11 + 3]) / 4, (row[77 + 5] - row[33 + 5]) / 4};
  }

  @Test
  void a_turn_is_about_the_centre_and_keeps_lengths() {
    float[] image = new float[121];
    for (int i = 0; i < image.length; i++) {
      image[i] = i % 11; // grows to the right
    }
    double least = 0;
    double most = 0;
    for (float[] row : varied(of(0, 30, 0, Flip.NONE, 0, 0, 0), Shape.image(1, 11, 11), image)) {
      double[] slope = slope(row);
      assertThat(row[60]).isCloseTo(5f, within(1e-5f));
      assertThat(Math.hypot(slope[0], slope[1])).isCloseTo(1, within(1e-5));
      double angle = Math.toDegrees(Math.atan2(slope[1], slope[0])); // downwards: clockwise
      least = Math.min(least, angle);
      most = Math.max(most, angle);
    }
    assertThat(least).isBetween(-30.001, -29.0);
    assertThat(most).isBetween(29.0, 30.001);
  }

  @Test
  void a_quarter_turn_of_a_square_puts_rows_in_place_of_columns() {
    // Of 400 angles up to 90 degrees some are close to a quarter; the closest is looked at.
    float[] image = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    float[] clockwise = {7, 4, 1, 8, 5, 2, 9, 6, 3};
    double closest =
        Arrays.stream(varied(of(0, 90, 0, Flip.NONE, 0, 0, 0), Shape.image(1, 3, 3), image))
            .mapToDouble(
                row ->
                    IntStream.range(0, 9)
                        .mapToDouble(i -> Math.abs(row[i] - clockwise[i]))
                        .max()
                        .orElseThrow())
            .min()
            .orElseThrow();
    assertThat(closest).isLessThan(0.1);
  }

  @Test
  void a_scale_is_as_often_above_one_as_below() {
    float[] image = ramp(11, 11);
    int larger = 0;
    double least = 1;
    double most = 1;
    for (float[] row : varied(of(0, 0, 0.5, Flip.NONE, 0, 0, 0), Shape.image(1, 11, 11), image)) {
      double[] slope = slope(row);
      double factor = 1 / slope[0];
      assertThat(100 / slope[1]).isCloseTo(factor, within(1e-3));
      assertThat(row[60]).isCloseTo(image[60], within(1e-3f));
      larger += factor > 1 ? 1 : 0;
      least = Math.min(least, factor);
      most = Math.max(most, factor);
    }
    assertThat(larger).isBetween(160, 240);
    assertThat(least).isCloseTo(1 / 1.5, within(0.01));
    assertThat(most).isCloseTo(1.5, within(0.01));
  }

  @Test
  void a_flip_mirrors_every_channel_half_of_the_time() {
    float[] image = {1, 2, 3, 4, 5, 6, /* */ 10, 20, 30, 40, 50, 60};
    List<Float> right = List.of(3f, 2f, 1f, 6f, 5f, 4f, 30f, 20f, 10f, 60f, 50f, 40f);
    List<Float> under = List.of(4f, 5f, 6f, 1f, 2f, 3f, 40f, 50f, 60f, 10f, 20f, 30f);
    List<Float> both = List.of(6f, 5f, 4f, 3f, 2f, 1f, 60f, 50f, 40f, 30f, 20f, 10f);
    List<Float> same = list(image);
    Shape shape = Shape.image(2, 2, 3);
    assertThat(seen(varied(of(0, 0, 0, Flip.HORIZONTAL, 0, 0, 0), shape, image)))
        .containsExactlyInAnyOrder(same, right);
    assertThat(seen(varied(of(0, 0, 0, Flip.VERTICAL, 0, 0, 0), shape, image)))
        .containsExactlyInAnyOrder(same, under);
    float[][] all = varied(of(0, 0, 0, Flip.BOTH, 0, 0, 0), shape, image);
    assertThat(seen(all)).containsExactlyInAnyOrder(same, right, under, both);
    for (List<Float> one : List.of(same, right, under, both)) {
      assertThat(Arrays.stream(all).filter(row -> list(row).equals(one)).count())
          .isBetween(70L, 130L);
    }
  }

  private static List<Float> list(float[] row) {
    return IntStream.range(0, row.length).mapToObj(i -> row[i]).toList();
  }

  private static Set<List<Float>> seen(float[][] rows) {
    Set<List<Float>> seen = new HashSet<>();
    for (float[] row : rows) {
      seen.add(list(row));
    }
    return seen;
  }

  @Test
  void brightness_moves_each_channel_by_a_share_of_its_range_and_stays_in_it() {
    float[] image = {0, 4, 10, /* */ -1, 0, 1}; // ranges of 10 and 2
    double most = 0;
    for (float[] row : varied(of(0, 0, 0, Flip.NONE, 0.3, 0, 0), Shape.image(2, 1, 3), image)) {
      double share = row[4] / 2;
      most = Math.max(most, Math.abs(share));
      assertThat((double) row[1]).isCloseTo(4 + 10 * share, within(1e-5));
      assertThat((double) row[0]).isCloseTo(Math.max(0, 10 * share), within(1e-5));
      assertThat((double) row[2]).isCloseTo(Math.min(10, 10 + 10 * share), within(1e-5));
      assertThat((double) row[3]).isCloseTo(Math.max(-1, -1 + 2 * share), within(1e-5));
    }
    assertThat(most).isCloseTo(0.3, within(0.01));
  }

  @Test
  void noise_has_the_wanted_spread_and_no_mean() {
    float[] image = new float[100];
    image[0] = -50;
    image[99] = 50; // a range of 100
    float[][] rows = varied(of(0, 0, 0, Flip.NONE, 0, 0.1, 0), Shape.image(1, 10, 10), image);
    double[] noise =
        Arrays.stream(rows)
            .flatMapToDouble(row -> IntStream.range(1, 99).mapToDouble(i -> row[i]))
            .toArray();
    double mean = DoubleStream.of(noise).average().orElseThrow();
    double square = DoubleStream.of(noise).map(x -> x * x).average().orElseThrow();
    // of 39,200 numbers: standard errors 0.05 and 0.7
    assertThat(mean).isCloseTo(0, within(0.2));
    assertThat(square).isCloseTo(100, within(2.5));
  }

  @Test
  void a_hole_has_its_size_and_is_cut_off_at_the_edge() {
    float[] image = new float[100];
    Arrays.fill(image, 7);
    Set<Integer> sizes = new TreeSet<>();
    Set<Integer> corners = new TreeSet<>();
    for (float[] row : varied(of(0, 0, 0, Flip.NONE, 0, 0, 0.4), Shape.image(1, 10, 10), image)) {
      int[] zeros = IntStream.range(0, 100).filter(i -> row[i] == 0).toArray();
      int top = Arrays.stream(zeros).map(i -> i / 10).min().orElseThrow();
      int bottom = Arrays.stream(zeros).map(i -> i / 10).max().orElseThrow();
      int left = Arrays.stream(zeros).map(i -> i % 10).min().orElseThrow();
      int right = Arrays.stream(zeros).map(i -> i % 10).max().orElseThrow();
      assertThat(zeros).hasSize((bottom - top + 1) * (right - left + 1));
      boolean whole = top > 0 && bottom < 9 && left > 0 && right < 9;
      if (whole) {
        assertThat(zeros).hasSize(16);
      }
      sizes.add(zeros.length);
      corners.add(10 * top + left);
    }
    assertThat(sizes).contains(4, 16).allMatch(size -> size <= 16);
    assertThat(corners).hasSizeGreaterThan(40);
  }

  @Test
  void a_version_follows_from_seed_epoch_and_row_alone() {
    AugmentationConfig config = of(0.1, 10, 0.1, Flip.BOTH, 0.1, 0.1, 0.2);
    Shape shape = Shape.image(1, 8, 8);
    float[] image = ramp(8, 8);
    Augmentation one = new Augmentation(config, 1, shape, examples(image));
    Augmentation same = new Augmentation(config, 1, shape, examples(image));
    Augmentation other = new Augmentation(config, 2, shape, examples(image));
    float[] first = image.clone();
    one.vary(first, 3, 5);
    for (int row = 9; row >= 0; row--) {
      float[] again = image.clone();
      same.vary(again, 3, row);
      assertThat(Arrays.equals(again, first)).isEqualTo(row == 5);
    }
    float[] later = image.clone();
    one.vary(later, 4, 5);
    float[] seeded = image.clone();
    other.vary(seeded, 3, 5);
    assertThat(later).isNotEqualTo(first);
    assertThat(seeded).isNotEqualTo(first).isNotEqualTo(later);
  }

  @Test
  void one_setting_does_not_change_what_another_one_draws() {
    Shape shape = Shape.image(1, 11, 11);
    float[][] shifted = varied(of(0.2, 0, 0, Flip.NONE, 0, 0, 0), shape, ramp(11, 11));
    float[][] more = varied(of(0.2, 0, 0, Flip.NONE, 0, 0, 0.2), shape, ramp(11, 11));
    for (int row = 0; row < ROWS; row++) {
      for (int i = 0; i < 121; i++) {
        assertThat(more[row][i]).isIn(shifted[row][i], 0f);
      }
    }
  }

  @Test
  void of_a_mixed_row_the_images_alone_are_varied_each_in_its_way() {
    Picture small = new Picture(1, 3, 3, List.of(4), 2);
    Picture large = new Picture(3, 4, 4, List.of(4), 2);
    Shape shape = Shape.row(2, List.of(new Bag(8, 3, 2)), List.of(small, large, small), List.of());
    int before = 2 + 6;
    float[] image = new float[(int) shape.size()];
    for (int i = 0; i < image.length; i++) {
      image[i] = i + 1;
    }
    System.arraycopy(image, before, image, image.length - 9, 9); // the first one once more
    int unequal = 0;
    for (float[] row : varied(of(0.3, 0, 0, Flip.NONE, 0, 0, 0), shape, image)) {
      assertThat(Arrays.copyOf(row, before)).containsExactly(Arrays.copyOf(image, before));
      float[] first = Arrays.copyOfRange(row, before, before + 9);
      float[] last = Arrays.copyOfRange(row, row.length - 9, row.length);
      unequal += Arrays.equals(first, last) ? 0 : 1;
      assertThat(first).isNotEqualTo(Arrays.copyOfRange(image, before, before + 9));
    }
    assertThat(unequal).isEqualTo(ROWS);
    assertThat(Augmentation.fits(shape)).isTrue();
    assertThat(Augmentation.fits(Shape.row(4))).isFalse();
  }
}
