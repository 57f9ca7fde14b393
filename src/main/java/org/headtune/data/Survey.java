package org.headtune.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;
import org.headtune.config.DataConfig.FileFormat;

/**
 * What a file that nobody has described seems to hold.
 *
 * @param header whether the first row names the columns
 * @param trim whether blanks stand around cells that are no part of them
 * @param image the shape of its images, of an IDX file
 * @param rows how many there are
 * @param columns in the file's order; none of an IDX file
 */
public record Survey(
    Path file,
    boolean header,
    boolean trim,
    Optional<Shape> image,
    int rows,
    List<ColumnSurvey> columns) {
  private static final int ROWS_FOR_LAYOUT = 2_000;

  public Survey {
    columns = List.copyOf(columns);
  }

  /**
   * Looks at a file.
   *
   * @throws UserError if it cannot be read as rows
   */
  public static Survey of(Path file) {
    try (RowSource source = Tables.openLabelled(file, Optional.empty(), Layout.DETECTED)) {
      if (source.shape().isPresent()) {
        int rows = 0;
        while (source.next()) {
          rows++;
        }
        return new Survey(file, true, false, source.shape(), rows, List.of());
      }
    } catch (UserError e) {
      if (e.exitCode() != ExitCode.DATA || !isTable(file)) {
        throw e;
      }
      // A first row that is no header may be no header at all, with empty or equal cells.
    }
    return table(file);
  }

  private static boolean isTable(Path file) {
    try (RowSource source = Tables.open(file, layout(false, false))) {
      return source.shape().isEmpty();
    }
  }

  private static Layout layout(boolean header, boolean trim) {
    return new Layout(FileFormat.AUTO, Optional.empty(), header, trim);
  }

  private static Survey table(Path file) {
    FirstRows first = FirstRows.of(file, layout(false, false), ROWS_FOR_LAYOUT);
    Layout layout = layout(first.hasHeader(), first.hasBlanks());
    try (RowSource source = Tables.open(file, layout)) {
      List<ColumnSurvey> columns = new ArrayList<>();
      for (String name : source.columns()) {
        columns.add(new ColumnSurvey(name, columns.size()));
      }
      int rows = 0;
      while (source.next()) {
        for (ColumnSurvey column : columns) {
          column.accept(source.row());
        }
        rows++;
      }
      if (rows == 0) {
        throw new UserError(ExitCode.DATA, Place.of(file.toString()), Prepared.NO_ROWS);
      }
      return new Survey(file, layout.header(), layout.trim(), Optional.empty(), rows, columns);
    }
  }

  /** Cells that mean "missing" in any column. */
  public List<String> missingTokens() {
    Set<String> tokens = new TreeSet<>();
    columns.forEach(column -> tokens.addAll(column.missingTokens()));
    return List.copyOf(tokens);
  }

  /**
   * Of each column with at least two rows per value on average, the share of rows whose label is
   * the most frequent one of their value.
   *
   * @param label index of the label column
   */
  public Map<Integer, Double> purity(int label) {
    Map<Integer, Map<String, Map<String, Integer>>> counts = new HashMap<>();
    for (ColumnSurvey column : columns) {
      if (column.index() != label && column.distinct() >= 2 && 2 * column.distinct() <= rows) {
        counts.put(column.index(), new HashMap<>());
      }
    }
    try (RowSource source = Tables.open(file, layout(header, trim))) {
      while (source.next()) {
        String truth = source.row().text(label);
        counts.forEach(
            (index, ofValue) ->
                ofValue
                    .computeIfAbsent(source.row().text(index), value -> new HashMap<>())
                    .merge(truth, 1, Integer::sum));
      }
    }
    Map<Integer, Double> purity = new HashMap<>();
    counts.forEach(
        (index, ofValue) -> {
          int right = 0;
          for (Map<String, Integer> labels : ofValue.values()) {
            right += labels.values().stream().mapToInt(i -> i).max().orElse(0);
          }
          purity.put(index, (double) right / rows);
        });
    return purity;
  }

  /** Different texts of a column of a file that is laid out as this one. */
  public Set<String> texts(Path other, int column) {
    Set<String> texts = new HashSet<>();
    try (RowSource source = Tables.open(other, layout(header, trim))) {
      while (source.next() && texts.size() < ColumnTally.MAX_CATEGORIES) {
        texts.add(source.row().text(column));
      }
    }
    return texts;
  }
}
