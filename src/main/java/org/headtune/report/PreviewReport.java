package org.headtune.report;

import java.util.List;

/**
 * Images of training rows as they are, each beside what training sees of it.
 *
 * @param title what is shown
 * @param note how they are varied
 * @param lines one for each image
 */
public record PreviewReport(String title, String note, List<Line> lines) {

  public PreviewReport {
    lines = List.copyOf(lines);
  }

  /**
   * One image.
   *
   * @param place file and line
   * @param label class of the row, or several
   * @param original as it is, in the size that the network gets
   * @param varied what the first epochs see
   */
  public record Line(String place, String label, Raster original, List<Raster> varied) {
    public Line {
      varied = List.copyOf(varied);
    }
  }

  /** Whether images are varied at all. */
  public boolean isVaried() {
    return lines.stream().anyMatch(line -> !line.varied.isEmpty());
  }

  /** How many versions each line has. */
  public int versions() {
    return lines.stream().mapToInt(line -> line.varied.size()).max().orElse(0);
  }
}
