package org.headtune.evaluation;

/**
 * What an input is worth to a model.
 *
 * @param input its name
 * @param importance how much worse a metric gets without what the input tells, in the metric's
 *     unit; about 0 if the model has no use for it, below 0 if it does better without
 * @param low lower end of its 95 % interval; NaN where it is undefined
 * @param high upper end
 */
public record Importance(String input, double importance, double low, double high) {

  /** Whether the input may just as well be worth nothing. */
  public boolean coversZero() {
    return !(low > 0 || high < 0);
  }
}
