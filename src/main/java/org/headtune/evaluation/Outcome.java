package org.headtune.evaluation;

import java.util.Arrays;

/** Predictions with what several metrics need of them, each computed once and only when asked. */
final class Outcome {
  private final Predictions predictions;
  private final ConfusionMatrix confusion;
  private final boolean defined;
  private double[] rocAuc;

  Outcome(Predictions predictions) {
    this.predictions = predictions;
    this.confusion = ConfusionMatrix.of(predictions);
    this.defined = predictions.rows() > 0 && isFinite(predictions.probabilities());
  }

  static boolean isFinite(float[] probabilities) {
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

  Predictions predictions() {
    return predictions;
  }

  ConfusionMatrix confusion() {
    return confusion;
  }

  /** The area under the curve of each class against the rest; NaN where it is undefined. */
  double[] rocAuc() {
    if (rocAuc == null) {
      rocAuc = new double[predictions.classes()];
      Arrays.setAll(rocAuc, k -> defined ? RocAuc.of(predictions, k) : Double.NaN);
    }
    return rocAuc;
  }
}
