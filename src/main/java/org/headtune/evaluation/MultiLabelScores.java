package org.headtune.evaluation;

/** What predictions of rows with several classes are worth, row by row. */
final class MultiLabelScores {
  private MultiLabelScores() {}

  /**
   * The mean over rows and classes of the binary cross-entropy, each probability clipped to {@code
   * [EPSILON, 1 - EPSILON]} as in {@link Scores}.
   */
  static double logLoss(MultiLabelPredictions predictions) {
    double sum = 0;
    for (int i = 0; i < predictions.truth().length; i++) {
      double p = Scores.clipped(predictions.probabilities()[i]);
      sum -= Math.log(predictions.truth()[i] ? p : 1 - p);
    }
    return sum / predictions.truth().length;
  }

  /** The share of rows that are given exactly their classes. */
  static double subsetAccuracy(MultiLabelPredictions predictions) {
    int right = 0;
    for (int row = 0; row < predictions.rows(); row++) {
      int wrong = 0;
      for (int k = 0; k < predictions.classes(); k++) {
        wrong += predictions.given(row, k) == predictions.has(row, k) ? 0 : 1;
      }
      right += wrong == 0 ? 1 : 0;
    }
    return (double) right / predictions.rows();
  }

  /**
   * The label ranking average precision (Tsoumakas, Katakis and Vlahavas 2010, "Mining multi-label
   * data"): the mean over the rows of the mean over their classes of the share, among the classes
   * with at least its probability, of those that the row has. A row with no or all classes counts
   * 1.
   */
  static double rankingPrecision(MultiLabelPredictions predictions) {
    double sum = 0;
    for (int row = 0; row < predictions.rows(); row++) {
      sum += rankingPrecision(predictions, row);
    }
    return sum / predictions.rows();
  }

  private static double rankingPrecision(MultiLabelPredictions predictions, int row) {
    int relevant = 0;
    double shares = 0;
    for (int k = 0; k < predictions.classes(); k++) {
      if (predictions.has(row, k)) {
        relevant++;
        shares += shareAbove(predictions, row, predictions.probability(row, k));
      }
    }
    return relevant == 0 || relevant == predictions.classes() ? 1 : shares / relevant;
  }

  /** The share of the row's own classes among those with at least this probability. */
  private static double shareAbove(MultiLabelPredictions predictions, int row, float probability) {
    int all = 0;
    int own = 0;
    for (int k = 0; k < predictions.classes(); k++) {
      if (predictions.probability(row, k) >= probability) {
        all++;
        own += predictions.has(row, k) ? 1 : 0;
      }
    }
    return (double) own / all;
  }
}
