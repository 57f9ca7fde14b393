package org.headtune.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.headtune.evaluation.ConfusionMatrix;

/**
 * A confusion matrix as a table of cells that are darker the larger their share of the row is.
 *
 * @param tilted whether the names are too long to stand side by side
 * @param names by class index
 * @param lines one per true class
 */
record ConfusionTable(boolean tilted, List<String> names, List<Line> lines) {
  /** With more classes a table of all pairs can no longer be read. */
  static final int MOST_CLASSES = 50;

  /** The cells of one true class. */
  record Line(String name, List<Cell> cells) {}

  /**
   * One pair of classes.
   *
   * @param style {@code r1} to {@code r6} for right rows, {@code w1} to {@code w6} for wrong ones
   * @param title the pair in words; empty where there is nothing to say
   */
  record Cell(String count, String style, String title) {}

  /** Two classes that were taken for each other, with the share of the rows of {@code truth}. */
  record Confused(String truth, String predicted, String count, String share) {}

  static ConfusionTable of(ConfusionMatrix matrix, List<String> names) {
    boolean tilted = names.stream().anyMatch(name -> name.length() > 3);
    List<Line> lines =
        IntStream.range(0, matrix.classes()).mapToObj(truth -> line(matrix, names, truth)).toList();
    return new ConfusionTable(tilted, names, lines);
  }

  private static Line line(ConfusionMatrix matrix, List<String> names, int truth) {
    List<Cell> cells = new ArrayList<>(matrix.classes());
    for (int predicted = 0; predicted < matrix.classes(); predicted++) {
      long count = matrix.count(truth, predicted);
      String title = names.get(truth) + " taken for " + names.get(predicted) + ": " + count;
      cells.add(
          count == 0
              ? new Cell("", "", "")
              : new Cell(Numbers.count(count), style(matrix, truth, predicted), title));
    }
    return new Line(names.get(truth), cells);
  }

  /** Few mistakes must be seen beside many right rows, so the shade goes with the root. */
  private static String style(ConfusionMatrix matrix, int truth, int predicted) {
    double share = (double) matrix.count(truth, predicted) / matrix.support(truth);
    return (truth == predicted ? "r" : "w") + (int) Math.ceil(6 * Math.sqrt(share));
  }

  /** The pairs with the most rows, at most {@code limit} of them. */
  static List<Confused> worst(ConfusionMatrix matrix, List<String> names, int limit) {
    return matrix.cells().stream()
        .filter(cell -> cell.truth() != cell.predicted())
        .sorted(Comparator.comparingLong(ConfusionMatrix.Cell::count).reversed())
        .limit(limit)
        .map(
            pair ->
                new Confused(
                    names.get(pair.truth()),
                    names.get(pair.predicted()),
                    Numbers.count(pair.count()),
                    Numbers.percent((double) pair.count() / matrix.support(pair.truth()))))
        .toList();
  }
}
