package org.headtune.evaluation;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * One temperature for all logits, so that confidences become shares of right answers: the
 * probabilities are softmax(z / T) (Guo, Pleiss, Sun and Weinberger 2017, "On calibration of modern
 * neural networks", section 4.2). The order of the classes of a row stays.
 *
 * <p>The mean cross-entropy is convex in the inverse temperature b = 1 / T: its slope is the mean
 * of E[z] - z_y and its curvature the mean of Var[z], both under softmax(b z). The fit finds where
 * the slope is zero, by Newton's method within a shrinking bracket.
 *
 * @param temperature T, from {@link #LOWEST} to {@link #HIGHEST}; 1 unless the verdict is {@link
 *     Verdict#KEPT}
 * @param lossBefore mean cross-entropy of the rows at a temperature of 1, in nats
 * @param lossAfter the same at {@code temperature}
 */
public record TemperatureScaling(
    double temperature, double lossBefore, double lossAfter, Verdict verdict) {

  /** The lowest temperature: the best one must lie above it. */
  public static final double LOWEST = 0.01;

  /** The highest temperature: the best one must lie below it. */
  public static final double HIGHEST = 100;

  /** Each row is judged by a temperature that the rows of the other parts gave. */
  private static final int FOLDS = 5;

  private static final int FEWEST_ROWS = 2 * FOLDS;

  /** One number needs no more logits than this; of more rows, evenly spaced ones are taken. */
  private static final int MOST_LOGITS = 20_000_000;

  private static final int MOST_STEPS = 200;
  private static final double PRECISION = 1e-14;

  /** What became of the fit. */
  public enum Verdict {
    NOT_ASKED("it was not asked for"),
    KEPT("rows that did not fit the temperature got a lower loss by it"),
    NO_BETTER("it would not lower the loss of rows that it is not fitted on"),
    NO_OPTIMUM("no temperature from 0.01 to 100 is the best for these rows"),
    FEW_ROWS("fewer than 10 rows are too few"),
    NOT_FINITE("the network does not give numbers for these rows");

    private final String words;

    Verdict(String words) {
      this.words = words;
    }

    /** The reason, in words. */
    public String words() {
      return words;
    }
  }

  /** A temperature of 1, because no other one is wanted. */
  public static TemperatureScaling none(Logits logits) {
    double loss = logits.rows() > 0 && logits.areFinite() ? loss(logits, 1) : Double.NaN;
    return new TemperatureScaling(1, loss, loss, Verdict.NOT_ASKED);
  }

  /**
   * Fits the temperature. It is kept only if it is good for rows that it was not fitted on: each of
   * five parts of the rows is judged by the temperature of the other four, and the sum of the
   * losses must be lower than at a temperature of 1. So a handful of rows that the model happens to
   * get right cannot make it sure of itself.
   *
   * @param logits rows that the model was not trained on
   */
  public static TemperatureScaling fit(Logits logits) {
    if (logits.rows() == 0 || !logits.areFinite()) {
      Verdict verdict = logits.rows() == 0 ? Verdict.FEW_ROWS : Verdict.NOT_FINITE;
      return new TemperatureScaling(1, Double.NaN, Double.NaN, verdict);
    }
    Fit fit = new Fit(logits);
    int[] rows = chosen(logits);
    double before = fit.loss(1, rows) / rows.length;
    if (rows.length < FEWEST_ROWS) {
      return new TemperatureScaling(1, before, before, Verdict.FEW_ROWS);
    }
    double inverse = fit.inverse(rows);
    if (inverse <= 1 / HIGHEST || inverse >= 1 / LOWEST) {
      return new TemperatureScaling(1, before, before, Verdict.NO_OPTIMUM);
    }
    if (!isGoodForOthers(fit, rows)) {
      return new TemperatureScaling(1, before, before, Verdict.NO_BETTER);
    }
    return new TemperatureScaling(
        1 / inverse, before, fit.loss(inverse, rows) / rows.length, Verdict.KEPT);
  }

  /** The temperature with the lowest loss of all rows, whether it is worth keeping or not. */
  static double best(Logits logits) {
    return 1 / new Fit(logits).inverse(chosen(logits));
  }

  /** The mean cross-entropy in nats; any probability, however small, has its logarithm. */
  static double loss(Logits logits, double temperature) {
    int[] rows = chosen(logits);
    return new Fit(logits).loss(1 / temperature, rows) / rows.length;
  }

  private static int[] chosen(Logits logits) {
    return rows(logits.rows(), logits.classes());
  }

  /** Which rows' logits a fit needs, rising: all of them unless they are too many numbers. */
  public static int[] rows(int rows, int classes) {
    long most = Math.max(FEWEST_ROWS, MOST_LOGITS / classes);
    int count = (int) Math.min(rows, most);
    return IntStream.range(0, count).map(i -> (int) ((long) i * rows / count)).toArray();
  }

  private static boolean isGoodForOthers(Fit fit, int[] rows) {
    double gain = 0;
    for (int fold = 0; fold < FOLDS; fold++) {
      int own = fold;
      // By chance: in files that go round the classes, every fifth row may be of one class.
      int[] inside = Arrays.stream(rows).filter(row -> fold(row) == own).toArray();
      int[] outside = Arrays.stream(rows).filter(row -> fold(row) != own).toArray();
      if (inside.length > 0 && outside.length > 0) {
        gain += fit.loss(1, inside) - fit.loss(fit.inverse(outside), inside);
      }
    }
    return gain > 0;
  }

  private static int fold(int row) {
    return (int) (Hash.uniform(row) * FOLDS);
  }

  /** Sums over rows, for one inverse temperature after the other. */
  private static final class Fit {
    private final Logits logits;
    private double slope;
    private double curvature;

    Fit(Logits logits) {
      this.logits = logits;
    }

    double loss(double inverse, int[] rows) {
      double loss = 0;
      for (int row : rows) {
        double largest = logits.largest(row);
        double sum = 0;
        for (int k = 0; k < logits.classes(); k++) {
          sum += Math.exp(inverse * (logit(row, k) - largest));
        }
        loss += Math.log(sum) - inverse * (logit(row, logits.truth()[row]) - largest);
      }
      return loss;
    }

    private double logit(int row, int k) {
      return logits.values()[row * logits.classes() + k];
    }

    private void differentiate(double inverse, int[] rows) {
      slope = 0;
      curvature = 0;
      for (int row : rows) {
        double largest = logits.largest(row);
        double sum = 0;
        double first = 0;
        double second = 0;
        for (int k = 0; k < logits.classes(); k++) {
          double z = logit(row, k) - largest;
          double power = Math.exp(inverse * z);
          sum += power;
          first += power * z;
          second += power * z * z;
        }
        double mean = first / sum;
        slope += mean - (logit(row, logits.truth()[row]) - largest);
        curvature += second / sum - mean * mean;
      }
    }

    /** The inverse temperature with the lowest loss, or the bound that the loss falls towards. */
    double inverse(int[] rows) {
      double low = 1 / HIGHEST;
      double high = 1 / LOWEST;
      differentiate(low, rows);
      if (slope >= 0) {
        return low;
      }
      differentiate(high, rows);
      if (slope <= 0) {
        return high;
      }
      double inverse = 1;
      for (int step = 0; step < MOST_STEPS; step++) {
        differentiate(inverse, rows);
        if (slope == 0) {
          return inverse;
        }
        low = slope < 0 ? inverse : low;
        high = slope > 0 ? inverse : high;
        double next = inverse - slope / curvature;
        if (!(next > low && next < high)) {
          next = (low + high) / 2;
        }
        if (Math.abs(next - inverse) <= PRECISION * inverse) {
          return next;
        }
        inverse = next;
      }
      return inverse;
    }
  }
}
