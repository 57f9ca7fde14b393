package org.headtune.recipe;

import java.util.Map;
import java.util.Optional;
import org.headtune.artifact.Calibration;
import org.headtune.data.Examples;
import org.headtune.evaluation.AdaptiveSets;
import org.headtune.evaluation.ConformityScores;
import org.headtune.evaluation.Evaluation;
import org.headtune.evaluation.Metric;
import org.headtune.evaluation.ProbabilityRows;
import org.headtune.evaluation.TemperatureScaling;
import org.headtune.model.SoftmaxClassifier;

/**
 * A network whose predictions are calibrated.
 *
 * @param network predicts at the calibration's temperature
 * @param calibration empty if it predicts as it was trained
 */
record CalibratedModel(SoftmaxClassifier network, Optional<Calibration> calibration) {

  /** The network with a calibration that was fitted before. */
  static CalibratedModel of(SoftmaxClassifier network, Optional<Calibration> calibration) {
    network.temper(calibration.map(Calibration::temperature).orElse(1.0));
    return new CalibratedModel(network, calibration);
  }

  /**
   * Fits the calibration.
   *
   * @param rows that the network's weights were not fitted on, at least one
   * @param temperature whether a temperature is fitted
   * @param dataSha256 of the files that the rows stand in, by name
   */
  static CalibratedModel fit(
      SoftmaxClassifier network,
      Examples rows,
      boolean temperature,
      Map<String, String> dataSha256) {
    TemperatureScaling scaling =
        temperature
            ? TemperatureScaling.fit(Judge.logits(network, rows))
            : TemperatureScaling.none(Judge.logits(network, rows));
    network.temper(scaling.temperature());
    boolean finite = Double.isFinite(scaling.lossAfter());
    ProbabilityRows predictions = Judge.predict(network, rows);
    ConformityScores scores =
        finite ? ConformityScores.of(predictions, Judge.uniforms(rows)) : null;
    return new CalibratedModel(
        network,
        Optional.of(
            new Calibration(
                scaling.temperature(),
                scaling.verdict(),
                finite ? scaling.lossBefore() : null,
                finite ? scaling.lossAfter() : null,
                finite ? Metric.ACCURACY.of(predictions) : null,
                scores,
                dataSha256)));
  }

  /** Probabilities as {@code predict} gives them. */
  ProbabilityRows predictions(Examples rows) {
    return Judge.predict(network, rows);
  }

  /** What the network's own probabilities are worth; empty where it predicts these. */
  Optional<Evaluation> uncalibrated(Examples rows) {
    double temperature = calibration.map(Calibration::temperature).orElse(1.0);
    if (temperature == 1) {
      return Optional.empty();
    }
    network.temper(1);
    Evaluation plain = Evaluation.of(Judge.predict(network, rows));
    network.temper(temperature);
    return Optional.of(plain);
  }

  /** Whether its sets can promise a coverage. */
  boolean canCover(double coverage) {
    return calibration
        .map(Calibration::scores)
        .map(scores -> scores.rows() >= ConformityScores.fewestRows(coverage))
        .orElse(false);
  }

  /** The sets of a coverage that it can promise. */
  AdaptiveSets sets(double coverage) {
    double quantile = calibration.orElseThrow().scores().quantile(coverage);
    return new AdaptiveSets(network.classes(), quantile, false);
  }
}
