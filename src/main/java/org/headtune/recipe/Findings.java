package org.headtune.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.headtune.Place;
import org.headtune.artifact.EvaluationTables;
import org.headtune.artifact.RunFolder;
import org.headtune.data.ClassNames;
import org.headtune.data.Examples;
import org.headtune.evaluation.Evaluation;
import org.headtune.evaluation.Metric;
import org.headtune.evaluation.Mistake;
import org.headtune.evaluation.Predictions;
import org.headtune.model.SoftmaxClassifier;
import org.headtune.report.ReportData;

/**
 * What a model is worth, by part of the data.
 *
 * @param classes names of the classes
 * @param parts the part that counts first: the test rows, then the validation rows
 */
record Findings(ClassNames classes, List<Part> parts) {
  private static final int MISTAKES = 20;

  /** One part of the data, judged. */
  record Part(String name, Evaluation evaluation, List<ReportData.Wrong> mistakes) {}

  Findings {
    parts = List.copyOf(parts);
  }

  /**
   * Judges labelled rows.
   *
   * @param file where the rows stand, for the list of mistakes
   */
  static Part judge(String name, SoftmaxClassifier model, Examples rows, String file) {
    Predictions predictions = Judge.predict(model, rows);
    List<ReportData.Wrong> mistakes = new ArrayList<>();
    for (Mistake mistake : Mistake.mostConfident(predictions, MISTAKES)) {
      mistakes.add(
          new ReportData.Wrong(
              Place.of(file, rows.lines()[mistake.row()]).toString(),
              mistake.truth(),
              mistake.predicted(),
              mistake.confidence()));
    }
    return new Part(name, Evaluation.of(predictions), mistakes);
  }

  /** Metrics by part and word, for JSON; NaN where one is undefined. */
  Map<String, Map<String, Double>> metrics() {
    Map<String, Map<String, Double>> metrics = new LinkedHashMap<>();
    for (Part part : parts) {
      Map<String, Double> words = new LinkedHashMap<>();
      part.evaluation().metrics().forEach((metric, value) -> words.put(metric.word(), value));
      metrics.put(part.name(), words);
    }
    return metrics;
  }

  /** A line per metric, a column per part; metrics that no part defines are left out. */
  String text() {
    StringBuilder text = new StringBuilder();
    if (!parts.isEmpty()) {
      text.append(String.format(Locale.ROOT, "%-20s", "metric"));
      parts.forEach(part -> text.append(String.format(Locale.ROOT, "%12s", part.name())));
      text.append('\n');
    }
    for (Metric metric : Metric.values()) {
      if (parts.stream().anyMatch(part -> !Double.isNaN(part.evaluation().metric(metric)))) {
        text.append(String.format(Locale.ROOT, "%-20s", metric.word()));
        for (Part part : parts) {
          text.append(String.format(Locale.ROOT, "%12.4f", part.evaluation().metric(metric)));
        }
        text.append('\n');
      }
    }
    return text.toString();
  }

  /** Writes the confusion matrix and the per-class table of the part that counts. */
  void writeTables(RunFolder folder) {
    if (!parts.isEmpty()) {
      Evaluation evaluation = parts.get(0).evaluation();
      folder.write(
          RunFolder.CONFUSION, EvaluationTables.confusion(evaluation.confusion(), classes));
      folder.write(RunFolder.PER_CLASS, EvaluationTables.perClass(evaluation.perClass(), classes));
    }
  }

  /** The parts as the report shows them. */
  List<ReportData.Judged> judged() {
    return parts.stream()
        .map(part -> new ReportData.Judged(part.name(), part.evaluation(), part.mistakes()))
        .toList();
  }
}
