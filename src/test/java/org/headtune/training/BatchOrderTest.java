package org.headtune.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

final class BatchOrderTest {

  @Property(tries = 200)
  void every_row_stands_there_once(
      @ForAll @LongRange(min = 1) long seed,
      @ForAll @IntRange(min = 1, max = 500) int rows,
      @ForAll @IntRange(min = 1, max = 1000) int epoch) {
    int[] order = new BatchOrder(seed, rows).of(epoch);
    Arrays.sort(order);
    assertThat(order).isEqualTo(IntStream.range(0, rows).toArray());
  }

  @Test
  void the_order_is_that_of_a_python_implementation_with_whole_numbers_of_any_size() {
    assertThat(new BatchOrder(42, 10).of(1)).containsExactly(5, 2, 1, 9, 0, 6, 4, 8, 7, 3);
    assertThat(new BatchOrder(42, 10).of(2)).containsExactly(7, 2, 9, 0, 5, 1, 3, 6, 8, 4);
  }

  @Test
  void another_epoch_or_seed_has_another_order() {
    int[] order = new BatchOrder(42, 1000).of(1);
    assertThat(new BatchOrder(42, 1000).of(1)).isEqualTo(order);
    assertThat(new BatchOrder(42, 1000).of(2)).isNotEqualTo(order);
    assertThat(new BatchOrder(43, 1000).of(1)).isNotEqualTo(order);
  }

  @Test
  void each_row_comes_first_equally_often() {
    int[] first = new int[5];
    BatchOrder order = new BatchOrder(7, first.length);
    int epochs = 20_000;
    for (int epoch = 1; epoch <= epochs; epoch++) {
      first[order.of(epoch)[0]]++;
    }
    // Five standard deviations of a binomial count around its mean.
    double mean = epochs / 5.0;
    double deviation = Math.sqrt(mean * 0.8);
    for (int count : first) {
      assertThat((double) count).isBetween(mean - 5 * deviation, mean + 5 * deviation);
    }
  }
}
