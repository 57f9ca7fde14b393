package org.headtune.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.headtune.Text;
import org.headtune.evaluation.AnswersEvaluation;
import org.headtune.evaluation.Evaluation;
import org.headtune.evaluation.Judgement;
import org.headtune.evaluation.Metric;
import org.headtune.evaluation.MultiLabelEvaluation;

/** What stands on the page, as the words and numbers the template puts in place. */
record Page(
    String title,
    List<ReportData.Fact> facts,
    List<String> notes,
    List<Tile> tiles,
    List<String> judged,
    List<ImportancePart> importance,
    List<MetricLine> metrics,
    Curves curves,
    HealthMaps health,
    List<Part> parts,
    List<LabelPart> labelParts,
    List<LayerLine> layers,
    String parameters,
    List<FoldTable> folds,
    List<DataPart> data) {

  /** One headline number. */
  record Tile(String name, String value, String remark) {}

  /** One metric on each set of rows. */
  record MetricLine(
      String word, String arrow, String better, String meaning, List<String> values) {}

  /** One layer. */
  record LayerLine(String name, String kind, String output, String parameters, String trained) {}

  static Page of(ReportData data) {
    List<String> names = data.classNames().stream().map(Text::printable).toList();
    return new Page(
        data.title(),
        data.facts(),
        data.notes(),
        data.judged().isEmpty() ? List.of() : tiles(data.judged().get(0)),
        data.judged().stream().map(ReportData.Judged::rows).toList(),
        List.of(),
        lines(data.judged()),
        Curves.of(data.epochs(), data.bestEpoch()),
        HealthMaps.of(data.health()),
        parts(data.judged(), names),
        labelParts(data.judged(), names),
        data.layers().stream().map(Page::line).toList(),
        Numbers.count(data.layers().stream().mapToLong(ReportData.Layer::parameters).sum()),
        data.folds().map(FoldTable::of).stream().toList(),
        List.of());
  }

  static Page of(ImportanceReport report) {
    return new Page(
        report.title(),
        report.facts(),
        List.of(),
        List.of(),
        List.of(),
        List.of(ImportancePart.of(report)),
        List.of(),
        Curves.of(List.of(), 0),
        HealthMaps.of(List.of()),
        List.of(),
        List.of(),
        List.of(),
        "",
        List.of(),
        List.of());
  }

  static Page of(DataReport report) {
    return new Page(
        report.title(),
        report.facts(),
        report.notes(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Curves.of(List.of(), 0),
        HealthMaps.of(List.of()),
        List.of(),
        List.of(),
        List.of(),
        "",
        List.of(),
        List.of(DataPart.of(report)));
  }

  boolean hasFacts() {
    return !facts.isEmpty();
  }

  boolean hasNotes() {
    return !notes.isEmpty();
  }

  boolean hasMetrics() {
    return !judged.isEmpty();
  }

  boolean hasLayers() {
    return !layers.isEmpty();
  }

  private static List<Part> parts(List<ReportData.Judged> judged, List<String> names) {
    List<Part> parts = new ArrayList<>();
    for (ReportData.Judged one : judged) {
      if (one.judgement() instanceof Evaluation evaluation && !one.aside()) {
        parts.add(Part.of(one, evaluation, names, parts.isEmpty()));
      }
    }
    return parts;
  }

  private static List<LabelPart> labelParts(List<ReportData.Judged> judged, List<String> names) {
    List<LabelPart> parts = new ArrayList<>();
    for (ReportData.Judged one : judged) {
      if (one.judgement() instanceof MultiLabelEvaluation evaluation && !one.aside()) {
        parts.add(LabelPart.of(one.rows(), evaluation, names, parts.isEmpty()));
      }
    }
    return parts;
  }

  private static List<Tile> tiles(ReportData.Judged judged) {
    if (judged.judgement() instanceof AnswersEvaluation evaluation) {
      return answerTiles(judged, evaluation);
    }
    return judged.judgement() instanceof Evaluation evaluation
        ? tiles(judged, evaluation)
        : labelTiles(judged);
  }

  /** Of rows without labels, the metrics that are defined. */
  private static List<Tile> answerTiles(ReportData.Judged judged, AnswersEvaluation evaluation) {
    String rows = "of " + Numbers.count(evaluation.rows()) + " " + judged.rows() + " rows";
    return evaluation.metrics().entrySet().stream()
        .filter(metric -> !Double.isNaN(metric.getValue()))
        .map(metric -> new Tile(metric.getKey().word(), Numbers.score(metric.getValue()), rows))
        .toList();
  }

  private static List<Tile> labelTiles(ReportData.Judged judged) {
    Judgement judgement = judged.judgement();
    String rows = "of " + Numbers.count(judgement.rows()) + " " + judged.rows() + " rows";
    return List.of(
        new Tile("micro F1", Numbers.score(judgement.metric(Metric.MICRO_F1)), "higher is better"),
        new Tile("macro F1", Numbers.score(judgement.metric(Metric.MACRO_F1)), "higher is better"),
        new Tile(
            "subset accuracy",
            Numbers.score(judgement.metric(Metric.SUBSET_ACCURACY)),
            rows + " exactly right"),
        new Tile(
            "Hamming loss",
            Numbers.score(judgement.metric(Metric.HAMMING_LOSS)),
            "lower is better"));
  }

  private static List<Tile> tiles(ReportData.Judged judged, Evaluation evaluation) {
    String right =
        Numbers.count(evaluation.confusion().correct())
            + " of "
            + Numbers.count(evaluation.rows())
            + " "
            + judged.rows()
            + " rows right";
    return List.of(
        new Tile("accuracy", Numbers.score(evaluation.metric(Metric.ACCURACY)), right),
        new Tile("macro F1", Numbers.score(evaluation.metric(Metric.MACRO_F1)), "higher is better"),
        new Tile("loss", Numbers.score(evaluation.metric(Metric.LOSS)), "lower is better"),
        new Tile(
            "calibration error", Numbers.score(evaluation.metric(Metric.ECE)), "lower is better"));
  }

  private static List<MetricLine> lines(List<ReportData.Judged> judged) {
    return Arrays.stream(Metric.values())
        .filter(
            metric ->
                judged.stream().anyMatch(one -> one.judgement().metrics().containsKey(metric)))
        .map(metric -> line(metric, judged))
        .toList();
  }

  private static MetricLine line(Metric metric, List<ReportData.Judged> judged) {
    return new MetricLine(
        metric.word(),
        metric.higherIsBetter() ? "↑" : "↓",
        metric.higherIsBetter() ? "higher is better" : "lower is better",
        metric.meaning(),
        judged.stream().map(one -> Numbers.score(one.judgement().metric(metric))).toList());
  }

  private static LayerLine line(ReportData.Layer layer) {
    return new LayerLine(
        layer.name(),
        layer.kind(),
        layer.output(),
        Numbers.count(layer.parameters()),
        layer.parameters() == 0 ? "" : layer.trained() ? "trained" : "frozen");
  }
}
