package org.headtune.artifact;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.headtune.data.RowParts;

/**
 * {@code splits.csv}: which row of which file served for what, as CSV (RFC 4180, with LF line
 * ends).
 */
public final class SplitTable {
  private SplitTable() {}

  /** A row {@code file,line,part} for each row of the data; with folds {@code fold} as well. */
  public static AtomicFile.Content of(RowParts parts) {
    return out -> write(parts, out);
  }

  private static void write(RowParts parts, OutputStream out) throws IOException {
    Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    CsvWriter writer = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text);
    List<String> header = List.of("file", "line", "part", "fold");
    int columns = parts.areFolded() ? 4 : 3;
    writer.writeRecord(header.subList(0, columns));
    parts.forEach(
        (file, line, part, fold) ->
            writer.writeRecord(
                List.of(file, Long.toString(line), part, fold == 0 ? "" : Integer.toString(fold))
                    .subList(0, columns)));
    writer.flush();
  }
}
