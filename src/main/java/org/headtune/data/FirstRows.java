package org.headtune.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The first rows of a table, read as if none of them were a header.
 *
 * @param cells row by row; rows of another length than the first are left out
 */
record FirstRows(List<List<String>> cells) {

  static FirstRows of(Path file, Layout layout, int most) {
    List<List<String>> rows = new ArrayList<>();
    try (RowSource source = Tables.open(file, layout)) {
      while (rows.size() < most && source.next()) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < source.row().size(); i++) {
          cells.add(source.row().text(i));
        }
        rows.add(cells);
      }
    }
    return new FirstRows(rows);
  }

  /**
   * Whether the first row names the columns. A word above numbers speaks for it, and one that never
   * comes again above few values; a number above numbers speaks against it, and a word that comes
   * again.
   */
  boolean hasHeader() {
    List<String> first = cells.get(0);
    if (first.stream().anyMatch(String::isBlank) || new HashSet<>(first).size() < first.size()) {
      return false;
    }
    int votes = 0;
    for (int column = 0; column < first.size(); column++) {
      votes += vote(column);
    }
    boolean words = first.stream().noneMatch(FirstRows::isValue);
    return votes > 0 || (votes == 0 && words);
  }

  /** No column is called by a number or a date. */
  private static boolean isValue(String cell) {
    return Numbers.isNumber(cell) || DateFormat.ISO.read(cell) != null;
  }

  private int vote(int column) {
    String top = cells.get(0).get(column).strip();
    Set<String> others = new HashSet<>();
    int numbers = 0;
    int present = 0;
    for (List<String> row : cells.subList(1, cells.size())) {
      String cell = row.get(column).strip();
      if (!cell.isEmpty() && !ColumnSurvey.TOKENS.contains(cell)) {
        present++;
        numbers += isValue(cell) ? 1 : 0;
        others.add(cell);
      }
    }
    if (present == 0) {
      return 0;
    } else if (numbers >= 0.9 * present) {
      return isValue(top) ? -1 : 1;
    } else if (others.contains(top)) {
      return -1;
    }
    return 2 * others.size() <= present ? 1 : 0;
  }

  /** Whether in some column most words have blanks around them. */
  boolean hasBlanks() {
    for (int column = 0; column < cells.get(0).size(); column++) {
      int blanks = 0;
      int words = 0;
      for (List<String> row : cells.subList(Math.min(1, cells.size() - 1), cells.size())) {
        String cell = row.get(column);
        if (!cell.isBlank()) {
          words++;
          blanks += cell.equals(cell.strip()) ? 0 : 1;
        }
      }
      if (words > 0 && 2 * blanks > words) {
        return true;
      }
    }
    return false;
  }
}
