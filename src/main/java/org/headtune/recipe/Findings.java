package org.headtune.recipe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.headtune.artifact.Calibration;
import org.headtune.artifact.EvaluationTables;
import org.headtune.artifact.RunFolder;
import org.headtune.data.ClassNames;
import org.headtune.data.Examples;
import org.headtune.data.FittedColumns;
import org.headtune.data.Prepared;
import org.headtune.evaluation.AdaptiveSets;
import org.headtune.evaluation.Evaluation;
import org.headtune.evaluation.Judgement;
import org.headtune.evaluation.Metric;
import org.headtune.evaluation.MultiLabelEvaluation;
import org.headtune.evaluation.MultiLabelPredictions;
import org.headtune.evaluation.ProbabilityRows;
import org.headtune.evaluation.RowResults;
import org.headtune.evaluation.SetCoverage;
import org.headtune.evaluation.Thresholds;
import org.headtune.report.ReportData;

/**
 * What a model is worth, by part of the data.
 *
 * @param classes names of the classes
 * @param parts the part that counts first: the test rows, then the validation rows
 */
record Findings(ClassNames classes, List<Part> parts) {
  /** Coverages that are looked at where the calibration has the rows for them. */
  static final List<Double> COVERAGES = List.of(0.9, 0.95, 0.99);

  /** What a temperature changes, but for areas under curves. */
  static final List<Metric> OF_CONFIDENCE =
      List.of(Metric.LOSS, Metric.BRIER, Metric.ECE, Metric.ECE_EQUAL_MASS, Metric.MCE);

  /**
   * One part of the data, judged.
   *
   * @param judgement of the predictions as {@code predict} gives them
   * @param uncalibrated of the network's own probabilities; empty where these are the same
   * @param sets what prediction sets are worth, by rising coverage
   * @param aside whether only its metrics are of interest, beside those of another part
   */
  record Part(
      String name,
      Judgement judgement,
      Optional<Evaluation> uncalibrated,
      List<SetCoverage> sets,
      List<ReportData.Wrong> mistakes,
      boolean aside) {}

  Findings {
    parts = List.copyOf(parts);
  }

  /** What is to be said of rows that have no probabilities. */
  Optional<String> warning() {
    String names =
        parts.stream()
            .filter(part -> Double.isNaN(part.judgement.metric(Metric.LOSS)))
            .map(Part::name)
            .collect(Collectors.joining(" and "));
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "some "
                + names
                + " rows have numbers so large that the network gives none for them, which leaves"
                + " metrics undefined; mend these rows, which `headtune predict` names");
  }

  /**
   * Judges the test and the validation rows of a run.
   *
   * @param thresholds of the classes, where a row may have several
   */
  static Findings of(RunRecord run, CalibratedModel model, List<Double> thresholds) {
    Prepared data = run.data();
    if (run.objective().task().isPresent()) {
      return new Findings(
          data.classes(),
          Stream.of(
                  answers("test", run, model, data.test()),
                  answers("validation", run, model, data.validation()))
              .flatMap(Optional::stream)
              .toList());
    }
    double[] numbers = thresholds.stream().mapToDouble(Double::doubleValue).toArray();
    List<Part> parts = new ArrayList<>();
    parts.addAll(
        judge(
            "test",
            model,
            data.test(),
            data.columns(),
            rows -> data.parts().places("test", rows),
            COVERAGES,
            numbers));
    // Sets that were fitted on these rows would cover them by construction.
    parts.addAll(
        judge(
            "validation",
            model,
            data.validation(),
            data.columns(),
            rows -> data.parts().places("validation", rows),
            List.of(),
            numbers));
    double temperature = model.calibration().map(Calibration::temperature).orElse(1.0);
    run.folds().ifPresent(done -> parts.add(done.held().part(temperature, data.parts())));
    return new Findings(data.classes(), parts);
  }

  /** Rows without labels. */
  private static Optional<Part> answers(
      String name, RunRecord run, CalibratedModel model, Examples rows) {
    if (rows.rows() == 0) {
      return Optional.empty();
    }
    Judgement judgement = run.objective().judge(model.network(), Judge.table(rows), rows);
    return Optional.of(new Part(name, judgement, Optional.empty(), List.of(), List.of(), false));
  }

  private static List<Part> judge(
      String name,
      CalibratedModel model,
      Examples rows,
      FittedColumns columns,
      SurestMistakes.Places places,
      List<Double> coverages,
      double[] thresholds) {
    if (rows.rows() == 0) {
      return List.of();
    }
    return rows.sets().areSingle()
        ? List.of(judge(name, model, rows, columns, places, coverages))
        : judge(name, model, rows, thresholds);
  }

  /**
   * Judges labelled rows of one class each.
   *
   * @param columns that the rows were made of
   * @param places where the rows stand, for the list of mistakes
   * @param coverages of prediction sets to look at, rising
   */
  static Part judge(
      String name,
      CalibratedModel model,
      Examples rows,
      FittedColumns columns,
      SurestMistakes.Places places,
      List<Double> coverages) {
    ProbabilityRows predictions = model.predictions(rows);
    Map<Double, AdaptiveSets> sets = new LinkedHashMap<>();
    coverages.stream().filter(model::canCover).forEach(c -> sets.put(c, model.sets(c)));
    return part(
        name,
        predictions,
        model.uncalibrated(rows),
        sets.isEmpty() ? List.of() : SetCoverage.of(sets, predictions, Judge.uniforms(rows)),
        SurestMistakes.of(places, rows, columns, model.network()));
  }

  /**
   * Predictions of rows of one class each, judged.
   *
   * @param mistakes looks them up
   */
  static Part part(
      String name,
      ProbabilityRows predictions,
      Optional<Evaluation> uncalibrated,
      List<SetCoverage> sets,
      SurestMistakes mistakes) {
    RowResults results = RowResults.of(predictions);
    return new Part(
        name, Evaluation.of(results), uncalibrated, sets, mistakes.among(results), false);
  }

  private static Part part(String name, MultiLabelPredictions predictions, boolean aside) {
    return new Part(
        name, MultiLabelEvaluation.of(predictions), Optional.empty(), List.of(), List.of(), aside);
  }

  /**
   * Judges labelled rows that may have several classes or none: with the thresholds, and where
   * these are tuned, with the untuned ones as well.
   */
  static List<Part> judge(String name, CalibratedModel model, Examples rows, double[] thresholds) {
    MultiLabelPredictions predictions =
        Judge.predict(model.network(), Judge.table(rows), rows, thresholds);
    List<Part> parts = new ArrayList<>();
    parts.add(part(name, predictions, false));
    double[] untuned = new double[thresholds.length];
    Arrays.fill(untuned, Thresholds.STANDARD);
    if (!Arrays.equals(thresholds, untuned)) {
      parts.add(part(name + "_untuned", predictions.with(untuned), true));
    }
    return parts;
  }

  /** Metrics by part and word, for JSON; NaN where one is undefined. */
  Map<String, Map<String, Double>> metrics() {
    Map<String, Map<String, Double>> metrics = new LinkedHashMap<>();
    for (Part part : parts) {
      Map<String, Double> words = new LinkedHashMap<>();
      part.judgement().metrics().forEach((metric, value) -> words.put(metric.word(), value));
      metrics.put(part.name(), words);
    }
    return metrics;
  }

  /** All of it for JSON: the metrics by part, then what calibration changed and sets cover. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>(metrics());
    Map<String, Object> before = new LinkedHashMap<>();
    Map<String, Object> sets = new LinkedHashMap<>();
    for (Part part : parts) {
      part.uncalibrated()
          .ifPresent(
              plain -> {
                Map<String, Double> words = new LinkedHashMap<>();
                OF_CONFIDENCE.forEach(metric -> words.put(metric.word(), plain.metric(metric)));
                before.put(part.name(), words);
              });
      if (!part.sets().isEmpty()) {
        sets.put(part.name(), part.sets());
      }
    }
    if (!before.isEmpty()) {
      json.put("uncalibrated", before);
    }
    if (!sets.isEmpty()) {
      json.put("prediction_sets", sets);
    }
    return json;
  }

  /** The metrics, what calibration changed, and what sets cover: a table each. */
  String text() {
    return new FindingsText(parts).all();
  }

  /** Writes the confusion matrix and the per-class table of the part that counts. */
  void writeTables(RunFolder folder) {
    if (parts.isEmpty()) {
      return;
    }
    Judgement judgement = parts.get(0).judgement();
    if (judgement instanceof Evaluation evaluation) {
      folder.write(
          RunFolder.CONFUSION, EvaluationTables.confusion(evaluation.confusion(), classes));
      folder.write(RunFolder.PER_CLASS, EvaluationTables.perClass(evaluation.perClass(), classes));
    } else if (judgement instanceof MultiLabelEvaluation evaluation) {
      folder.write(RunFolder.CONFUSION, EvaluationTables.counts(evaluation.perLabel(), classes));
      folder.write(RunFolder.PER_CLASS, EvaluationTables.perLabel(evaluation.perLabel(), classes));
    }
  }

  /** The parts as the report shows them. */
  List<ReportData.Judged> judged() {
    return parts.stream()
        .map(
            part ->
                new ReportData.Judged(
                    part.name(),
                    part.judgement(),
                    part.uncalibrated(),
                    part.sets(),
                    part.mistakes(),
                    part.aside()))
        .toList();
  }
}
