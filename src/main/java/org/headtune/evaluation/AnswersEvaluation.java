package org.headtune.evaluation;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What answers about rows without labels are worth.
 *
 * @param metrics every metric of such rows in its order; NaN where it is undefined for these
 * @param rows how many rows were judged
 */
public record AnswersEvaluation(Map<Metric, Double> metrics, int rows) implements Judgement {

  public AnswersEvaluation {
    metrics = Collections.unmodifiableMap(new EnumMap<>(metrics));
  }

  /** Computes everything. */
  public static AnswersEvaluation of(Answers answers) {
    Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.of(Labelling.NONE)) {
      metrics.put(metric, metric.of(answers));
    }
    return new AnswersEvaluation(metrics, answers.rows());
  }
}
