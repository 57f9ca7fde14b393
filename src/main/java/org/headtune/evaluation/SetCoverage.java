package org.headtune.evaluation;

import java.util.Arrays;

/**
 * What prediction sets were worth on rows whose class is known.
 *
 * @param asked the coverage they were made for, above 0 and below 1
 * @param covered share of the rows whose set holds their class; NaN without rows
 * @param meanSize mean number of classes in a set; NaN without rows
 * @param empty share of the rows whose set is empty; NaN without rows
 */
public record SetCoverage(double asked, double covered, double meanSize, double empty) {

  /**
   * Counts.
   *
   * @param uniforms one for each row, from {@link AdaptiveSets#uniform}
   */
  public static SetCoverage of(
      double asked, AdaptiveSets sets, Predictions predictions, double[] uniforms) {
    long covered = 0;
    long size = 0;
    long empty = 0;
    for (int row = 0; row < predictions.rows(); row++) {
      int[] set = sets.of(predictions.probabilities(), row * predictions.classes(), uniforms[row]);
      int truth = predictions.truth()[row];
      covered += Arrays.stream(set).anyMatch(k -> k == truth) ? 1 : 0;
      size += set.length;
      empty += set.length == 0 ? 1 : 0;
    }
    double rows = predictions.rows();
    return new SetCoverage(asked, covered / rows, size / rows, empty / rows);
  }
}
