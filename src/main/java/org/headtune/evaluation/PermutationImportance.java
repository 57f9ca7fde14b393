package org.headtune.evaluation;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What an input is worth to a model: how much worse a metric gets where each row has the input of
 * another row, its donor, so that the input keeps its distribution and tells nothing (Breiman 2001,
 * "Random forests", section 10). It is the difference form of model reliance, which puts every row
 * beside every other one (Fisher, Rudin and Dominici 2019, "All models are wrong, but many are
 * useful", section 3); here each repeat draws one donor for each row.
 *
 * <p>The interval is for the importance to this very model on all rows of this kind, of which the
 * given ones are a sample; it does not tell what another training would give. Two things are drawn:
 * the rows, and the donors. The spread of the repeats shows only the second, and would shrink to
 * nothing with many repeats however few the rows. So rows are left out instead, a group at a time,
 * and with each row all pairs in which it takes or gives (the jackknife of a U-statistic: Arvesen
 * 1969, "Jackknifing U-statistics"; with G groups of rows its error is {@code sqrt((G - 1) / G *
 * sum of squared distances from the mean of the G values)}). Each value is a mean over the repeats,
 * so the chance of the donors is in it as well, counted double, which makes the interval rather too
 * wide than too narrow. It is the importance plus and minus the error times the 97.5 % quantile of
 * Student's distribution with G - 1 degrees of freedom. Every metric has one, also those that are
 * no mean over rows. Each interval is for its input alone: among 20 inputs that are worth nothing,
 * one is expected not to cover 0.
 */
public final class PermutationImportance {
  /** Enough for a steady error, few enough to compute a metric for each. */
  static final int MOST_GROUPS = 20;

  /** 97.5 % quantiles of Student's distribution with 1 to 19 degrees of freedom. */
  private static final double[] STUDENT = {
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
    2.145, 2.131, 2.120, 2.110, 2.101, 2.093
  };

  private final int[] groups;
  private final double[] without;
  private double sum;
  private int repeats;

  /**
   * An importance without repeats so far.
   *
   * @param order all row numbers in a random order, by which they are parted into groups: files are
   *     often sorted; at least 3 rows
   */
  public PermutationImportance(int[] order) {
    this.groups = new int[order.length];
    this.without = new double[Math.min(MOST_GROUPS, order.length)];
    for (int i = 0; i < order.length; i++) {
      groups[order[i]] = i % without.length;
    }
  }

  /**
   * Adds a repeat.
   *
   * @param donors for each row the row whose input it has, never itself
   * @param worsening how much worse the metric of some rows is than with their own input; gets row
   *     numbers, rising
   */
  public void add(int[] donors, ToDoubleFunction<int[]> worsening) {
    sum += worsening.applyAsDouble(IntStream.range(0, groups.length).toArray());
    for (int group = 0; group < without.length; group++) {
      int left = group;
      without[group] +=
          worsening.applyAsDouble(
              IntStream.range(0, groups.length)
                  .filter(row -> groups[row] != left && groups[donors[row]] != left)
                  .toArray());
    }
    repeats++;
  }

  /**
   * The mean over the repeats, of which there must be one at least, with its interval.
   *
   * @param input what it is the importance of
   */
  public Importance of(String input) {
    double importance = sum / repeats;
    double[] values = Arrays.stream(without).map(total -> total / repeats).toArray();
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    double error = Math.sqrt((values.length - 1.0) / values.length * squares);
    double half = STUDENT[values.length - 2] * error;
    return new Importance(input, importance, importance - half, importance + half);
  }
}
