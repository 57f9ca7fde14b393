package org.headtune.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What prediction sets were worth on rows whose class is known.
 *
 * @param asked the coverage they were made for, above 0 and below 1
 * @param covered share of the rows whose set holds their class; NaN without rows
 * @param meanSize mean number of classes in a set; NaN without rows
 * @param empty share of the rows whose set is empty; NaN without rows
 */
public record SetCoverage(double asked, double covered, double meanSize, double empty) {

  /**
   * Counts, for several kinds of sets in one go over the rows.
   *
   * @param sets by the coverage that they were made for
   * @param uniforms one for each row, from {@link AdaptiveSets#uniform}
   * @return in the order of the sets
   */
  public static List<SetCoverage> of(
      Map<Double, AdaptiveSets> sets, ProbabilityRows predictions, double[] uniforms) {
    List<Count> counts = new ArrayList<>();
    sets.forEach((asked, made) -> counts.add(new Count(asked, made)));
    if (!counts.isEmpty()) {
      predictions.forEach(
          (row, probabilities, from) -> {
            for (Count count : counts) {
              count.add(
                  count.sets.of(probabilities, from, uniforms[row]), predictions.truth()[row]);
            }
          });
    }
    return counts.stream().map(count -> count.of(predictions.rows())).toList();
  }

  private static final class Count {
    private final double asked;
    private final AdaptiveSets sets;
    private long covered;
    private long size;
    private long empty;

    Count(double asked, AdaptiveSets sets) {
      this.asked = asked;
      this.sets = sets;
    }

    void add(int[] set, int truth) {
      covered += Arrays.stream(set).anyMatch(k -> k == truth) ? 1 : 0;
      size += set.length;
      empty += set.length == 0 ? 1 : 0;
    }

    SetCoverage of(double rows) {
      return new SetCoverage(asked, covered / rows, size / rows, empty / rows);
    }
  }
}
