package org.headtune.artifact;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.Map;
import org.headtune.evaluation.ConformityScores;
import org.headtune.evaluation.TemperatureScaling;

/**
 * What was fitted to a model's probabilities after training, on rows that its weights were not
 * fitted on.
 *
 * @param temperature divides the logits of predictions; 1 where none was kept
 * @param verdict why the temperature was kept or not
 * @param lossBefore mean cross-entropy of the rows at a temperature of 1, in nats; null where it is
 *     not a number
 * @param lossAfter the same at {@code temperature}
 * @param accuracy share of the rows predicted right
 * @param scores of the rows at {@code temperature}, for prediction sets; null where the network
 *     does not give numbers
 * @param dataSha256 of the files that the rows stand in, by the name they were given
 */
public record Calibration(
    double temperature,
    TemperatureScaling.Verdict verdict,
    @JsonSetter(nulls = Nulls.SET) Double lossBefore,
    @JsonSetter(nulls = Nulls.SET) Double lossAfter,
    @JsonSetter(nulls = Nulls.SET) Double accuracy,
    @JsonSetter(nulls = Nulls.SET) ConformityScores scores,
    Map<String, String> dataSha256) {

  public Calibration {
    if (!(temperature >= TemperatureScaling.LOWEST && temperature <= TemperatureScaling.HIGHEST)) {
      throw new IllegalArgumentException("a temperature of " + temperature);
    }
    dataSha256 = Map.copyOf(dataSha256);
  }
}
