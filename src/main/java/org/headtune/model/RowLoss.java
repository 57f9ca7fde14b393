package org.headtune.model;

/**
 * The loss of one row as a function of the logarithms of its class probabilities, whatever head
 * they come from. A softmax turns its slope into that of the weighted sums z: {@code dL/dz = slope
 * - p * sum(slope)}.
 */
public sealed interface RowLoss permits CrossEntropy, FocalLoss, LogitAdjustment {

  /**
   * The loss and its slope.
   *
   * @param logProbabilities natural logarithms, K of them, each at most 0; stays as it is
   * @param label the true class, from 0
   * @param slope receives the K derivatives by the logarithms, each taken as free
   */
  double of(double[] logProbabilities, int label, double[] slope);

  /**
   * What a row of the class counts in the mean of its batch, which is the sum of losses divided by
   * the sum of weights; above 0. The loss itself is already weighted.
   */
  double weight(int label);
}
