package org.headtune.data;

import java.util.List;
import org.headtune.config.DataConfig.ColumnType;

/**
 * What the columns of the training file hold, all rows taken together.
 *
 * @param rows how many rows the file has
 * @param columns in the file's order, the label among them
 */
public record TableProfile(long rows, List<Column> columns) {

  public TableProfile {
    columns = List.copyOf(columns);
  }

  /**
   * One column.
   *
   * @param detected numeric if more than half of the cells that are not missing are numbers, date
   *     if all of them are of ISO 8601, boolean if they are the two words of a pair such as yes and
   *     no, else categorical
   * @param missing how many cells are empty or a missing token
   * @param numbers how many cells are numbers
   * @param distinct how many different texts were seen; counting stops early, at 1,000 texts or 16
   *     numbers
   * @param more whether the counting of distinct texts stopped
   * @param min smallest number; 0 without numbers, as are {@code max} and {@code mean}
   * @param example the first cell that is not missing, or nothing
   */
  public record Column(
      String name,
      ColumnType detected,
      long missing,
      long numbers,
      long distinct,
      boolean more,
      double min,
      double max,
      double mean,
      String example) {}
}
