package org.headtune.report;

import java.util.List;
import org.headtune.Text;
import org.headtune.evaluation.Importance;

/**
 * What inputs are worth.
 *
 * @param inputs what they are, such as {@code columns}
 * @param effect what a number says
 * @param svg the largest ones as bars
 * @param map all of them at their places in the image, or nothing if they have none
 * @param leftOut which of them are not drawn; empty if all are
 * @param lines all of them
 */
record ImportancePart(
    String inputs, String effect, String svg, List<String> map, String leftOut, List<Line> lines) {
  private static final int MOST_BARS = 40;

  /** One input. */
  record Line(String input, String importance, String low, String high) {}

  static ImportancePart of(ImportanceReport report) {
    List<Importance> all = report.importances();
    List<Importance> drawn = all.subList(0, Math.min(MOST_BARS, all.size()));
    return new ImportancePart(
        report.inputs(),
        report.effect(),
        ImportanceBars.svg(report.effect(), drawn),
        report.patches().isEmpty()
            ? List.of()
            : List.of(PatchMap.svg(report.effect(), report.patches(), all)),
        drawn.size() == all.size()
            ? ""
            : "The first " + drawn.size() + " of " + Numbers.count(all.size()) + ".",
        all.stream().map(ImportancePart::line).toList());
  }

  private static Line line(Importance one) {
    return new Line(
        Text.printable(one.input()),
        Numbers.score(one.importance()),
        Numbers.score(one.low()),
        Numbers.score(one.high()));
  }
}
