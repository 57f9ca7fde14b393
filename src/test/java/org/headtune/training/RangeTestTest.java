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
  void smoothing_has_no_bias_towards_0() {
    RangeTest test = of(update -> update);
    assertThat(test.points().stream().limit(3).map(Point::loss)).containsExactly(0.0, 1.0, 2.0);
    // 0; 0.1 * 1 / (1 - 0.9^2); (0.09 + 0.1 * 2) / (1 - 0.9^3)
    assertThat(test.points().get(0).smoothed()).isZero();
    assertThat(test.points().get(1).smoothed()).isCloseTo(0.1 / 0.19, within(1e-12));
    assertThat(test.points().get(2).smoothed()).isCloseTo(0.29 / 0.271, within(1e-12));
  }

  /** From update 50 on the average falls, fastest around its first step; 9 updates late. */
  @Test
  void the_steepest_place_is_suggested() {
    RangeTest.Suggestion found = of(update -> update < 50 ? 1 : 0.5).suggestion().orElseThrow();
    // 10^(-7 + 8 * 41 / 99)
    assertThat(found.steepest()).isCloseTo(2.0565e-4, within(1e-8));
    // It falls up to the last point that counts, 94: 10^(-7 + 8 * 85 / 99 - 1)
    assertThat(found.tenth()).isCloseTo(0.073907, within(1e-6));
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
