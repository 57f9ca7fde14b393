package org.headtune.recipe;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.headtune.Text;
import org.headtune.artifact.Calibration;
import org.headtune.evaluation.ConformityScores;
import org.headtune.evaluation.TemperatureScaling.Verdict;

/** What was fitted to a model's probabilities, in words. */
final class CalibrationText {
  private CalibrationText() {}

  /** One sentence without its full stop. */
  static String line(Calibration fitted) {
    return fitted.verdict() == Verdict.KEPT
        ? String.format(
            Locale.ROOT, "temperature %.4f, fitted on %,d rows", fitted.temperature(), rows(fitted))
        : "temperature 1: " + fitted.verdict().words();
  }

  /** The numbers without the scores. */
  static Map<String, Object> json(Calibration fitted) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("temperature", fitted.temperature());
    json.put("verdict", fitted.verdict());
    json.put("rows", rows(fitted));
    json.put("loss_before", fitted.lossBefore());
    json.put("loss_after", fitted.lossAfter());
    return json;
  }

  /** All of it, but one by one the scores. */
  static String table(Calibration fitted) {
    TextColumns table =
        new TextColumns(
            "calibration", String.format(Locale.ROOT, "temperature %.4f", fitted.temperature()));
    table.row("why", fitted.verdict().words());
    if (fitted.lossBefore() != null && fitted.lossAfter() != null) {
      table.row(
          "loss",
          String.format(
              Locale.ROOT,
              "%.4f before, %.4f after, no probability clipped",
              fitted.lossBefore(),
              fitted.lossAfter()));
    }
    if (fitted.accuracy() != null) {
      table.row("accuracy", String.format(Locale.ROOT, "%.4f", fitted.accuracy()));
    }
    ConformityScores scores = fitted.scores();
    table.row(
        "prediction sets",
        scores == null
            ? "none"
            : String.format(
                Locale.ROOT, "%,d rows, coverage up to %s", scores.rows(), highest(scores.rows())));
    new TreeMap<>(fitted.dataSha256())
        .forEach(
            (file, sum) ->
                table.row("data sha256", Text.printable(sum) + "  " + Text.printable(file)));
    return table.text();
  }

  /** n / (n + 1), cut off and not rounded: the highest coverage that n rows can promise. */
  private static String highest(int rows) {
    double digits = Math.pow(10, Math.ceil(Math.log10(rows + 1.0)) + 1);
    return Double.toString(Math.floor(rows / (rows + 1.0) * digits) / digits);
  }

  private static int rows(Calibration fitted) {
    return fitted.scores() == null ? 0 : fitted.scores().rows();
  }
}
