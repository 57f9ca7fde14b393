import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.nio.file.Path;

/** Reads a table with FastCSV and does nothing else: how fast can the cells of this file be had at all? */
final class ReadCsv {
  private ReadCsv() {}

  /** Prints rows, characters and seconds as JSON, after one pass that is not counted. */
  public static void main(String... words) throws IOException {
    for (int pass = 0; pass < 2; pass++) {
      long begin = System.nanoTime();
      long rows = 0;
      long characters = 0;
      try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(Path.of(words[0]))) {
        for (CsvRecord row : reader) {
          rows++;
          for (int i = 0; i < row.getFieldCount(); i++) {
            characters += row.getField(i).length();
          }
        }
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      if (pass == 1) {
        System.out.printf(
            "{\"rows\": %d, \"characters\": %d, \"rows_per_second\": %.1f}%n",
            rows, characters, (rows - 1) / seconds);
      }
    }
  }
}
