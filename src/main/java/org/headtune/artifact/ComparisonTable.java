package org.headtune.artifact;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A table of runs as CSV (RFC 4180, with LF line ends). */
public final class ComparisonTable {
  private ComparisonTable() {}

  /** The header and a row for each run. */
  public static AtomicFile.Content of(List<String> header, List<List<String>> rows) {
    return out -> {
      Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
      CsvWriter writer = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text);
      writer.writeRecord(header);
      rows.forEach(writer::writeRecord);
      writer.flush();
    };
  }
}
