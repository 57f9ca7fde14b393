package org.headtune.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The label column of a table.
 *
 * @param index 0-based
 * @param separator what stands between the classes of a cell, or nothing where a cell is one class
 * @param tokens cells that mean: missing
 * @param aliases what some files call a class, and the class
 */
record LabelColumn(
    int index, Optional<String> separator, TextTable tokens, Map<String, String> aliases) {

  /** Whether nobody knows the classes of a row. With a separator, an empty cell says: none. */
  boolean missing(Row row) {
    return row.missing(index, tokens) && !(separator.isPresent() && row.text(index).isBlank());
  }

  /**
   * The classes that a cell names. A cell that is one class is taken to the letter; between
   * separators, blanks around a name are no part of it, and what is empty is no name.
   */
  List<String> classes(String cell) {
    return separator.map(mark -> parts(cell, mark)).orElseGet(() -> List.of(cell)).stream()
        .map(name -> aliases.getOrDefault(name, name))
        .toList();
  }

  /** The names between the marks. */
  static List<String> parts(String cell, String mark) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    while (from <= cell.length()) {
      int end = cell.indexOf(mark, from);
      String part = cell.substring(from, end < 0 ? cell.length() : end).strip();
      if (!part.isEmpty()) {
        parts.add(part);
      }
      from = end < 0 ? cell.length() + 1 : end + mark.length();
    }
    return parts;
  }
}
