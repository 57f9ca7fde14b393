package org.headtune.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How unusual the true class was on calibration rows: all that prediction sets of any coverage need
 * (split conformal prediction: Papadopoulos et al. 2002; Lei et al. 2018).
 *
 * @param rows calibration rows, n, at least 1
 * @param kept their scores by {@link AdaptiveSets#score}, rising; of more than {@link #MOST} rows,
 *     as many of the ordered scores, evenly spaced, the largest among them
 */
public record ConformityScores(int rows, List<Double> kept) {

  /** Scores that are kept at most: sets then cover up to 0.05 percent more than was asked. */
  public static final int MOST = 2000;

  public ConformityScores {
    kept = List.copyOf(kept);
    boolean rising = true;
    for (int i = 0; i < kept.size(); i++) {
      rising &= Double.isFinite(kept.get(i)) && (i == 0 || kept.get(i - 1) <= kept.get(i));
    }
    if (rows < 1 || kept.size() != Math.min(rows, MOST) || !rising) {
      throw new IllegalArgumentException(
          "expected the scores of " + rows + " rows in rising order, at most " + MOST);
    }
  }

  /**
   * The scores of rows whose class is known.
   *
   * @param predictions at least one row, all probabilities finite
   * @param uniforms one for each row, from {@link AdaptiveSets#uniform}
   */
  public static ConformityScores of(ProbabilityRows predictions, double[] uniforms) {
    int rows = predictions.rows();
    int classes = predictions.classes();
    int[] truth = predictions.truth();
    double[] scores = new double[rows];
    predictions.forEach(
        (row, probabilities, from) ->
            scores[row] =
                AdaptiveSets.score(probabilities, from, classes, truth[row], uniforms[row]));
    Arrays.sort(scores);
    int count = Math.min(rows, MOST);
    List<Double> kept = new ArrayList<>(count);
    for (int i = 1; i <= count; i++) {
      kept.add(scores[rank(i, rows, count) - 1]);
    }
    return new ConformityScores(rows, kept);
  }

  /** Which of the ordered scores of all rows is the i-th one kept, both counted from 1. */
  private static int rank(int i, int rows, int count) {
    return (int) ((long) i * rows / count);
  }

  /**
   * The least number of calibration rows that can promise a coverage.
   *
   * @param coverage above 0 and below 1
   */
  public static long fewestRows(double coverage) {
    long rows = Math.max(1, (long) (coverage / (1 - coverage)) - 2);
    while (wantedRank(rows, coverage) > rows) {
      rows++;
    }
    return rows;
  }

  /** The rank of the quantile: ceil((n + 1) c), as 0.9 * 10 is 9 and not a hair above it. */
  private static long wantedRank(long rows, double coverage) {
    return (long) Math.ceil((rows + 1) * coverage - 1e-9);
  }

  /**
   * The quantile of the scores that a class of a new row may have to be in its set: the smallest
   * one kept whose rank is at least ceil((n + 1) c), so that the set holds the true class with a
   * probability of c or more, if the new row is drawn as the calibration rows were.
   *
   * @param coverage c, above 0 and below 1
   * @throws IllegalArgumentException if there are fewer than {@link #fewestRows}
   */
  public double quantile(double coverage) {
    long wanted = wantedRank(rows, coverage);
    for (int i = 1; i <= kept.size(); i++) {
      if (rank(i, rows, kept.size()) >= wanted) {
        return kept.get(i - 1);
      }
    }
    throw new IllegalArgumentException(rows + " rows cannot promise a coverage of " + coverage);
  }
}
