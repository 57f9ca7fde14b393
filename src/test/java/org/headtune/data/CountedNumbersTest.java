package org.headtune.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class CountedNumbersTest {

  /** Definition 7 of Hyndman and Fan on the sorted numbers. */
  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    double rest = place - below;
    return rest == 0 ? sorted[below] : sorted[below] * (1 - rest) + sorted[below + 1] * rest;
  }

  @Property(tries = 100)
  void quantiles_and_mode_are_those_of_all_numbers_in_a_row(
      @ForAll @IntRange(min = 1, max = 20_000) int count,
      @ForAll @IntRange(min = 1, max = 30_000) int distinct,
      @ForAll long seed) {
    Random random = new Random(seed);
    double[] numbers = new double[count];
    CountedNumbers counted = new CountedNumbers();
    Map<Double, Integer> often = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      numbers[i] = (random.nextInt(distinct) - distinct / 2) * (random.nextBoolean() ? 0.1 : -0.0);
      counted.add(numbers[i]);
      often.merge(numbers[i], 1, Integer::sum);
    }
    Arrays.sort(numbers);
    for (double share : new double[] {0, 0.25, 0.5, 0.75, 1, random.nextDouble()}) {
      assertThat(Double.doubleToRawLongBits(counted.quantile(share)))
          .isEqualTo(Double.doubleToRawLongBits(quantile(numbers, share)));
    }
    int most = often.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    double mode =
        often.entrySet().stream()
            .filter(entry -> entry.getValue() == most)
            .findFirst()
            .orElseThrow()
            .getKey();
    assertThat(Double.doubleToRawLongBits(counted.mode()))
        .isEqualTo(Double.doubleToRawLongBits(mode));
  }

  @Test
  void a_million_times_a_few_numbers_take_next_to_nothing() {
    CountedNumbers counted = new CountedNumbers();
    for (int i = 0; i < 3_000_000; i++) {
      counted.add(i % 3);
    }
    assertThat(counted.quantile(0.5)).isEqualTo(1);
    assertThat(counted.quantile(0.9)).isEqualTo(2);
    assertThat(counted.mode()).isZero();
  }
}
