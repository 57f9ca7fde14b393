package org.headtune.recipe;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.artifact.Calibration;
import org.headtune.data.Examples;
import org.headtune.data.RowParts;
import org.headtune.evaluation.ConformityScores;
import org.headtune.evaluation.Evaluation;
import org.headtune.evaluation.Logits;
import org.headtune.evaluation.Metric;
import org.headtune.evaluation.Predictions;
import org.headtune.evaluation.TemperatureScaling;
import org.headtune.model.SoftmaxClassifier;

/**
 * What the models of a cross-validation say of the rows that they did not see, all folds together:
 * as many rows as are trained on, each judged by a model that is none the wiser. The final model
 * learns from a few more rows than they did, and takes its calibration from here.
 */
final class FoldPredictions {
  private final int classes;
  private final float[] logits;
  private final int[] truth;
  private final double[] uniforms;
  private int rows;

  /**
   * None so far.
   *
   * @param all how many rows there will be
   */
  FoldPredictions(int all, int classes) {
    if ((long) all * classes > Integer.MAX_VALUE - 8) {
      throw new UserError(
          ExitCode.RESOURCES,
          "the predictions of all folds are more numbers than can be held at once; leave out"
              + " data.cross_validation");
    }
    this.classes = classes;
    logits = new float[all * classes];
    truth = new int[all];
    uniforms = new double[all];
  }

  /** Adds the rows of one fold. */
  void add(SoftmaxClassifier model, Examples held) {
    model.temper(1);
    Judge.allLogits(model, held, logits, rows * classes);
    double[] own = Judge.uniforms(held);
    for (int i = 0; i < held.rows(); i++) {
      truth[rows] = held.labels()[i];
      uniforms[rows++] = own[i];
    }
  }

  /**
   * The calibration that these rows give.
   *
   * @param temperature whether one is fitted
   * @param dataSha256 of the files that the rows stand in, by name
   */
  Calibration calibration(boolean temperature, Map<String, String> dataSha256) {
    Logits all = new Logits(classes, logits, truth);
    TemperatureScaling scaling =
        temperature ? TemperatureScaling.fit(all) : TemperatureScaling.none(all);
    boolean finite = Double.isFinite(scaling.lossAfter());
    Predictions predictions = predictions(scaling.temperature());
    return new Calibration(
        scaling.temperature(),
        scaling.verdict(),
        finite ? scaling.lossBefore() : null,
        finite ? scaling.lossAfter() : null,
        finite ? Metric.ACCURACY.of(predictions) : null,
        finite ? ConformityScores.of(predictions, uniforms) : null,
        dataSha256);
  }

  /**
   * The rows as judged at a temperature.
   *
   * @param parts where they stand
   */
  Findings.Part part(double temperature, RowParts parts) {
    return Findings.part(
        "cross_validation",
        predictions(temperature),
        temperature == 1 ? Optional.empty() : Optional.of(Evaluation.of(predictions(1))),
        List.of(),
        SurestMistakes.of(parts::placesInFolds));
  }

  private Predictions predictions(double temperature) {
    float[] probabilities = new float[logits.length];
    IntStream.range(0, truth.length)
        .forEach(row -> softmax(row * classes, temperature, probabilities));
    return new Predictions(classes, probabilities, truth);
  }

  private void softmax(int from, double temperature, float[] out) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < classes; k++) {
      largest = Math.max(largest, logits[from + k]);
    }
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      sum += Math.exp((logits[from + k] - largest) / temperature);
    }
    for (int k = 0; k < classes; k++) {
      out[from + k] = (float) (Math.exp((logits[from + k] - largest) / temperature) / sum);
    }
  }
}
