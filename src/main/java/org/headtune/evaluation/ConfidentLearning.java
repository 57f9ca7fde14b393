package org.headtune.evaluation;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Rows whose label is probably wrong, by the probabilities of models that have not seen them
 * (Northcutt, Jiang and Chuang 2021, "Confident learning: estimating uncertainty in dataset
 * labels"). The threshold of a class is the mean of its probabilities over the rows that bear it as
 * their label: what a model usually gives to it where it is right. A row counts for its most
 * probable class j if that comes up to the threshold of j, else for its label i if that comes up to
 * its own; the counts by i and j, scaled so that those of each label add up to its rows, estimate
 * how many rows of label i are of class j. So many of them are suspect, those with the largest
 * difference of the two probabilities ("prune by noise rate").
 */
public final class ConfidentLearning {
  private static final Comparator<Suspect> SUREST_FIRST =
      Comparator.comparingDouble((Suspect one) -> one.ofGiven() - one.probability())
          .thenComparingInt(Suspect::row);

  private final int fewest;
  private final int[] given;
  private final int[] best;
  private final float[] probability;
  private final float[] ofGiven;
  private final double[] sums; // of a class's probabilities over the rows that bear it
  private final int[] counts;

  /**
   * A row whose label is probably wrong.
   *
   * @param given class index of its label
   * @param suggested the class that it probably has
   * @param probability of {@code suggested}, 0 to 1
   * @param ofGiven the probability of {@code given}
   */
  public record Suspect(int row, int given, int suggested, double probability, double ofGiven) {}

  /**
   * Nothing is known yet.
   *
   * @param fewest rows of a class with fewer are never suspect: too few have taught the models what
   *     it looks like
   */
  public ConfidentLearning(int rows, int classes, int fewest) {
    this.fewest = fewest;
    given = new int[rows];
    best = new int[rows];
    probability = new float[rows];
    ofGiven = new float[rows];
    sums = new double[classes];
    counts = new int[classes];
  }

  /**
   * Takes what a model says of rows that it has not seen.
   *
   * @param rows their numbers among all, each to be added once
   * @param said of them, in the same order
   */
  public void add(int[] rows, RowResults said) {
    for (int i = 0; i < rows.length; i++) {
      int row = rows[i];
      given[row] = said.truth(i);
      best[row] = said.predicted(i);
      probability[row] = said.confidence(i);
      ofGiven[row] = said.ofTruth(i);
      sums[given[row]] += ofGiven[row];
      counts[given[row]]++;
    }
  }

  /** The suspects, those first whose label lies farthest behind the suggested class. */
  public List<Suspect> suspects() {
    Map<Long, Integer> left = noise();
    return IntStream.range(0, given.length)
        .filter(row -> best[row] != given[row] && counts[given[row]] >= fewest)
        .mapToObj(row -> new Suspect(row, given[row], best[row], probability[row], ofGiven[row]))
        .sorted(SUREST_FIRST)
        .filter(row -> left.merge(cell(row.given(), row.suggested()), -1, Integer::sum) >= 0)
        .toList();
  }

  /** How many rows of one label are estimated to be of another class, where there are any. */
  private Map<Long, Integer> noise() {
    Map<Long, Integer> joint = new HashMap<>();
    int[] confident = new int[counts.length];
    for (int row = 0; row < given.length; row++) {
      if (best[row] != given[row] && probability[row] >= threshold(best[row])) {
        joint.merge(cell(given[row], best[row]), 1, Integer::sum);
        confident[given[row]]++;
      } else if (ofGiven[row] >= threshold(given[row])) {
        confident[given[row]]++;
      }
    }
    joint.replaceAll(
        (cell, rows) -> {
          int label = (int) (cell / counts.length);
          return (int) Math.round((double) rows * counts[label] / confident[label]);
        });
    return joint;
  }

  private long cell(int label, int other) {
    return (long) label * counts.length + other;
  }

  /** NaN, which nothing comes up to, where no row bears the class. */
  private double threshold(int k) {
    return sums[k] / counts[k];
  }
}
