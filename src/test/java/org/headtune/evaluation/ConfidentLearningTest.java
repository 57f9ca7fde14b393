package org.headtune.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.headtune.evaluation.ConfidentLearning.Suspect;
import org.junit.jupiter.api.Test;

final class ConfidentLearningTest {
  private static final float[] OF_FIRST = {0.9f, 0.8f, 0.2f, 0.45f, 0.1f, 0.3f, 0.65f};
  private static final int[] LABELS = {0, 0, 0, 0, 1, 1, 1};

  private static void add(ConfidentLearning to, float[] ofFirst, int[] labels, int... rows) {
    float[] probabilities = new float[2 * rows.length];
    int[] truth = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      probabilities[2 * i] = ofFirst[rows[i]];
      probabilities[2 * i + 1] = 1 - ofFirst[rows[i]];
      truth[i] = labels[rows[i]];
    }
    to.add(rows, RowResults.of(new Predictions(2, probabilities, truth)));
  }

  private static List<Suspect> suspects(int fewest) {
    ConfidentLearning learning = new ConfidentLearning(LABELS.length, 2, fewest);
    add(learning, OF_FIRST, LABELS, 6, 1, 3);
    add(learning, OF_FIRST, LABELS, 5, 0, 2, 4);
    return learning.suspects();
  }

  /**
   * By hand: the thresholds are (0.9 + 0.8 + 0.2 + 0.45) / 4 = 0.5875 and (0.9 + 0.7 + 0.35) / 3 =
   * 0.65. Row 2 has 0.8 of the second class, row 6 0.65 of the first; row 3 has 0.55 of the second,
   * which is less than usual.
   */
  @Test
  void a_row_is_suspect_where_another_class_is_as_probable_as_where_it_is_right() {
    List<Suspect> found = suspects(1);
    assertThat(found).extracting(Suspect::row).containsExactly(2, 6);
    assertThat(found).extracting(Suspect::given).containsExactly(0, 1);
    assertThat(found).extracting(Suspect::suggested).containsExactly(1, 0);
    assertThat(found.get(0).probability()).isCloseTo(0.8, within(1e-6));
    assertThat(found.get(0).ofGiven()).isCloseTo(0.2, within(1e-6));
  }

  /**
   * By hand: the thresholds are (4 * 0.9 + 2 * 0.6 + 0.1 + 0.2) / 8 = 0.6375 and 0.85, so that of
   * the eight rows five count: four for their label and one, with 0.9, for the other class. Of
   * eight rows that makes 1 * 8 / 5 = 1.6, so that two rows are suspect, though the second has only
   * 0.8 of the other class.
   */
  @Test
  void rows_that_count_for_no_class_are_shared_out_as_those_that_do() {
    float[] ofFirst = {0.9f, 0.9f, 0.9f, 0.9f, 0.6f, 0.6f, 0.1f, 0.2f, 0.15f, 0.15f};
    int[] labels = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1};
    ConfidentLearning learning = new ConfidentLearning(labels.length, 2, 1);
    add(learning, ofFirst, labels, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(learning.suspects()).extracting(Suspect::row).containsExactly(6, 7);
  }

  @Test
  void rows_of_a_class_with_few_are_left_alone() {
    assertThat(suspects(4)).extracting(Suspect::row).containsExactly(2);
    assertThat(suspects(5)).isEmpty();
  }
}
