package org.headtune.training;

/** Remembers the best epoch by one metric and says when to stop waiting for a better one. */
public final class EarlyStopping {

  /** Which values of a metric are better. */
  public enum Better {
    LOWER,
    HIGHER
  }

  private final Better better;
  private final int patience;
  private final double minDelta;
  private double bestValue = Double.NaN;
  private int bestEpoch;
  private int lastEpoch;

  /**
   * @param patience epochs without a better value before {@link #shouldStop}, at least 1
   * @param minDelta smallest change that counts as better, at least 0
   */
  public EarlyStopping(Better better, int patience, double minDelta) {
    this.better = better;
    this.patience = patience;
    this.minDelta = minDelta;
  }

  /**
   * Takes the value of one epoch, in order.
   *
   * @return whether it is the best so far; NaN never is
   */
  public boolean isBest(int epoch, double value) {
    lastEpoch = epoch;
    double gain = better == Better.LOWER ? bestValue - value : value - bestValue;
    boolean best = !Double.isNaN(value) && (Double.isNaN(bestValue) || gain > minDelta);
    if (best) {
      bestValue = value;
      bestEpoch = epoch;
    }
    return best;
  }

  /** Whether as many epochs as the patience have passed since the best one. */
  public boolean shouldStop() {
    return lastEpoch - bestEpoch >= patience;
  }

  /** The best value; NaN before there is one. */
  public double bestValue() {
    return bestValue;
  }

  /** The epoch of the best value, counted from 1; 0 before there is one. */
  public int bestEpoch() {
    return bestEpoch;
  }
}
