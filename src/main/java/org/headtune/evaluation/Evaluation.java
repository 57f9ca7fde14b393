package org.headtune.evaluation;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What predictions are worth.
 *
 * @param metrics every metric of rows with one class in its order; NaN where it is undefined for
 *     these predictions
 * @param confusion who was taken for whom
 * @param perClass every class by index, also one that does not occur
 * @param reliability whether the confidences can be believed, by rising confidence
 * @param rows how many rows were judged
 */
public record Evaluation(
    Map<Metric, Double> metrics,
    ConfusionMatrix confusion,
    List<PerClass> perClass,
    List<ReliabilityBin> reliability,
    int rows)
    implements Judgement {

  public Evaluation {
    metrics = Collections.unmodifiableMap(new EnumMap<>(metrics));
    perClass = List.copyOf(perClass);
    reliability = List.copyOf(reliability);
  }

  /** Computes everything; about a second for a million rows of ten classes. */
  public static Evaluation of(ProbabilityRows rows) {
    return of(RowResults.of(rows));
  }

  /** Computes everything of rows that were read once; they are read once more. */
  public static Evaluation of(RowResults results) {
    Outcome outcome = new Outcome(results);
    Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.of(Labelling.SINGLE)) {
      metrics.put(metric, metric.of(outcome));
    }
    return new Evaluation(
        metrics,
        outcome.confusion(),
        PerClass.of(outcome),
        ReliabilityBin.of(results),
        results.rows());
  }
}
