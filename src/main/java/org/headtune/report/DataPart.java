package org.headtune.report;

import java.util.List;
import java.util.stream.IntStream;
import org.headtune.Text;

/** The columns of the data, a card for each, and the rows whose label is probably wrong. */
record DataPart(List<Legend> legend, List<Card> cards, List<SuspectPart> suspects) {

  /**
   * One class.
   *
   * @param svg a square in its colour
   */
  record Legend(String name, String svg) {}

  /** One column. */
  record Card(
      String name,
      String kind,
      String missing,
      String distinct,
      String example,
      List<String> drift,
      List<String> svg) {}

  static DataPart of(DataReport report) {
    List<String> classes = report.classNames().stream().map(Text::printable).toList();
    boolean many = classes.size() > ColumnBars.MOST_CLASSES;
    return new DataPart(
        IntStream.range(0, many ? 0 : classes.size())
            .mapToObj(k -> new Legend(classes.get(k), square(k)))
            .toList(),
        report.columns().stream().map(column -> card(column, classes)).toList(),
        report.suspects().map(SuspectPart::of).stream().toList());
  }

  private static String square(int k) {
    return "<svg width=\"12\" height=\"12\" aria-hidden=\"true\"><rect width=\"12\" height=\"12\""
        + " fill=\""
        + ColumnBars.colour(k)
        + "\"/></svg>";
  }

  private static Card card(DataReport.Column column, List<String> classes) {
    return new Card(
        Text.printable(column.name()),
        column.kind(),
        Numbers.percent(column.missing()),
        column.distinct(),
        Text.printable(column.example()),
        column.drift(),
        column.bars().stream().map(bars -> ColumnBars.svg(column.name(), bars, classes)).toList());
  }
}
