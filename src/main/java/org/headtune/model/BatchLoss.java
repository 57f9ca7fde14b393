package org.headtune.model;

import java.util.Arrays;

/**
 * The mean loss of the rows of one batch, as a head sees it: each row's part, from the logarithms
 * of its class probabilities.
 */
final class BatchLoss {
  private final RowLoss loss;
  private final int[] labels;
  private final int[] others;
  private final double share;
  private final double totalWeight;
  private double[] othersSlope = new double[0];

  /**
   * @param labels class index of each row
   * @param others class index of what each row is mixed with
   * @param share what the first of them counts, from 0 to 1; 1 for rows that are not mixed
   */
  BatchLoss(RowLoss loss, int[] labels, int[] others, double share) {
    this.loss = loss;
    this.labels = labels;
    this.others = others;
    this.share = share;
    double sum = 0;
    for (int row = 0; row < labels.length; row++) {
      sum += weight(row);
    }
    this.totalWeight = sum;
  }

  /**
   * The loss of some rows of an update.
   *
   * @param labels class index of each row of a table
   * @param own row numbers
   * @param partners numbers of the rows that they are mixed with
   */
  static BatchLoss of(
      RowLoss loss, int[] labels, int[] own, int[] partners, double share, int first, int rows) {
    return new BatchLoss(
        loss, labels(labels, own, first, rows), labels(labels, partners, first, rows), share);
  }

  private static int[] labels(int[] labels, int[] order, int first, int rows) {
    return Arrays.stream(order, first, first + rows).map(row -> labels[row]).toArray();
  }

  private double weight(int row) {
    double own = loss.weight(labels[row]);
    return share == 1 ? own : share * own + (1 - share) * loss.weight(others[row]);
  }

  /** Whether this is the plain mean of {@code -log p} of each row's label, and nothing more. */
  boolean isCrossEntropy() {
    return loss instanceof CrossEntropy && share == 1;
  }

  /** What the rows count together: the sum that the mean is taken over. */
  double totalWeight() {
    return totalWeight;
  }

  /** Label of each row, as {@link TrainingRules#labels} has them; not to be changed. */
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
    double value = loss.of(logProbabilities, labels[row], slope);
    if (share < 1) {
      value = mixed(value, row, logProbabilities, slope);
    }
    for (int k = 0; k < slope.length; k++) {
      slope[k] /= totalWeight;
    }
    return value / totalWeight;
  }

  private double mixed(double value, int row, double[] logProbabilities, double[] slope) {
    if (othersSlope.length != slope.length) {
      othersSlope = new double[slope.length];
    }
    double other = loss.of(logProbabilities, others[row], othersSlope);
    for (int k = 0; k < slope.length; k++) {
      slope[k] = share * slope[k] + (1 - share) * othersSlope[k];
    }
    return share * value + (1 - share) * other;
  }
}
