package org.headtune.evaluation;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Predictions of rows with several classes, with what several metrics need of them. */
final class MultiLabelOutcome {
  private final MultiLabelPredictions predictions;
  private final BinaryCounts[] counts;
  private final boolean defined;
  private double[] rocAuc;

  MultiLabelOutcome(MultiLabelPredictions predictions) {
    this.predictions = predictions;
    this.counts =
        IntStream.range(0, predictions.classes())
            .mapToObj(k -> BinaryCounts.of(predictions, k))
            .toArray(BinaryCounts[]::new);
    this.defined = predictions.rows() > 0 && isFinite(predictions.probabilities());
  }

  private static boolean isFinite(float[] probabilities) {
    for (float probability : probabilities) {
      if (!Float.isFinite(probability)) {
        return false;
      }
    }
    return true;
  }

  /** Whether there are rows and all their probabilities are numbers. */
  boolean defined() {
    return defined;
  }

  MultiLabelPredictions predictions() {
    return predictions;
  }

  BinaryCounts counts(int k) {
    return counts[k];
  }

  /** All classes taken together. */
  BinaryCounts micro() {
    return Arrays.stream(counts).reduce(BinaryCounts.NONE, BinaryCounts::plus);
  }

  /** The plain mean of a value over all classes. */
  double macro(ToDoubleFunction<BinaryCounts> value) {
    return Arrays.stream(counts).mapToDouble(value).average().orElse(Double.NaN);
  }

  /** The mean of a value over the classes, weighted by their rows; 0 if no class has any. */
  double weighted(ToDoubleFunction<BinaryCounts> value) {
    long rows = Arrays.stream(counts).mapToLong(BinaryCounts::support).sum();
    double sum = Arrays.stream(counts).mapToDouble(c -> c.support() * value.applyAsDouble(c)).sum();
    return rows == 0 ? 0 : sum / rows;
  }

  /** The area under the curve of each class; NaN where it is undefined. */
  double[] rocAuc() {
    if (rocAuc == null) {
      rocAuc = new double[predictions.classes()];
      Arrays.setAll(rocAuc, k -> defined ? RocAuc.of(predictions, k) : Double.NaN);
    }
    return rocAuc;
  }
}
