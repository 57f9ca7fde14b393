package org.headtune.evaluation;

/** Results of rows with what several metrics need of them, each computed once. */
final class Outcome {
  private final RowResults results;
  private ConfusionMatrix confusion;
  private double[] rocAuc;

  Outcome(RowResults results) {
    this.results = results;
  }

  /** Whether there are rows and all their probabilities are numbers. */
  boolean defined() {
    return results.defined();
  }

  RowResults results() {
    return results;
  }

  ConfusionMatrix confusion() {
    if (confusion == null) {
      confusion = ConfusionMatrix.of(results);
    }
    return confusion;
  }

  /**
   * The area under the curve of each class against the rest; NaN where it is undefined. Reads the
   * rows once more, and only when it is asked for.
   */
  double[] rocAuc() {
    if (rocAuc == null) {
      rocAuc = RocAuc.of(results);
    }
    return rocAuc;
  }
}
