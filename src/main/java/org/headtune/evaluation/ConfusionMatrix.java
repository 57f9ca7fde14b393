package org.headtune.evaluation;

import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * How often each class was predicted for each true class: rows are the truth, columns the
 * predictions.
 */
public final class ConfusionMatrix {
  private final int classes;
  private final long[] counts;
  private final long[] support;
  private final long[] predicted;

  private ConfusionMatrix(int classes) {
    this.classes = classes;
    this.counts = new long[Math.multiplyExact(classes, classes)];
    this.support = new long[classes];
    this.predicted = new long[classes];
  }

  /** Counts the predictions. */
  public static ConfusionMatrix of(Predictions predictions) {
    ConfusionMatrix matrix = new ConfusionMatrix(predictions.classes());
    for (int row = 0; row < predictions.rows(); row++) {
      int truth = predictions.truth()[row];
      int predicted = predictions.predicted(row);
      matrix.counts[truth * matrix.classes + predicted]++;
      matrix.support[truth]++;
      matrix.predicted[predicted]++;
    }
    return matrix;
  }

  /** Number of classes: the matrix is {@code classes x classes}. */
  public int classes() {
    return classes;
  }

  /** Rows of class {@code truth} that were taken for class {@code predicted}. */
  public long count(int truth, int predicted) {
    return counts[truth * classes + predicted];
  }

  /** Rows whose true class is {@code k}. */
  public long support(int k) {
    return support[k];
  }

  /** Rows that were taken for class {@code k}. */
  public long predicted(int k) {
    return predicted[k];
  }

  /** Whether class {@code k} occurs at all, in the truth or among the predictions. */
  public boolean occurs(int k) {
    return support[k] + predicted[k] > 0;
  }

  /** All rows. */
  public long rows() {
    return LongStream.of(support).sum();
  }

  /** Rows that were taken for what they are. */
  public long correct() {
    return IntStream.range(0, classes).mapToLong(k -> count(k, k)).sum();
  }

  /**
   * Which share of the rows taken for class {@code k} is of class {@code k}: 0 where none was taken
   * for it, NaN where the class does not occur at all.
   */
  public double precision(int k) {
    return share(k, predicted[k]);
  }

  /**
   * Which share of the rows of class {@code k} was found: 0 where there is none, NaN where the
   * class does not occur at all.
   */
  public double recall(int k) {
    return share(k, support[k]);
  }

  /**
   * The harmonic mean of precision and recall: 0 where both are 0, NaN where the class does not
   * occur at all.
   */
  public double f1(int k) {
    return 2.0 * count(k, k) / (support[k] + predicted[k]);
  }

  private double share(int k, long whole) {
    return occurs(k) && whole == 0 ? 0 : (double) count(k, k) / whole;
  }

  double accuracy() {
    return (double) correct() / rows();
  }

  double balancedAccuracy() {
    return IntStream.range(0, classes)
        .filter(k -> support[k] > 0)
        .mapToDouble(this::recall)
        .average()
        .orElse(Double.NaN);
  }

  /** The plain mean of a value over the classes that occur. */
  double macroMean(ToDoubleBiFunction<ConfusionMatrix, Integer> value) {
    return IntStream.range(0, classes)
        .filter(this::occurs)
        .mapToDouble(k -> value.applyAsDouble(this, k))
        .average()
        .orElse(Double.NaN);
  }

  /** The mean of a value over the rows, each with the value of its true class. */
  double weightedMean(ToDoubleBiFunction<ConfusionMatrix, Integer> value) {
    double sum =
        IntStream.range(0, classes)
            .filter(k -> support[k] > 0)
            .mapToDouble(k -> support[k] * value.applyAsDouble(this, k))
            .sum();
    return sum / rows();
  }

  /**
   * The correlation of truth and prediction for any number of classes (Gorodkin 2004, R_K): 1 is
   * perfect, 0 no better than chance; 0 as well where all rows have one class or were given one.
   */
  double matthewsCorrelation() {
    double rows = rows();
    double together = correct() * rows;
    double truths = rows * rows;
    double guesses = rows * rows;
    for (int k = 0; k < classes; k++) {
      together -= (double) support[k] * predicted[k];
      truths -= (double) support[k] * support[k];
      guesses -= (double) predicted[k] * predicted[k];
    }
    return truths == 0 || guesses == 0 ? 0 : together / Math.sqrt(truths) / Math.sqrt(guesses);
  }
}
