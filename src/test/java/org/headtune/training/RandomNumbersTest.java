package org.headtune.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RandomNumbersTest {
  private static final int MANY = 100_000;

  /**
   * Beta(a, a) has the mean 1/2, the variance 1 / (4 (2 a + 1)) and the fourth central moment 3 /
   * (16 (2 a + 1) (2 a + 3)).
   */
  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.2, 0.5, 1, 1.5, 4, 100})
  void the_moments_of_the_beta_distribution(double shape) {
    RandomNumbers random = new RandomNumbers(42);
    double[] numbers = DoubleStream.generate(() -> random.beta(shape)).limit(MANY).toArray();
    double variance = 1 / (4 * (2 * shape + 1));
    double fourth = 3 / (16 * (2 * shape + 1) * (2 * shape + 3));
    assertThat(DoubleStream.of(numbers).average().orElseThrow())
        .isCloseTo(0.5, within(5 * Math.sqrt(variance / MANY)));
    assertThat(DoubleStream.of(numbers).map(x -> Math.pow(x - 0.5, 2)).average().orElseThrow())
        .isCloseTo(variance, within(5 * Math.sqrt((fourth - variance * variance) / MANY)));
    assertThat(DoubleStream.of(numbers).map(x -> Math.pow(x - 0.5, 4)).average().orElseThrow())
        .isCloseTo(fourth, within(0.03 * fourth));
    assertThat(numbers).doesNotContain(Double.NaN);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-9, 1e-3, 1e9})
  void extreme_shapes_stay_within_bounds(double shape) {
    RandomNumbers random = new RandomNumbers(7);
    for (int i = 0; i < 1000; i++) {
      assertThat(random.beta(shape)).isBetween(0.0, 1.0);
    }
  }
}
