package org.headtune.evaluation;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * The area under the receiver operating characteristic, one class against the rest, as the rank
 * statistic of Mann and Whitney (1947): the share of pairs of a positive and a negative row that
 * are in the right order, a tie counting half.
 */
final class RocAuc {
  private RocAuc() {}

  /**
   * The area of each class, 0 to 1; NaN where it has no positive or no negative row. Only the
   * probabilities that rows have of their own class are held. The others are counted against those
   * while the rows are read once more.
   */
  static double[] of(RowResults results) {
    int classes = results.classes();
    double[] areas = new double[classes];
    if (!results.defined()) {
      Arrays.fill(areas, Double.NaN);
      return areas;
    }
    Positives positives = new Positives(results);
    results.probabilities().forEach(positives::addNegatives);
    Arrays.setAll(areas, positives::area);
    return areas;
  }

  /** The area of class {@code k} where a row may have several classes, as above. */
  static double of(MultiLabelPredictions predictions, int k) {
    int[] keys = new int[predictions.rows()];
    for (int row = 0; row < keys.length; row++) {
      keys[row] = key(predictions.probability(row, k), predictions.has(row, k));
    }
    Arrays.sort(keys);
    return area(keys);
  }

  /**
   * The mean over the classes that have an area; of two classes the second alone, as scikit-learn
   * does for a binary truth.
   */
  static double mean(double[] areas) {
    return areas.length == 2 ? areas[1] : meanOfAll(areas);
  }

  /** The mean over the classes that have an area; NaN if none has. */
  static double meanOfAll(double[] areas) {
    return DoubleStream.of(areas).filter(area -> !Double.isNaN(area)).average().orElse(Double.NaN);
  }

  /**
   * Probability and truth in one number that sorts as the probability does: the bits of a float of
   * [0, 1] rise with its value and leave the upper two bits free.
   */
  private static int key(float probability, boolean positive) {
    return Float.floatToRawIntBits(Math.abs(probability)) << 1 | (positive ? 1 : 0);
  }

  private static double area(int[] keys) {
    long positives = 0;
    long negatives = 0;
    long halfPairs = 0;
    for (int start = 0, end; start < keys.length; start = end) {
      long tiedPositives = 0;
      for (end = start; end < keys.length && keys[end] >> 1 == keys[start] >> 1; end++) {
        tiedPositives += keys[end] & 1;
      }
      long tiedNegatives = end - start - tiedPositives;
      halfPairs += tiedPositives * (2 * negatives + tiedNegatives);
      positives += tiedPositives;
      negatives += tiedNegatives;
    }
    return halfPairs / 2.0 / ((double) positives * negatives);
  }

  /** What each class's own rows gave it, and how many pairs with other rows are in order. */
  private static final class Positives {
    private final int[] truth;
    private final int[] first; // of each class, and the end behind the last
    private final int[] keys; // rising within a class
    private final long[] halfPairs;

    Positives(RowResults results) {
      int classes = results.classes();
      this.truth = results.probabilities().truth();
      this.first = new int[classes + 1];
      this.keys = new int[truth.length];
      this.halfPairs = new long[classes];
      for (int k : truth) {
        first[k + 1]++;
      }
      for (int k = 0; k < classes; k++) {
        first[k + 1] += first[k];
      }
      int[] next = first.clone();
      for (int row = 0; row < truth.length; row++) {
        keys[next[truth[row]]++] = key(results.ofTruth(row), false);
      }
      for (int k = 0; k < classes; k++) {
        Arrays.sort(keys, first[k], first[k + 1]);
      }
    }

    /** Counts a row against the rows of all other classes. */
    void addNegatives(int row, float[] probabilities, int from) {
      for (int k = 0; k < halfPairs.length; k++) {
        if (first[k] < first[k + 1] && k != truth[row]) {
          int negative = key(probabilities[from + k], false);
          // Positives above it are in order, and equal ones are so by half.
          int notBelow = notBelow(negative, k);
          int above = notBelow(negative + 1, k);
          halfPairs[k] += 2L * (first[k + 1] - above) + (above - notBelow);
        }
      }
    }

    private int notBelow(int key, int k) {
      int low = first[k];
      int high = first[k + 1];
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (keys[middle] < key) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    double area(int k) {
      int positives = first[k + 1] - first[k];
      int negatives = truth.length - positives;
      return halfPairs[k] / 2.0 / ((double) positives * negatives);
    }
  }
}
