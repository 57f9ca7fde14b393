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
    boolean commas = hasDecimalCommas();
    int votes = 0;
    for (int column = 0; column < first.size(); column++) {
      votes += vote(column, commas);
    }
    boolean words = first.stream().noneMatch(cell -> isValue(cell, commas));
    return votes > 0 || (votes == 0 && words);
  }

  /** No column is called by a number or a date. */
  private static boolean isValue(String cell, boolean commas) {
    return isNumber(cell, commas) || DateFormat.ISO.read(cell) != null;
  }

  private int vote(int column, boolean commas) {
    String top = cells.get(0).get(column).strip();
    Set<String> others = new HashSet<>();
    int numbers = 0;
    int present = 0;
    for (List<String> row : cells.subList(1, cells.size())) {
      String cell = row.get(column).strip();
      if (!cell.isEmpty() && !ColumnSurvey.TOKENS.contains(cell)) {
        present++;
        numbers += isValue(cell, commas) ? 1 : 0;
        others.add(cell);
      }
    }
    if (present == 0) {
      return 0;
    } else if (numbers >= 0.9 * present) {
      return isValue(top, commas) ? -1 : 1;
    } else if (others.contains(top)) {
      return -1;
    }
    return 2 * others.size() <= present ? 1 : 0;
  }

  private static boolean isNumber(String cell, boolean commas) {
    return !Double.isNaN(commas ? Numbers.parseDecimalComma(cell) : Numbers.parse(cell));
  }

  /**
   * Whether numbers are written as 1.234,5: some column is of such numbers, of which not all could
   * be thousands, and none is of numbers with a point that would not be read then.
   */
  boolean hasDecimalCommas() {
    boolean found = false;
    for (int column = 0; column < cells.get(0).size(); column++) {
      int present = 0;
      int points = 0;
      int commas = 0;
      boolean telling = false;
      for (List<String> row : cells) {
        String cell = row.get(column).strip();
        if (!cell.isEmpty() && !ColumnSurvey.TOKENS.contains(cell)) {
          present++;
          points += isNumber(cell, false) ? 1 : 0;
          commas += isNumber(cell, true) ? 1 : 0;
          telling |= cell.matches("[-+]?[0-9.]*,([0-9]{1,2}|[0-9]{4,})");
        }
      }
      int header = present > 1 ? 1 : 0; // one cell may be a name
      boolean ofCommas = commas >= 0.9 * (present - header);
      if (points >= 0.9 * (present - header) && !ofCommas) {
        return false;
      }
      found |= ofCommas && telling;
    }
    return found;
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
