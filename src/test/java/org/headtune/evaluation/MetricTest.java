package org.headtune.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Cases small enough to be counted by hand. */
final class MetricTest {
  /** Truth 0 0 1 2, predicted 0 1 1 0. */
  private static final Predictions FOUR =
      new Predictions(
          3,
          new float[] {0.5f, 0.25f, 0.25f, 0.25f, 0.75f, 0, 0, 1, 0, 0.5f, 0.25f, 0.25f},
          new int[] {0, 0, 1, 2});

  @Test
  void the_loss_is_the_mean_of_the_logarithms() {
    double expected = (Math.log(2) + Math.log(4) + 0 + Math.log(4)) / 4;
    assertThat(Metric.LOSS.of(FOUR)).isCloseTo(expected, within(3e-7));
  }

  @Test
  void an_impossible_truth_costs_sixteen_nats_and_not_infinity() {
    Predictions wrong = new Predictions(2, new float[] {1, 0}, new int[] {1});
    assertThat(Metric.LOSS.of(wrong)).isCloseTo(23 * Math.log(2), within(1e-6));
  }

  @Test
  void a_class_that_was_never_predicted_counts_as_zero() {
    assertThat(Metric.MACRO_PRECISION.of(FOUR)).isCloseTo((0.5 + 0.5 + 0) / 3, within(1e-12));
    assertThat(Metric.MACRO_RECALL.of(FOUR)).isCloseTo((0.5 + 1 + 0) / 3, within(1e-12));
    assertThat(Metric.MACRO_F1.of(FOUR)).isCloseTo((0.5 + 2 / 3.0 + 0) / 3, within(1e-12));
  }

  @Test
  void weights_are_the_rows_of_a_class() {
    assertThat(Metric.WEIGHTED_PRECISION.of(FOUR))
        .isCloseTo((2 * 0.5 + 0.5 + 0) / 4, within(1e-12));
    assertThat(Metric.WEIGHTED_RECALL.of(FOUR)).isEqualTo(Metric.ACCURACY.of(FOUR)).isEqualTo(0.5);
  }

  @Test
  void a_class_that_does_not_occur_stays_out_of_the_mean_and_in_the_table() {
    Predictions two = new Predictions(3, new float[] {1, 0, 0, 0, 1, 0}, new int[] {0, 1});
    assertThat(Metric.MACRO_F1.of(two)).isEqualTo(1);
    PerClass absent = Evaluation.of(two).perClass().get(2);
    assertThat(absent.support()).isZero();
    assertThat(absent.f1()).isNaN();
    assertThat(absent.rocAuc()).isNaN();
  }

  @Test
  void the_correlation_is_the_hand_counted_one() {
    // 4 rows, 2 right; truths 2 1 1, predictions 2 2 0.
    double expected = (2 * 4 - (2 * 2 + 1 * 2)) / Math.sqrt((16 - 6) * (16 - 8));
    assertThat(Metric.MCC.of(FOUR)).isCloseTo(expected, within(1e-12));
  }

  @Test
  void one_class_for_all_rows_has_no_correlation() {
    Predictions constant = new Predictions(2, new float[] {1, 0, 1, 0}, new int[] {0, 1});
    assertThat(Metric.MCC.of(constant)).isZero();
  }

  @Test
  void brier_sums_over_the_classes() {
    Predictions wrong = new Predictions(2, new float[] {1, 0}, new int[] {1});
    assertThat(Metric.BRIER.of(wrong)).isEqualTo(2);
    assertThat(Metric.BRIER.of(FOUR))
        .isCloseTo((0.375 + (0.0625 + 0.0625) * 0 + 1.125 + 0 + 0.875) / 4, within(1e-12));
  }

  @Test
  void calibration_error_is_the_gap_weighted_by_rows() {
    // 0.5 twice with one right: no gap; 0.75 wrong: gap 0.75; 1 right: no gap.
    assertThat(Metric.ECE.of(FOUR)).isCloseTo(0.75 / 4, within(1e-12));
  }

  @Test
  void the_largest_gap_is_that_of_one_bin() {
    assertThat(Metric.MCE.of(FOUR)).isEqualTo(0.75);
  }

  /** Confidences 0.5 0.5 0.75 1: the first two share a bin, as no row is less confident. */
  @Test
  void bins_of_equal_mass_keep_equal_confidences_together() {
    assertThat(Metric.ECE_EQUAL_MASS.of(FOUR)).isCloseTo((0 + 0.75 + 0) / 4, within(1e-12));
    Predictions apart =
        new Predictions(2, new float[] {0.5f, 0.5f, 0.75f, 0.25f}, new int[] {0, 1});
    assertThat(Metric.ECE_EQUAL_MASS.of(apart)).isCloseTo((0.5 + 0.75) / 2, within(1e-12));
  }

  @Test
  void a_bin_ends_with_its_upper_edge() {
    Predictions edge =
        new Predictions(3, new float[] {0.4f, 0.3f, 0.3f, 1, 0, 0}, new int[] {0, 0});
    assertThat(ReliabilityBin.of(RowResults.of(edge))).hasSize(15);
    assertThat(ReliabilityBin.of(RowResults.of(edge)).get(14).count()).isEqualTo(1);
    ReliabilityBin bin = ReliabilityBin.of(RowResults.of(edge)).get(6);
    assertThat(bin.count()).isEqualTo(1); // the float 0.4 lies just above 6/15
    assertThat(bin.accuracy()).isEqualTo(1);
    assertThat(ReliabilityBin.of(RowResults.of(edge)).get(5).confidence()).isNaN();
  }

  @Test
  void a_tie_counts_half_in_the_area() {
    Predictions tied =
        new Predictions(2, new float[] {0.5f, 0.5f, 0.5f, 0.5f, 0.25f, 0.75f}, new int[] {0, 1, 1});
    assertThat(Metric.ROC_AUC.of(tied)).isEqualTo(0.75);
  }

  @Test
  void an_area_needs_both_kinds_of_rows() {
    Predictions one = new Predictions(2, new float[] {0.5f, 0.5f}, new int[] {0});
    assertThat(Metric.ROC_AUC.of(one)).isNaN();
  }

  @Test
  void the_best_k_are_counted_only_where_there_are_more_classes() {
    Predictions five =
        new Predictions(
            5,
            new float[] {0.4f, 0.3f, 0.1f, 0.1f, 0.1f, 0.4f, 0.3f, 0.1f, 0.1f, 0.1f},
            new int[] {2, 3});
    assertThat(Metric.TOP_3_ACCURACY.of(five)).isEqualTo(0.5);
    assertThat(Metric.TOP_5_ACCURACY.of(five)).isNaN();
    assertThat(Metric.TOP_3_ACCURACY.of(FOUR)).isNaN();
  }

  @Test
  void no_rows_and_no_numbers_give_no_value() {
    Predictions empty = new Predictions(2, new float[0], new int[0]);
    Predictions broken =
        new Predictions(2, new float[] {Float.NaN, Float.NaN, 1, 0}, new int[] {0, 0});
    for (Metric metric : Metric.values()) {
      assertThat(metric.of(empty)).as(metric.word()).isNaN();
      assertThat(metric.of(broken)).as(metric.word()).isNaN();
    }
    assertThat(Evaluation.of(broken).perClass().get(0).rocAuc()).isNaN();
  }

  @Test
  void a_metric_is_found_by_its_word() {
    assertThat(Metric.named("macro_f1")).contains(Metric.MACRO_F1);
    assertThat(Metric.named("MACRO_F1")).isEmpty();
  }

  @Test
  void the_surest_mistakes_come_first() {
    assertThat(Mistake.mostConfident(RowResults.of(FOUR), 5))
        .containsExactly(new Mistake(1, 0, 1, 0.75), new Mistake(3, 2, 0, 0.5));
    assertThat(Mistake.mostConfident(RowResults.of(FOUR), 1))
        .containsExactly(new Mistake(1, 0, 1, 0.75));
  }
}
