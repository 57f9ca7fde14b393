package org.headtune.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.headtune.artifact.RunMetrics;
import org.headtune.evaluation.Metric;
import org.headtune.report.ReportData;

/**
 * What the models of a cross-validation came to.
 *
 * @param folds one after the other
 * @param held what they say of the rows that each of them did not see
 */
record FoldSummary(List<Result> folds, FoldPredictions held) {
  private static final int SHOWN = 10;

  /**
   * One model.
   *
   * @param rows held out
   * @param metrics of the rows held out, and how long it was trained
   */
  record Result(int rows, RunMetrics metrics) {}

  FoldSummary {
    folds = List.copyOf(folds);
  }

  /**
   * How long the final model is trained: the median of the folds' best epochs, of two in the middle
   * the mean, rounded up; at least 1.
   */
  int epochs() {
    int[] best = folds.stream().mapToInt(fold -> fold.metrics().bestEpoch()).sorted().toArray();
    int middle = best.length / 2;
    int median = best.length % 2 == 1 ? best[middle] : (best[middle - 1] + best[middle] + 1) / 2;
    return Math.max(1, median);
  }

  /** Mean over the folds in which the number is defined; NaN if there is none. */
  private double mean(ToDoubleFunction<Result> number) {
    return folds.stream()
        .mapToDouble(number)
        .filter(value -> !Double.isNaN(value))
        .average()
        .orElse(Double.NaN);
  }

  /** The standard deviation of a sample, over n - 1; NaN for fewer than two numbers. */
  private double deviation(ToDoubleFunction<Result> number) {
    double[] values =
        folds.stream().mapToDouble(number).filter(value -> !Double.isNaN(value)).toArray();
    double mean = mean(number);
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return values.length < 2 ? Double.NaN : Math.sqrt(sum / (values.length - 1));
  }

  private static ToDoubleFunction<Result> of(String metric) {
    return fold -> fold.metrics().test().getOrDefault(metric, Double.NaN);
  }

  /** Metrics that some fold defines, in their usual order. */
  private List<String> words() {
    List<String> words = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      if (!Double.isNaN(mean(of(metric.word())))) {
        words.add(metric.word());
      }
    }
    return words;
  }

  /** All of it for JSON. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    List<Map<String, Object>> each = new ArrayList<>();
    for (int i = 0; i < folds.size(); i++) {
      Map<String, Object> fold = new LinkedHashMap<>();
      fold.put("fold", i + 1);
      fold.put("rows", folds.get(i).rows());
      fold.put("epochs", folds.get(i).metrics().epochs());
      fold.put("best_epoch", folds.get(i).metrics().bestEpoch());
      fold.putAll(folds.get(i).metrics().test());
      each.add(fold);
    }
    Map<String, Double> means = new LinkedHashMap<>();
    Map<String, Double> deviations = new LinkedHashMap<>();
    for (String word : words()) {
      means.put(word, mean(of(word)));
      deviations.put(word, deviation(of(word)));
    }
    json.put("each", each);
    json.put("mean", means);
    json.put("standard_deviation", deviations);
    return json;
  }

  /** A line per metric: mean, standard deviation, and each fold, if they are not too many. */
  String text() {
    List<String> header = new ArrayList<>(List.of("metric of folds", ">mean", ">deviation"));
    boolean all = folds.size() <= SHOWN;
    for (int i = 1; i <= folds.size() && all; i++) {
      header.add(">fold " + i);
    }
    TextColumns table = new TextColumns(header.toArray(String[]::new));
    for (String word : words()) {
      List<String> cells = new ArrayList<>(List.of(word));
      cells.add(score(mean(of(word))));
      cells.add(score(deviation(of(word))));
      folds.stream().limit(all ? SHOWN : 0).forEach(fold -> cells.add(score(of(word), fold)));
      table.row(cells.toArray(String[]::new));
    }
    return table.text();
  }

  private static String score(ToDoubleFunction<Result> number, Result fold) {
    return score(number.applyAsDouble(fold));
  }

  private static String score(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  /** How the final model came to its length. */
  String line() {
    return String.format(
        Locale.ROOT,
        "the final model is trained on all rows for %,d epochs, the median of the folds' best ones"
            + " (%s)",
        epochs(),
        String.join(
                ", ",
                folds.stream()
                    .limit(SHOWN)
                    .map(fold -> Integer.toString(fold.metrics().bestEpoch()))
                    .toList())
            + (folds.size() > SHOWN ? ", ..." : ""));
  }

  /** As the report shows it. */
  ReportData.Folds report() {
    return new ReportData.Folds(
        line(),
        words().stream()
            .map(
                word ->
                    new ReportData.FoldMetric(
                        word,
                        mean(of(word)),
                        deviation(of(word)),
                        folds.stream().map(fold -> of(word).applyAsDouble(fold)).toList()))
            .toList());
  }
}
