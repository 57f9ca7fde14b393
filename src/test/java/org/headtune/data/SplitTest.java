package org.headtune.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class SplitTest {
  private static final ClassNames CLASSES = ClassNames.inOrder(List.of("a", "b", "c"));

  /** Values of Java's own SplittableRandom, which is the same algorithm. */
  @Test
  void the_generator_is_split_mix_64() {
    SplittableRandom reference = new SplittableRandom(42);
    SplitMix64 random = new SplitMix64(42);
    for (int i = 0; i < 100; i++) {
      assertThat(random.next()).isEqualTo(reference.nextLong());
    }
  }

  /** The order printed by split_mix_64.py among the test resources. */
  @Test
  void a_shuffle_never_changes() {
    int[] numbers = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    new SplitMix64(42).shuffle(numbers);
    assertThat(numbers).containsExactly(3, 8, 4, 2, 9, 5, 7, 1, 0, 6);
  }

  @Property(tries = 200)
  void a_split_is_a_stratified_partition_that_depends_on_the_seed_alone(
      @ForAll @Size(min = 9, max = 300) List<@IntRange(min = 0, max = 2) Integer> drawn,
      @ForAll @IntRange(min = 0, max = 60) int validation,
      @ForAll @IntRange(min = 0, max = 60) int test,
      @ForAll long seed) {
    int[] labels = new int[drawn.size() + 9];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i < 9 ? i % 3 : drawn.get(i - 9);
    }
    Split split = new Split(validation / 100.0, test / 100.0);
    Split.Part[] parts = split.parts("t.csv", labels, CLASSES, seed);

    assertThat(parts).hasSameSizeAs(labels).doesNotContain(Split.Part.LEFT_OUT);
    assertThat(parts).isEqualTo(split.parts("t.csv", labels, CLASSES, seed));
    for (int k = 0; k < 3; k++) {
      int rows = count(labels, parts, k, null);
      int tested = count(labels, parts, k, Split.Part.TEST);
      int validated = count(labels, parts, k, Split.Part.VALIDATION);
      assertThat(count(labels, parts, k, Split.Part.TRAIN)).isPositive();
      assertThat((double) tested)
          .isBetween(test == 0 ? 0.0 : 1.0, Math.max(1, rows * test / 100.0 + 0.5));
      assertThat((double) validated)
          .isBetween(
              validation == 0 ? 0.0 : 1.0, Math.max(1, (rows - tested) * validation / 100.0 + 0.5));
    }
  }

  private static int count(int[] labels, Split.Part[] parts, int label, Split.Part part) {
    int count = 0;
    for (int i = 0; i < labels.length; i++) {
      count += labels[i] == label && (part == null || parts[i] == part) ? 1 : 0;
    }
    return count;
  }

  @Test
  void another_seed_gives_another_split() {
    int[] labels = new int[300];
    Arrays.setAll(labels, i -> i % 3);
    Split split = new Split(0.2, 0);
    assertThat(split.parts("t", labels, CLASSES, 1))
        .isNotEqualTo(split.parts("t", labels, CLASSES, 2));
  }

  @Test
  void rows_without_a_label_are_left_out() {
    Split.Part[] parts =
        new Split(0.5, 0)
            .parts("t", new int[] {0, -1, 0, 1, 1}, ClassNames.inOrder(List.of("a", "b")), 7);
    assertThat(parts[1]).isEqualTo(Split.Part.LEFT_OUT);
    assertThat(parts).filteredOn(Split.Part.VALIDATION::equals).hasSize(2);
  }
}
