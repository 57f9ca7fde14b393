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

  /** The area of class {@code k}, 0 to 1; NaN where it has no positive or no negative row. */
  static double of(Predictions predictions, int k) {
    int[] keys = new int[predictions.rows()];
    for (int row = 0; row < keys.length; row++) {
      keys[row] = key(predictions.probability(row, k), predictions.truth()[row] == k);
    }
    Arrays.sort(keys);
    return area(keys);
  }

  /** As above, where a row may have several classes. */
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
}
