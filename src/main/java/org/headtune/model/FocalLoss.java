package org.headtune.model;

/**
 * Cross-entropy with any of three changes: {@code -sum over c of t_c w_c (1 - p_c)^gamma log p_c}.
 *
 * <p>The target t is {@code 1 - e} for the true class and {@code e / K} more for every class (label
 * smoothing, Szegedy et al. 2016). The power makes rows that are already right count less (Lin et
 * al. 2017, "Focal loss for dense object detection"). With gamma 0 this is what PyTorch's {@code
 * CrossEntropyLoss(weight=w, label_smoothing=e)} computes, mean included.
 */
final class FocalLoss implements RowLoss {
  private final double smoothing;
  private final double gamma;
  private final double[] weights;

  /**
   * @param smoothing e, from 0 to below 1
   * @param gamma 0 or more
   * @param weights w, one per class, above 0
   */
  FocalLoss(double smoothing, double gamma, double[] weights) {
    this.smoothing = smoothing;
    this.gamma = gamma;
    this.weights = weights.clone();
  }

  @Override
  public double of(double[] logProbabilities, int label, double[] slope) {
    double loss = 0;
    double every = smoothing / weights.length;
    for (int k = 0; k < weights.length; k++) {
      double share = weights[k] * (k == label ? 1 - smoothing + every : every);
      // A class without a share must not turn an infinite logarithm into NaN.
      slope[k] = share == 0 ? 0 : -share * slopeOfTerm(logProbabilities[k]);
      loss -= share == 0 ? 0 : share * term(logProbabilities[k]);
    }
    return loss;
  }

  /** {@code (1 - p)^gamma log p}. */
  private double term(double logP) {
    return gamma == 0 ? logP : Math.pow(-Math.expm1(logP), gamma) * logP;
  }

  /** Its derivative by {@code log p}: {@code (1 - p)^gamma - gamma p (1 - p)^(gamma - 1) log p}. */
  private double slopeOfTerm(double logP) {
    double p = Math.exp(logP);
    double other = -Math.expm1(logP);
    if (gamma == 0 || p == 0) {
      return 1;
    }
    // Both parts go to 0 together with 1 - p, also where the power by itself would be infinite.
    return other == 0 ? 0 : Math.pow(other, gamma) - gamma * p * Math.pow(other, gamma - 1) * logP;
  }

  @Override
  public double weight(int label) {
    return weights[label];
  }
}
