package org.headtune.data;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Tables written by the letter of RFC 4180, and read back. */
final class CsvText {
  private CsvText() {}

  /** Every field in quotes, its quotes doubled. */
  static String written(List<List<String>> rows, String delimiter, String lineBreak) {
    return rows.stream()
        .map(
            row ->
                row.stream()
                    .map(cell -> '"' + cell.replace("\"", "\"\"") + '"')
                    .collect(Collectors.joining(delimiter)))
        .collect(Collectors.joining(lineBreak, "", lineBreak));
  }

  static RowSource opened(byte[] bytes, Layout layout) {
    return Tables.open("t.csv", new ByteArrayInputStream(bytes), layout);
  }

  static RowSource opened(String text) {
    return opened(text.getBytes(StandardCharsets.UTF_8), Layout.DETECTED);
  }

  /** All cells, row by row, without the header. */
  static List<List<String>> cells(RowSource source) {
    List<List<String>> rows = new ArrayList<>();
    while (source.next()) {
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < source.row().size(); i++) {
        cells.add(source.row().text(i));
      }
      rows.add(cells);
    }
    return rows;
  }

  /** The lines where rows begin. */
  static List<Long> lines(RowSource source) {
    List<Long> lines = new ArrayList<>();
    while (source.next()) {
      lines.add(source.row().line());
    }
    return lines;
  }
}
