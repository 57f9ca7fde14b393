package org.headtune.report;

import java.util.List;
import org.headtune.evaluation.Importance;

/**
 * What the page shows of a model that is explained.
 *
 * @param title what was done to what
 * @param facts what was run
 * @param inputs what the inputs are, such as {@code columns}
 * @param effect what an importance says, such as {@code loss rises by}
 * @param importances in the order to show them
 * @param patches where each of them stands in an image; empty for inputs that are columns
 */
public record ImportanceReport(
    String title,
    List<ReportData.Fact> facts,
    String inputs,
    String effect,
    List<Importance> importances,
    List<Patch> patches) {

  public ImportanceReport {
    facts = List.copyOf(facts);
    importances = List.copyOf(importances);
    patches = List.copyOf(patches);
  }

  /**
   * A rectangle of an image; pixels are counted from 0, from the upper left, and ends excluded.
   *
   * @param input its name
   */
  public record Patch(String input, int top, int bottom, int left, int right) {}
}
