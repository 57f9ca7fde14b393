package org.headtune.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class OversampleTest {
  /** Ten rows of class 0, one of class 1, four of class 3; none of class 2. */
  private static final int[] LABELS = {0, 0, 3, 0, 1, 0, 3, 0, 0, 0, 3, 0, 0, 3, 0};

  private static Map<Integer, Long> counts(IntStream numbers) {
    return numbers
        .boxed()
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  @Test
  void every_class_has_as_many_rows_as_the_largest() {
    for (int epoch = 1; epoch < 50; epoch++) {
      int[] order = BatchOrder.oversampled(42, LABELS).of(epoch);
      assertThat(counts(Arrays.stream(order).map(row -> LABELS[row])))
          .isEqualTo(Map.of(0, 10L, 1, 10L, 3, 10L));
    }
  }

  @Test
  void rows_of_a_class_come_as_often_as_each_other_or_once_more() {
    BatchOrder order = BatchOrder.oversampled(42, LABELS);
    int[] sum = new int[LABELS.length];
    for (int epoch = 1; epoch <= 200; epoch++) {
      Map<Integer, Long> counts = counts(Arrays.stream(order.of(epoch)));
      counts.forEach(
          (row, count) -> {
            assertThat(count).isBetween(atLeast(row), atLeast(row) + (LABELS[row] == 3 ? 1 : 0));
          });
      counts.forEach((row, count) -> sum[row] += count.intValue());
    }
    // Of four rows two come a third time in each epoch, by lot: 500 times in all on average.
    for (int row = 0; row < LABELS.length; row++) {
      if (LABELS[row] == 3) {
        assertThat(sum[row]).isBetween(465, 535);
      }
    }
  }

  private static long atLeast(int row) {
    return switch (LABELS[row]) {
      case 0 -> 1;
      case 1 -> 10;
      default -> 2;
    };
  }

  @Test
  void the_order_follows_from_seed_and_epoch_alone() {
    int[] order = BatchOrder.oversampled(42, LABELS).of(3);
    assertThat(BatchOrder.oversampled(42, LABELS).of(3)).isEqualTo(order);
    assertThat(BatchOrder.oversampled(42, LABELS).of(4)).isNotEqualTo(order);
    assertThat(BatchOrder.oversampled(43, LABELS).of(3)).isNotEqualTo(order);
  }

  @Test
  void classes_of_one_size_stay_as_they_are() {
    int[] order = BatchOrder.oversampled(42, new int[] {1, 0, 1, 0}).of(1);
    assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3);
  }
}
