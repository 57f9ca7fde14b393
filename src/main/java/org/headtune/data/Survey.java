package org.headtune.data;

import java.nio.file.Files;
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
import org.headtune.config.QuoteMark;
import org.headtune.config.TextEncoding;

/**
 * What a file that nobody has described seems to hold.
 *
 * @param header whether the first row names the columns
 * @param spelling how the cells are written
 * @param image the shape of its images, of an IDX file
 * @param rows how many there are
 * @param columns in the file's order; none of an IDX file
 */
public record Survey(
    Path file,
    boolean header,
    Spelling spelling,
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
   * @param encoding of a file that is text
   * @throws UserError if it cannot be read as rows
   */
  public static Survey of(Path file, TextEncoding encoding) {
    InputFile.expectNoPipe(file);
    Spelling plain = new Spelling(encoding, QuoteMark.DOUBLE, false, false);
    Layout layout = layout(true, plain);
    boolean named = false;
    try (RowSource source = Tables.openLabelled(file, Optional.empty(), layout)) {
      named = source.format() == FileFormat.JSONL || source.format() == FileFormat.PARQUET;
      if (source.shape().isPresent()) {
        int rows = 0;
        while (source.next()) {
          rows++;
        }
        return new Survey(file, true, layout.spelling(), source.shape(), rows, List.of());
      } else if (source.format() == FileFormat.FOLDER) {
        return table(file, layout);
      }
    } catch (UserError e) {
      if (e.exitCode() != ExitCode.DATA || !isTable(file, layout(false, plain))) {
        throw e;
      }
      // A first row that is no header may be no header at all, with empty or equal cells.
    }
    FirstRows first = FirstRows.of(file, layout(named, plain), ROWS_FOR_LAYOUT);
    boolean commas = !named && first.hasDecimalCommas();
    Spelling spelling = new Spelling(encoding, QuoteMark.DOUBLE, first.hasBlanks(), commas);
    return table(file, layout(named || first.hasHeader(), spelling));
  }

  private static boolean isTable(Path file, Layout layout) {
    try (RowSource source = Tables.open(file, layout)) {
      return source.shape().isEmpty();
    }
  }

  private static Layout layout(boolean header, Spelling spelling) {
    return new Layout(FileFormat.AUTO, Optional.empty(), header, spelling);
  }

  /** Whether it is a folder of images. */
  public boolean isFolder() {
    return Files.isDirectory(file);
  }

  /** Rows of a table, or of a folder whose folders are classes. */
  private static RowSource rows(Path file, Layout layout) {
    return Files.isDirectory(file)
        ? Tables.openLabelled(file, Optional.empty(), layout)
        : Tables.open(file, layout);
  }

  private static Survey table(Path file, Layout layout) {
    try (RowSource source = rows(file, layout)) {
      List<ColumnSurvey> columns = new ArrayList<>();
      for (String name : source.columns()) {
        columns.add(new ColumnSurvey(name, columns.size(), source.folder()));
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
      return new Survey(file, layout.header(), layout.spelling(), Optional.empty(), rows, columns);
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
    try (RowSource source = rows(file, layout(header, spelling))) {
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
    try (RowSource source = rows(other, layout(header, spelling))) {
      while (source.next() && texts.size() < ColumnTally.MAX_CATEGORIES) {
        texts.add(source.row().text(column));
      }
    }
    return texts;
  }
}
