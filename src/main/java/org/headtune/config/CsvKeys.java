package org.headtune.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.headtune.config.Checked.Conflict;
import org.headtune.config.DataConfig.FileFormat;

/** Keys that say how a CSV is written, and have no use where a file is to be another table. */
final class CsvKeys {
  private static final Map<FileFormat, String> KINDS =
      Map.of(
          FileFormat.JSONL, "JSON Lines",
          FileFormat.PARQUET, "Parquet",
          FileFormat.TEXT, "plain text");

  private CsvKeys() {}

  static List<Conflict> conflicts(DataConfig data) {
    List<Conflict> conflicts = new ArrayList<>();
    FileFormat format = data.format();
    if (KINDS.containsKey(format)) {
      String kind = KINDS.get(format);
      refuse(conflicts, kind, "delimiter", data.delimiter().isPresent());
      refuse(conflicts, kind, "quote", data.quote() != QuoteMark.DOUBLE);
      refuse(conflicts, kind, "header", !data.header());
      refuse(conflicts, kind, "decimal_comma", data.decimalComma());
    }
    if (format == FileFormat.PARQUET) {
      refuse(conflicts, "Parquet", "encoding", data.encoding() != TextEncoding.UTF_8);
    }
    return conflicts;
  }

  private static void refuse(List<Conflict> conflicts, String kind, String key, boolean set) {
    if (set) {
      conflicts.add(
          new Conflict(key, "has no use in %s; expected no such key: remove it".formatted(kind)));
    }
  }
}
