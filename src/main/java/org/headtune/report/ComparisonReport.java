package org.headtune.report;

import java.util.List;

/**
 * Runs side by side.
 *
 * @param title what is shown
 * @param note in which order, and what is marked
 * @param columns their names
 * @param lines one for each run
 */
public record ComparisonReport(String title, String note, List<String> columns, List<Line> lines) {

  public ComparisonReport {
    columns = List.copyOf(columns);
    lines = List.copyOf(lines);
  }

  /** One run. */
  public record Line(String name, List<Cell> cells) {
    public Line {
      cells = List.copyOf(cells);
    }
  }

  /**
   * One value of a run.
   *
   * @param best whether no other run has a better one
   */
  public record Cell(String text, boolean best) {}
}
