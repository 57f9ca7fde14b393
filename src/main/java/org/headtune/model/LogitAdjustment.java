package org.headtune.model;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Another loss, computed from {@code softmax(z + shift)} in place of {@code softmax(z)}. With
 * {@code shift = tau log prior} the network learns what sets a class apart beside its frequency,
 * and predictions, made without the shift, treat rare classes as if they were as frequent as the
 * others (Menon et al. 2021, "Long-tail learning via logit adjustment").
 */
final class LogitAdjustment implements RowLoss {
  private final RowLoss loss;
  private final double[] shift;

  /**
   * @param shift what is added per class; finite
   */
  LogitAdjustment(RowLoss loss, double[] shift) {
    this.loss = loss;
    this.shift = shift.clone();
  }

  /**
   * The adjustment for classes as frequent as they are in the training rows.
   *
   * @param tau above 0
   * @param rows training rows of each class; a class without any counts as if it had one
   */
  static LogitAdjustment of(RowLoss loss, double tau, int[] rows) {
    double all = Arrays.stream(rows).sum();
    return new LogitAdjustment(
        loss, Arrays.stream(rows).mapToDouble(n -> tau * Math.log(Math.max(1, n) / all)).toArray());
  }

  @Override
  public double of(double[] logProbabilities, int label, double[] slope) {
    double[] adjusted = adjusted(logProbabilities);
    double value = loss.of(adjusted, label, slope);
    double sum = 0;
    for (double each : slope) {
      sum += each;
    }
    for (int k = 0; k < slope.length; k++) {
      slope[k] -= Math.exp(adjusted[k]) * sum;
    }
    return value;
  }

  /** The logarithms of the probabilities that the shift leads to. */
  private double[] adjusted(double[] logProbabilities) {
    double[] sums =
        IntStream.range(0, shift.length).mapToDouble(k -> logProbabilities[k] + shift[k]).toArray();
    LogSoftmax.of(sums);
    return sums;
  }

  @Override
  public double weight(int label) {
    return loss.weight(label);
  }
}
