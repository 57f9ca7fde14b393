package org.headtune.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AxisTest {

  @ParameterizedTest
  @CsvSource({
    "0.02, 1.93, 0, 2, 0.5",
    "0.87, 0.981, 0.85, 1, 0.05",
    "0.5, 0.5, 0.45, 0.55, 0.05",
    "1, 1, 0.9, 1, 0.02",
    "0, 0.001, 0, 0.001, 0.0002",
    "0, 0, 0, 0.0000000000005, 0.0000000000001",
    "-3, 12, -5, 15, 5",
  })
  void ticks_are_round_numbers(double min, double max, double low, double high, double step) {
    Axis axis = Axis.over(min, max, 5, 1e-13);
    assertThat(new double[] {axis.low(), axis.high(), axis.step()})
        .as("%s", axis)
        .containsExactly(new double[] {low, high, step}, offset(1e-9));
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 0, 1", "1, 2, 1, 2", "1, 30, 0, 30", "1, 1000000, 0, 1000000"})
  void epochs_are_whole(int first, int last, double low, double high) {
    Axis axis = Axis.over(first, last, 6, 1);
    assertThat(axis.step()).isGreaterThanOrEqualTo(1);
    assertThat(axis.low()).isEqualTo(low);
    assertThat(axis.high()).isEqualTo(high);
  }

  @Property(tries = 500)
  void every_value_has_its_place(
      @ForAll @DoubleRange(min = -1e30, max = 1e30) double a,
      @ForAll @DoubleRange(min = -1e30, max = 1e30) double b) {
    Axis axis = Axis.over(Math.min(a, b), Math.max(a, b), 5, 1e-12);
    assertThat(axis.position(a)).isBetween(-1e-6, 1 + 1e-6);
    assertThat(axis.position(b)).isBetween(-1e-6, 1 + 1e-6);
    assertThat(axis.ticks()).hasSizeBetween(2, 6);
  }
}
