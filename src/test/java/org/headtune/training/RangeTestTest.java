package org.headtune.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.IntToDoubleFunction;
import org.headtune.training.RangeTest.End;
import org.headtune.training.RangeTest.Point;
import org.junit.jupiter.api.Test;

/** Curves whose steepest place is known. */
final class RangeTestTest {

  private static RangeTest of(IntToDoubleFunction loss) {
    RangeTest test = new RangeTest();
    int update = 0;
    while (test.add(loss.applyAsDouble(update))) {
      update++;
    }
    return test;
  }

  @Test
  void rates_rise_by_the_same_factor_from_the_lowest_to_the_highest() {
    RangeTest test = of(update -> 1);
    assertThat(test.points()).hasSize(100);
    assertThat(test.end()).isEqualTo(End.HIGHEST_RATE);
    assertThat(test.points().get(0).rate()).isEqualTo(1e-7);
    assertThat(test.points().get(99).rate()).isCloseTo(10, within(1e-12));
    // 10^(-7 + 8 * 33 / 99)
    assertThat(test.points().get(33).rate()).isCloseTo(4.641589e-5, within(1e-11));
  }

  @Test
  void smoothing_looks_ahead_as_far_as_back() {
    RangeTest test = of(update -> update < 3 ? update + 1 : Double.NaN);
    assertThat(test.points().stream().map(Point::loss)).containsExactly(1.0, 2.0, 3.0);
    // (1 + 0.8 * 2 + 0.64 * 3) / 2.44; (0.8 + 2 + 0.8 * 3) / 2.6; (0.64 + 0.8 * 2 + 3) / 2.44
    assertThat(test.points().get(0).smoothed()).isCloseTo(4.52 / 2.44, within(1e-12));
    assertThat(test.points().get(1).smoothed()).isCloseTo(2, within(1e-12));
    assertThat(test.points().get(2).smoothed()).isCloseTo(5.24 / 2.44, within(1e-12));
  }

  /** Low from update 40 to 58, so in the middle of a fall and a rise that are as steep. */
  private static double valley(int update) {
    return update >= 40 && update <= 58 ? 0.5 : 1;
  }

  @Test
  void the_steepest_place_and_a_tenth_of_the_lowest_are_suggested() {
    RangeTest.Suggestion found = of(RangeTestTest::valley).suggestion().orElseThrow();
    // 10^(-7 + 8 * 39 / 99)
    assertThat(found.steepest()).isCloseTo(1.41747e-4, within(1e-9));
    // 10^(-7 + 8 * 49 / 99 - 1)
    assertThat(found.tenth()).isCloseTo(9.11163e-5, within(1e-9));
  }

  /** A mean without bounds would be lowest long before, at any update. */
  @Test
  void a_loss_that_bursts_to_any_size_moves_nothing() {
    RangeTest test = of(update -> update < 80 ? valley(update) : 1e30);
    assertThat(test.end()).isEqualTo(End.LOSS_BURST);
    assertThat(test.suggestion()).isEqualTo(of(RangeTestTest::valley).suggestion());
  }

  /** At 80 the loss has risen by all of its fall; what it does after that is luck. */
  @Test
  void a_second_valley_that_is_deeper_decides_nothing() {
    RangeTest test = of(update -> update < 80 ? valley(update) : 0.2);
    assertThat(test.suggestion()).isEqualTo(of(RangeTestTest::valley).suggestion());
  }

  @Test
  void one_batch_alone_decides_nothing() {
    RangeTest test = of(update -> update == 20 ? 0.2 : valley(update));
    assertThat(test.suggestion()).isEqualTo(of(RangeTestTest::valley).suggestion());
  }

  @Test
  void a_loss_that_does_not_fall_suggests_nothing() {
    assertThat(of(update -> 1).suggestion()).isEmpty();
    assertThat(of(update -> 1 + update / 100.0).suggestion()).isEmpty();
    assertThat(of(update -> update < 50 ? 1 : 0.96).suggestion()).isEmpty();
    assertThat(of(update -> update < 50 ? 1 : 0.9).suggestion()).isPresent();
  }

  @Test
  void a_fall_within_the_scatter_of_batches_suggests_nothing() {
    IntToDoubleFunction scatter = update -> update % 2 == 0 ? 0.3 : -0.3;
    assertThat(of(update -> (update < 50 ? 1 : 0.9) + scatter.applyAsDouble(update)).suggestion())
        .isEmpty();
    assertThat(of(update -> (update < 50 ? 1 : 0.4) + scatter.applyAsDouble(update)).suggestion())
        .isPresent();
  }

  @Test
  void it_ends_where_the_loss_bursts() {
    // 0.9 * 1 + 0.1 * 40 = 4.9; with 30 it would be 3.9.
    RangeTest test = of(update -> update < 60 ? 1 : 40);
    assertThat(test.end()).isEqualTo(End.LOSS_BURST);
    assertThat(test.points()).hasSize(61);
    assertThat(of(update -> update == 60 ? 30 : 1).end()).isEqualTo(End.HIGHEST_RATE);
  }

  @Test
  void it_ends_where_the_loss_is_no_number() {
    RangeTest test = of(update -> update < 60 ? 1 - update / 100.0 : Double.NaN);
    assertThat(test.end()).isEqualTo(End.NOT_FINITE);
    assertThat(test.points()).hasSize(60);
    assertThat(test.suggestion()).isPresent();
    for (int finite : new int[] {0, 1, 9, 10, 11, 15, 16}) {
      assertThat(of(update -> update < finite ? 1 : Double.POSITIVE_INFINITY).suggestion())
          .isEmpty();
    }
  }
}
