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
  private int waitingSince;

  /**
   * What has been seen so far, for a run that is interrupted.
   *
   * @param bestValue 0 before there is one
   * @param bestEpoch 0 before there is one
   * @param lastEpoch the last one that was looked at
   * @param waitingSince the epoch from which patience is counted, if it is later than the best one
   */
  public record Memory(double bestValue, int bestEpoch, int lastEpoch, int waitingSince) {}

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
    return lastEpoch - Math.max(bestEpoch, waitingSince) >= patience;
  }

  /** Counts the patience anew from the last epoch, for a run that was told to go on. */
  public void waitAnew() {
    waitingSince = lastEpoch;
  }

  /** All that was seen. */
  public Memory memory() {
    return new Memory(bestEpoch == 0 ? 0 : bestValue, bestEpoch, lastEpoch, waitingSince);
  }

  /** Goes on from what was seen before an interruption. */
  public void recall(Memory memory) {
    bestValue = memory.bestEpoch() == 0 ? Double.NaN : memory.bestValue();
    bestEpoch = memory.bestEpoch();
    lastEpoch = memory.lastEpoch();
    waitingSince = memory.waitingSince();
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
