package org.headtune.report;

import java.util.List;
import java.util.stream.Stream;
import org.headtune.evaluation.Evaluation;
import org.headtune.evaluation.Metric;
import org.headtune.evaluation.PerClass;
import org.headtune.evaluation.ReliabilityBin;
import org.headtune.evaluation.SetCoverage;

/**
 * The details of one set of rows.
 *
 * @param open whether they are shown before anybody asks
 * @param confusion empty, or the one table
 * @param classesLeftOut which classes are not shown; empty if all are
 */
record Part(
    String rows,
    String size,
    boolean open,
    List<ConfusionTable> confusion,
    List<ConfusionTable.Confused> confused,
    List<ClassLine> classes,
    String classesLeftOut,
    List<Reliability> reliability,
    List<ChangeLine> changes,
    List<SetLine> sets,
    List<MistakeLine> mistakes) {
  private static final int MOST_PAIRS = 10;

  /** One class. */
  record ClassLine(
      String name,
      String precision,
      String recall,
      String f1,
      String rocAuc,
      String support,
      String predicted) {}

  /**
   * One reliability diagram with its bins.
   *
   * @param when whether it shows the time before or after calibration; empty if there is but one
   */
  record Reliability(String when, String svg, List<BinLine> bins) {
    static Reliability of(String when, List<ReliabilityBin> bins, ReliabilityDiagram.Of of) {
      return new Reliability(
          when, ReliabilityDiagram.svg(bins, of), bins.stream().map(Part::line).toList());
    }

    static Reliability of(String when, Evaluation evaluation) {
      return of(when, evaluation.reliability(), ReliabilityDiagram.Of.ROWS);
    }
  }

  /** What calibration changed of a metric. */
  record ChangeLine(String word, String before, String after) {}

  /** What prediction sets of one coverage are worth. */
  record SetLine(String asked, String covered, String size, String empty) {}

  /** One bin of the reliability diagram. */
  record BinLine(String range, String count, String confidence, String accuracy) {}

  /** One mistake. */
  record MistakeLine(
      String place,
      String truth,
      String predicted,
      String confidence,
      List<Raster> images,
      String spokeFor) {}

  static Part of(
      ReportData.Judged judged, Evaluation evaluation, List<String> names, boolean open) {
    WorstClasses<PerClass> classes =
        WorstClasses.of(evaluation.perClass(), PerClass::f1, PerClass::support);
    return new Part(
        judged.rows(),
        Numbers.count(evaluation.rows()),
        open,
        names.size() > ConfusionTable.MOST_CLASSES
            ? List.of()
            : List.of(ConfusionTable.of(evaluation.confusion(), names)),
        names.size() > 2
            ? ConfusionTable.worst(evaluation.confusion(), names, MOST_PAIRS)
            : List.of(),
        classes.shown().stream().map(one -> line(one, names)).toList(),
        classes.remark(),
        reliability(judged, evaluation),
        judged.uncalibrated().stream().flatMap(before -> changes(before, evaluation)).toList(),
        judged.sets().stream().map(Part::line).toList(),
        judged.mistakes().stream().map(wrong -> line(wrong, names)).toList());
  }

  boolean leavesClassesOut() {
    return !classesLeftOut.isEmpty();
  }

  boolean hasConfused() {
    return !confused.isEmpty();
  }

  boolean hasChanges() {
    return !changes.isEmpty();
  }

  boolean hasSets() {
    return !sets.isEmpty();
  }

  boolean hasImages() {
    return mistakes.stream().anyMatch(mistake -> !mistake.images().isEmpty());
  }

  boolean hasSpokeFor() {
    return mistakes.stream().anyMatch(mistake -> !mistake.spokeFor().isEmpty());
  }

  boolean hasMistakes() {
    return !mistakes.isEmpty();
  }

  private static List<Reliability> reliability(ReportData.Judged judged, Evaluation evaluation) {
    return judged
        .uncalibrated()
        .map(
            before ->
                List.of(
                    Reliability.of("before calibration", before),
                    Reliability.of("after calibration", evaluation)))
        .orElseGet(() -> List.of(Reliability.of("", evaluation)));
  }

  private static Stream<ChangeLine> changes(Evaluation before, Evaluation after) {
    return Stream.of(Metric.LOSS, Metric.BRIER, Metric.ECE, Metric.ECE_EQUAL_MASS, Metric.MCE)
        .map(
            metric ->
                new ChangeLine(
                    metric.word(),
                    Numbers.score(before.metric(metric)),
                    Numbers.score(after.metric(metric))));
  }

  private static SetLine line(SetCoverage sets) {
    return new SetLine(
        Numbers.percent(sets.asked()),
        Numbers.percent(sets.covered()),
        Numbers.significant(sets.meanSize()),
        Numbers.percent(sets.empty()));
  }

  private static ClassLine line(PerClass one, List<String> names) {
    return new ClassLine(
        names.get(one.index()),
        Numbers.score(one.precision()),
        Numbers.score(one.recall()),
        Numbers.score(one.f1()),
        Numbers.score(one.rocAuc()),
        Numbers.count(one.support()),
        Numbers.count(one.predicted()));
  }

  private static BinLine line(ReliabilityBin bin) {
    return new BinLine(
        Numbers.percent(bin.lower()) + " – " + Numbers.percent(bin.upper()),
        Numbers.count(bin.count()),
        Numbers.score(bin.confidence()),
        Numbers.score(bin.accuracy()));
  }

  private static MistakeLine line(ReportData.Wrong wrong, List<String> names) {
    return new MistakeLine(
        wrong.place(),
        names.get(wrong.truth()),
        names.get(wrong.predicted()),
        Numbers.score(wrong.confidence()),
        wrong.images(),
        wrong.spokeFor());
  }
}
