package org.headtune.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How often something was right that was told with this confidence, in {@code (lower, upper]}: of
 * rows with one class, the most probable class with its probability; of rows with several, each
 * class of each row.
 *
 * @param lower exclusive, 0 to 1
 * @param upper inclusive, 0 to 1
 * @param count rows in this bin, or rows times classes
 * @param confidence mean of their probabilities; NaN without rows
 * @param accuracy share of them that is right; NaN without rows
 */
public record ReliabilityBin(
    double lower, double upper, long count, double confidence, double accuracy) {

  /** Number of bins, as in Guo et al. 2017. */
  public static final int BINS = 15;

  static List<ReliabilityBin> of(RowResults results) {
    Tally tally = new Tally();
    for (int row = 0; row < results.rows(); row++) {
      tally.add(results.confidence(row), results.isRight(row));
    }
    return tally.bins();
  }

  /**
   * All classes together: of the probabilities p(row, k) in a bin their mean, and the share of rows
   * that have the class k (Naeini, Cooper and Hauskrecht 2015, for one class). Many are near 0,
   * where nearly every model is right.
   */
  static List<ReliabilityBin> of(MultiLabelPredictions predictions) {
    Tally tally = new Tally();
    for (int i = 0; i < predictions.truth().length; i++) {
      tally.add(predictions.probabilities()[i], predictions.truth()[i]);
    }
    return tally.bins();
  }

  /** The bins while they are filled. */
  private static final class Tally {
    private final long[] counts = new long[BINS];
    private final long[] right = new long[BINS];
    private final double[] confidences = new double[BINS];

    void add(double confidence, boolean isRight) {
      int bin = Math.min(Math.max((int) Math.ceil(confidence * BINS) - 1, 0), BINS - 1);
      counts[bin]++;
      confidences[bin] += confidence;
      right[bin] += isRight ? 1 : 0;
    }

    List<ReliabilityBin> bins() {
      List<ReliabilityBin> bins = new ArrayList<>(BINS);
      for (int bin = 0; bin < BINS; bin++) {
        bins.add(
            new ReliabilityBin(
                (double) bin / BINS,
                (bin + 1.0) / BINS,
                counts[bin],
                confidences[bin] / counts[bin],
                (double) right[bin] / counts[bin]));
      }
      return List.copyOf(bins);
    }
  }

  /**
   * The expected calibration error (Guo et al. 2017): the mean gap between confidence and accuracy,
   * weighted by the rows of the bins, 0 to 1.
   */
  static double calibrationError(List<ReliabilityBin> bins) {
    double gaps = 0;
    long rows = 0;
    for (ReliabilityBin bin : bins) {
      gaps += bin.count > 0 ? bin.count * Math.abs(bin.confidence - bin.accuracy) : 0;
      rows += bin.count;
    }
    return gaps / rows;
  }

  /**
   * The largest gap of any bin with rows (Guo et al. 2017), 0 to 1: one odd row alone in its bin
   * can make it large.
   */
  static double largestGap(List<ReliabilityBin> bins) {
    return bins.stream()
        .filter(bin -> bin.count > 0)
        .mapToDouble(bin -> Math.abs(bin.confidence - bin.accuracy))
        .max()
        .orElse(Double.NaN);
  }

  /**
   * The expected calibration error over bins of as many rows each (Nguyen and O'Connor 2015; Nixon
   * et al. 2019), 0 to 1: most rows of a good model are in the last bin of equal width. A row's bin
   * is its share of rows with less confidence, so that equal confidences are in one bin.
   */
  static double equalMassError(RowResults results) {
    int rows = results.rows();
    float[] sorted = new float[rows];
    for (int row = 0; row < rows; row++) {
      sorted[row] = results.confidence(row);
    }
    float[] confidences = sorted.clone();
    Arrays.sort(sorted);
    double[] gaps = new double[BINS];
    for (int row = 0; row < rows; row++) {
      int bin = (int) ((long) less(sorted, confidences[row]) * BINS / rows);
      gaps[bin] += confidences[row] - (results.isRight(row) ? 1.0 : 0.0);
    }
    return Arrays.stream(gaps).map(Math::abs).sum() / rows;
  }

  /** How many of the numbers, which rise, are less than one of them. */
  private static int less(float[] sorted, float value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
