package org.headtune.training;

import org.headtune.config.ScheduleConfig.ReduceOnPlateau;
import org.headtune.training.EarlyStopping.Better;

/**
 * Lowers the learning rate when a metric no longer gets better, epoch by epoch. The rule is that of
 * PyTorch's ReduceLROnPlateau with an absolute threshold.
 */
public final class Plateau {
  private final ReduceOnPlateau config;
  private double bestValue = Double.NaN;
  private int waited;
  private int resting;
  private double factor = 1;

  /**
   * What has been seen so far, for a run that is interrupted.
   *
   * @param seen whether there is a best value
   * @param bestValue 0 before there is one
   * @param waited epochs without a better one that count
   * @param resting epochs that will not be counted
   * @param factor share of the optimiser's step size
   */
  public record Memory(boolean seen, double bestValue, int waited, int resting, double factor) {
    /** Nothing has been seen. */
    public static final Memory NONE = new Memory(false, 0, 0, 0, 1);
  }

  Plateau(ReduceOnPlateau config) {
    this.config = config;
  }

  /**
   * Takes the value of an epoch.
   *
   * @return whether the rate falls
   */
  public boolean judge(Better better, double value) {
    double gain = better == Better.LOWER ? bestValue - value : value - bestValue;
    if (!Double.isNaN(value) && (Double.isNaN(bestValue) || gain > config.minDelta())) {
      bestValue = value;
      waited = 0;
    } else {
      waited++;
    }
    if (resting > 0) {
      resting--;
      waited = 0;
    }
    if (waited <= config.patience()) {
      return false;
    }
    double before = factor;
    factor = Math.max(factor * config.factor(), config.minFactor());
    resting = config.cooldown();
    waited = 0;
    return factor < before;
  }

  /** Share of the optimiser's step size, above 0 and at most 1. */
  public double factor() {
    return factor;
  }

  /** All that was seen. */
  public Memory memory() {
    boolean seen = !Double.isNaN(bestValue);
    return new Memory(seen, seen ? bestValue : 0, waited, resting, factor);
  }

  /** Goes on from what was seen before an interruption. */
  public void recall(Memory memory) {
    bestValue = memory.seen() ? memory.bestValue() : Double.NaN;
    waited = memory.waited();
    resting = memory.resting();
    factor = memory.factor();
  }
}
