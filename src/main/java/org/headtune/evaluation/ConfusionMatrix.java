package org.headtune.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * How often each class was predicted for each true class: rows are the truth, columns the
 * predictions. Only pairs that occur are stored, so that the size goes with the rows and not with
 * the square of the classes.
 */
public final class ConfusionMatrix {
  private final long[] support;
  private final long[] predicted;
  private final long[] right;
  private final List<Cell> cells;
  private final int[] firstCell; // of each truth, and the end behind the last

  /**
   * A pair of classes that occurs.
   *
   * @param count rows of class {@code truth} that were taken for class {@code predicted}, at least
   *     1
   */
  public record Cell(int truth, int predicted, long count) {}

  /**
   * @param pairs {@code truth * classes + predicted} of each row, rising
   */
  private ConfusionMatrix(int classes, long[] pairs) {
    this.support = new long[classes];
    this.predicted = new long[classes];
    this.right = new long[classes];
    this.firstCell = new int[classes + 1];
    List<Cell> found = new ArrayList<>();
    for (int start = 0, end; start < pairs.length; start = end) {
      end = start + 1;
      while (end < pairs.length && pairs[end] == pairs[start]) {
        end++;
      }
      int truth = (int) (pairs[start] / classes);
      found.add(new Cell(truth, (int) (pairs[start] % classes), end - start));
    }
    this.cells = List.copyOf(found);
    cells.forEach(this::add);
    for (int truth = 0; truth < classes; truth++) {
      firstCell[truth + 1] += firstCell[truth];
    }
  }

  private void add(Cell cell) {
    firstCell[cell.truth + 1]++;
    support[cell.truth] += cell.count;
    predicted[cell.predicted] += cell.count;
    if (cell.truth == cell.predicted) {
      right[cell.truth] = cell.count;
    }
  }

  /** Counts the predictions. */
  public static ConfusionMatrix of(RowResults results) {
    long[] pairs = new long[results.rows()];
    for (int row = 0; row < pairs.length; row++) {
      pairs[row] = (long) results.truth(row) * results.classes() + results.predicted(row);
    }
    Arrays.sort(pairs);
    return new ConfusionMatrix(results.classes(), pairs);
  }

  /** Number of classes: the matrix is {@code classes x classes}. */
  public int classes() {
    return support.length;
  }

  /** The pairs that occur, by true class and then by predicted class. */
  public List<Cell> cells() {
    return cells;
  }

  /** Rows of class {@code truth} that were taken for class {@code predicted}. */
  public long count(int truth, int predicted) {
    int low = firstCell[truth];
    int high = firstCell[truth + 1];
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (cells.get(middle).predicted < predicted) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < firstCell[truth + 1] && cells.get(low).predicted == predicted
        ? cells.get(low).count
        : 0;
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
    return LongStream.of(right).sum();
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
    return 2.0 * right[k] / (support[k] + predicted[k]);
  }

  private double share(int k, long whole) {
    return occurs(k) && whole == 0 ? 0 : (double) right[k] / whole;
  }

  double accuracy() {
    return (double) correct() / rows();
  }

  double balancedAccuracy() {
    return IntStream.range(0, classes())
        .filter(k -> support[k] > 0)
        .mapToDouble(this::recall)
        .average()
        .orElse(Double.NaN);
  }

  /** The plain mean of a value over the classes that occur. */
  double macroMean(ToDoubleBiFunction<ConfusionMatrix, Integer> value) {
    return IntStream.range(0, classes())
        .filter(this::occurs)
        .mapToDouble(k -> value.applyAsDouble(this, k))
        .average()
        .orElse(Double.NaN);
  }

  /** The mean of a value over the rows, each with the value of its true class. */
  double weightedMean(ToDoubleBiFunction<ConfusionMatrix, Integer> value) {
    double sum =
        IntStream.range(0, classes())
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
    for (int k = 0; k < classes(); k++) {
      together -= (double) support[k] * predicted[k];
      truths -= (double) support[k] * support[k];
      guesses -= (double) predicted[k] * predicted[k];
    }
    return truths == 0 || guesses == 0 ? 0 : together / Math.sqrt(truths) / Math.sqrt(guesses);
  }
}
