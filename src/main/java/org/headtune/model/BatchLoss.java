package org.headtune.model;

import java.util.Arrays;

/**
 * The mean loss of the rows of one batch, as a head sees it: each row's part, from the logarithms
 * of its class probabilities.
 */
final class BatchLoss {
  private final RowLoss loss;
  private final int[] labels;
  private final double totalWeight;

  /**
   * @param labels class index of each row
   */
  BatchLoss(RowLoss loss, int[] labels) {
    this.loss = loss;
    this.labels = labels;
    this.totalWeight = Arrays.stream(labels).mapToDouble(loss::weight).sum();
  }

  /** Whether this is the plain mean of {@code -log p} of each row's label, and nothing more. */
  boolean isCrossEntropy() {
    return loss instanceof CrossEntropy;
  }

  /** What the rows count together: the sum that the mean is taken over. */
  double totalWeight() {
    return totalWeight;
  }

  /** Class index of each row; not to be changed. */
  int[] labels() {
    return labels;
  }

  /**
   * One row's part of the mean: the parts of all rows sum to it.
   *
   * @param slope receives the derivatives of the mean by the row's logarithms, as {@link
   *     RowLoss#of} has them
   */
  double of(int row, double[] logProbabilities, double[] slope) {
    double part = loss.of(logProbabilities, labels[row], slope) / totalWeight;
    for (int k = 0; k < slope.length; k++) {
      slope[k] /= totalWeight;
    }
    return part;
  }
}
