package org.headtune.report;

import java.util.List;
import java.util.Optional;

/**
 * What the page shows of data before anything is trained.
 *
 * @param title what was looked at
 * @param facts files and counts of rows
 * @param notes what is remarkable
 * @param classNames by class index
 * @param columns in the file's order
 * @param suspects rows whose label is probably wrong, if somebody has looked
 */
public record DataReport(
    String title,
    List<ReportData.Fact> facts,
    List<String> notes,
    List<String> classNames,
    List<Column> columns,
    Optional<Suspects> suspects) {

  public DataReport {
    facts = List.copyOf(facts);
    notes = List.copyOf(notes);
    classNames = List.copyOf(classNames);
    columns = List.copyOf(columns);
  }

  /**
   * Rows whose label is probably wrong.
   *
   * @param sentence how many there are, and who says so
   * @param rows the first of them
   */
  public record Suspects(String sentence, List<Suspect> rows) {
    public Suspects {
      rows = List.copyOf(rows);
    }
  }

  /**
   * A row whose label is probably wrong.
   *
   * @param place file and line
   * @param ofLabel probability of its label, 0 to 1
   * @param suggested the class that it probably has
   * @param probability of that
   * @param cells the first ones
   * @param images of the row, if it has some
   */
  public record Suspect(
      String place,
      String label,
      double ofLabel,
      String suggested,
      double probability,
      String cells,
      List<Raster> images) {
    public Suspect {
      images = List.copyOf(images);
    }
  }

  /**
   * One column.
   *
   * @param kind what it serves for, such as {@code numeric}
   * @param missing share of cells that are missing
   * @param distinct how many values there are, as text
   * @param drift a sentence for each part of the rows; empty if none is compared
   * @param bars what training rows hold; empty if it is not drawn
   */
  public record Column(
      String name,
      String kind,
      double missing,
      String distinct,
      String example,
      List<String> drift,
      List<Bars> bars) {
    public Column {
      drift = List.copyOf(drift);
      bars = List.copyOf(bars);
    }
  }

  /**
   * Counts of training rows.
   *
   * @param numeric whether bins are ranges in order
   * @param bins what each stands for
   * @param ofClass rows by class, then by bin
   */
  public record Bars(boolean numeric, List<String> bins, List<List<Long>> ofClass) {
    public Bars {
      bins = List.copyOf(bins);
      ofClass = List.copyOf(ofClass);
    }
  }
}
