package org.headtune.evaluation;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How well the rows with one class are told from those without.
 *
 * @param index the class
 * @param threshold the probability from which on a row is given the class
 * @param counts rows with and without the class, given it and not
 * @param rocAuc probability that a row with the class is given a larger probability of it than a
 *     row without; NaN where one of the two kinds is missing
 */
public record PerLabel(int index, double threshold, BinaryCounts counts, double rocAuc) {

  static List<PerLabel> of(MultiLabelOutcome outcome) {
    double[] thresholds = outcome.predictions().thresholds();
    return IntStream.range(0, thresholds.length)
        .mapToObj(k -> new PerLabel(k, thresholds[k], outcome.counts(k), outcome.rocAuc()[k]))
        .toList();
  }
}
