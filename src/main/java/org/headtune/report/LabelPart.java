package org.headtune.report;

import java.util.List;
import org.headtune.evaluation.BinaryCounts;
import org.headtune.evaluation.MultiLabelEvaluation;
import org.headtune.evaluation.PerLabel;

/**
 * The details of one set of rows that may have several classes: each class is a question of its
 * own.
 *
 * @param open whether they are shown before anybody asks
 * @param classesLeftOut which classes are not shown; empty if all are
 */
record LabelPart(
    String rows,
    String size,
    boolean open,
    List<Line> classes,
    String classesLeftOut,
    Part.Reliability reliability) {

  /** One class. */
  record Line(
      String name,
      String threshold,
      String precision,
      String recall,
      String f1,
      String rocAuc,
      List<Cell> cells) {}

  /**
   * One of the four cells of a class.
   *
   * @param style {@code r1} to {@code r6} for right rows, {@code w1} to {@code w6} for wrong ones;
   *     empty for none
   */
  record Cell(String count, String style) {}

  static LabelPart of(
      String rows, MultiLabelEvaluation evaluation, List<String> names, boolean open) {
    WorstClasses<PerLabel> classes =
        WorstClasses.of(
            evaluation.perLabel(), one -> one.counts().f1(), one -> one.counts().support());
    return new LabelPart(
        rows,
        Numbers.count(evaluation.rows()),
        open,
        classes.shown().stream().map(one -> line(one, names)).toList(),
        classes.remark(),
        Part.Reliability.of("", evaluation.reliability(), ReliabilityDiagram.Of.ANSWERS));
  }

  boolean leavesClassesOut() {
    return !classesLeftOut.isEmpty();
  }

  private static Line line(PerLabel one, List<String> names) {
    BinaryCounts counts = one.counts();
    long with = counts.support();
    long without = counts.falsePositives() + counts.trueNegatives();
    return new Line(
        names.get(one.index()),
        Numbers.score(one.threshold()),
        Numbers.score(counts.precision()),
        Numbers.score(counts.recall()),
        Numbers.score(counts.f1()),
        Numbers.score(one.rocAuc()),
        List.of(
            cell(counts.truePositives(), with, "r"),
            cell(counts.falseNegatives(), with, "w"),
            cell(counts.falsePositives(), without, "w"),
            cell(counts.trueNegatives(), without, "r")));
  }

  /** Few mistakes must be seen beside many right rows, so the shade goes with the root. */
  private static Cell cell(long count, long rows, String style) {
    return count == 0
        ? new Cell("0", "")
        : new Cell(
            Numbers.count(count), style + (int) Math.ceil(6 * Math.sqrt((double) count / rows)));
  }
}
