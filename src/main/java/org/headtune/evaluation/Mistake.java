package org.headtune.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A row that was taken for another class.
 *
 * @param row 0-based position among the predictions
 * @param truth its class
 * @param predicted the class it was taken for
 * @param confidence the probability of {@code predicted}, 0 to 1
 */
public record Mistake(int row, int truth, int predicted, double confidence) {

  private static final Comparator<Mistake> WORST_FIRST =
      Comparator.comparingDouble(Mistake::confidence).reversed().thenComparingInt(Mistake::row);

  /** The mistakes the model was surest of, the surest first, at most {@code limit} of them. */
  public static List<Mistake> mostConfident(RowResults results, int limit) {
    PriorityQueue<Mistake> kept = new PriorityQueue<>(WORST_FIRST.reversed());
    for (int row = 0; row < results.rows(); row++) {
      if (!results.isRight(row)) {
        kept.add(
            new Mistake(row, results.truth(row), results.predicted(row), results.confidence(row)));
        if (kept.size() > limit) {
          kept.remove();
        }
      }
    }
    List<Mistake> mistakes = new ArrayList<>(kept);
    mistakes.sort(WORST_FIRST);
    return List.copyOf(mistakes);
  }
}
