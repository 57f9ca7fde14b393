package org.headtune.report;

import java.util.List;
import org.headtune.evaluation.Evaluation;
import org.headtune.evaluation.PerClass;
import org.headtune.evaluation.ReliabilityBin;

/**
 * The details of one set of rows.
 *
 * @param open whether they are shown before anybody asks
 * @param confusion empty, or the one table
 */
record Part(
    String rows,
    String size,
    boolean open,
    List<ConfusionTable> confusion,
    List<ConfusionTable.Confused> confused,
    List<ClassLine> classes,
    String reliability,
    List<BinLine> bins,
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

  /** One bin of the reliability diagram. */
  record BinLine(String range, String count, String confidence, String accuracy) {}

  /** One mistake. */
  record MistakeLine(String place, String truth, String predicted, String confidence) {}

  static Part of(ReportData.Judged judged, List<String> names, boolean open) {
    Evaluation evaluation = judged.evaluation();
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
        evaluation.perClass().stream().map(one -> line(one, names)).toList(),
        ReliabilityDiagram.svg(evaluation.reliability()),
        evaluation.reliability().stream().map(Part::line).toList(),
        judged.mistakes().stream().map(wrong -> line(wrong, names)).toList());
  }

  boolean hasConfused() {
    return !confused.isEmpty();
  }

  boolean hasMistakes() {
    return !mistakes.isEmpty();
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
        Numbers.score(wrong.confidence()));
  }
}
