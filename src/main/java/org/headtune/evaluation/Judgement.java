package org.headtune.evaluation;

import java.util.Map;

/** What predictions are worth. */
public sealed interface Judgement permits AnswersEvaluation, Evaluation, MultiLabelEvaluation {

  /** Every metric of these rows' kind in its order; NaN where it is undefined for them. */
  Map<Metric, Double> metrics();

  /** How many rows were judged. */
  int rows();

  /** One metric; NaN where it is undefined. */
  default double metric(Metric metric) {
    return metrics().getOrDefault(metric, Double.NaN);
  }
}
