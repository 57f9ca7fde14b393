package org.headtune.evaluation;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What predictions of rows with several classes are worth.
 *
 * @param metrics every metric of such rows in its order; NaN where it is undefined for these
 * @param perLabel every class by index
 * @param reliability bins by rising probability, of all classes together
 * @param rows how many rows were judged
 */
public record MultiLabelEvaluation(
    Map<Metric, Double> metrics,
    List<PerLabel> perLabel,
    List<ReliabilityBin> reliability,
    int rows)
    implements Judgement {

  public MultiLabelEvaluation {
    metrics = Collections.unmodifiableMap(new EnumMap<>(metrics));
    perLabel = List.copyOf(perLabel);
    reliability = List.copyOf(reliability);
  }

  /** Computes everything. */
  public static MultiLabelEvaluation of(MultiLabelPredictions predictions) {
    MultiLabelOutcome outcome = new MultiLabelOutcome(predictions);
    Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.of(Labelling.MULTIPLE)) {
      metrics.put(metric, metric.of(outcome));
    }
    return new MultiLabelEvaluation(
        metrics, PerLabel.of(outcome), ReliabilityBin.of(predictions), predictions.rows());
  }
}
