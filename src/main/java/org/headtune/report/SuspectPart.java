package org.headtune.report;

import java.util.List;
import org.headtune.Text;

/**
 * The rows whose label is probably wrong.
 *
 * @param sentence how many there are, and who says so
 */
record SuspectPart(String sentence, List<Line> lines) {

  /** One row. */
  record Line(
      String place,
      String label,
      String ofLabel,
      String suggested,
      String probability,
      String cells,
      List<Raster> images) {}

  static SuspectPart of(DataReport.Suspects suspects) {
    return new SuspectPart(
        suspects.sentence(), suspects.rows().stream().map(SuspectPart::line).toList());
  }

  private static Line line(DataReport.Suspect row) {
    return new Line(
        row.place(),
        Text.printable(row.label()),
        Numbers.score(row.ofLabel()),
        Text.printable(row.suggested()),
        Numbers.score(row.probability()),
        row.cells(),
        row.images());
  }

  boolean hasImages() {
    return lines.stream().anyMatch(line -> !line.images().isEmpty());
  }

  boolean hasLines() {
    return !lines.isEmpty();
  }
}
