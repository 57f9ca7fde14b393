package org.headtune.recipe;

import java.util.LinkedHashMap;
import java.util.Map;
import org.headtune.evaluation.Metric;
import org.headtune.model.LayerHealth;

/**
 * One epoch as the user sees it, on the screen and as a line of {@code metrics.jsonl}.
 *
 * @param epoch 1-based
 * @param epochs how many were asked for
 * @param loss mean training loss, in nats
 * @param learningRate step size of the last update
 * @param validation metrics of the validation rows; empty where there are none
 * @param layers how the training of each layer went, from the input up, without those that are
 *     frozen
 * @param best whether this epoch is the best so far
 * @param samplesPerSecond training rows per second, without the validation
 * @param secondsLeft estimate of what remains if all epochs run
 */
public record EpochReport(
    int epoch,
    int epochs,
    double loss,
    double learningRate,
    Map<Metric, Double> validation,
    Map<String, LayerHealth> layers,
    boolean best,
    double samplesPerSecond,
    double secondsLeft) {

  /** Cross-entropy of the validation rows; NaN where there are none. */
  public double validationLoss() {
    return validation.getOrDefault(Metric.LOSS, Double.NaN);
  }

  /**
   * Share of the validation rows predicted right, with all of their classes; NaN where there are
   * none.
   */
  public double validationAccuracy() {
    return validation.getOrDefault(
        Metric.ACCURACY, validation.getOrDefault(Metric.SUBSET_ACCURACY, Double.NaN));
  }

  /** A line of {@code metrics.jsonl}, without times, so that the same run leaves the same file. */
  Map<String, Object> line() {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("epoch", epoch);
    line.put("loss", loss);
    line.put("learning_rate", learningRate);
    validation.forEach((metric, value) -> line.put("validation_" + metric.word(), value));
    Map<String, Object> health = new LinkedHashMap<>();
    layers.forEach((layer, seen) -> health.put(layer, seen.byWord()));
    line.put("layers", health);
    line.put("best", best);
    return line;
  }
}
