package org.headtune.data;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.headtune.UserError;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any text is read as FastCSV, which is not our own, reads it. */
final class CsvRecordsTest {

  /** A record as both readers see it. */
  private record Read(long line, List<String> fields) {}

  private static List<Read> ours(String text, String delimiter, InputStream in) throws IOException {
    List<Read> read = new ArrayList<>();
    try (CsvRecords records =
        new CsvRecords("t", new Utf8Bytes("t", in), delimiter, Spelling.STANDARD)) {
      while (records.next()) {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < records.row().size(); i++) {
          fields.add(records.row().text(i));
        }
        read.add(new Read(records.row().line(), fields));
      }
    } catch (UserError e) {
      assertThat(e.getMessage()).as(text).containsAnyOf("never closed", "after the closing quote");
      read.add(new Read(-1, List.of()));
    }
    return read;
  }

  private static List<Read> theirs(String text, String delimiter) {
    List<Read> read = new ArrayList<>();
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .fieldSeparator(delimiter)
            .allowUnclosedQuote(false)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .ofCsvRecord(text)) {
      for (CsvRecord csvRecord : reader) {
        read.add(new Read(csvRecord.getStartingLineNumber(), csvRecord.getFields()));
      }
    } catch (CsvParseException e) {
      read.add(new Read(-1, List.of()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return read;
  }

  private static void same(String text, String delimiter) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThat(ours(text, delimiter, new ByteArrayInputStream(bytes)))
        .as(text)
        .isEqualTo(theirs(text, delimiter));
  }

  @Property(tries = 3000)
  void any_text_is_read_as_fastcsv_reads_it(
      @ForAll("texts") String text, @ForAll("delimiters") String delimiter) throws IOException {
    same(text, delimiter);
  }

  /** Texts made of the characters that mean something, and of others. */
  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> parts =
        Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.of("\"", ",", ";", "§", "\n", "\r", "\r\n")),
            Tuple.of(
                2,
                Arbitraries.of(
                    "a", "12.5", " ", "\t", "é", "\u00A5", "§", "\uD83D\uDE00", "\u0001")),
            Tuple.of(1, Arbitraries.of("long text without an end", "\"quoted, \"\"twice\"\"\"")));
    return parts.list().ofMaxSize(40).map(list -> String.join("", list));
  }

  @Provide
  Arbitrary<String> delimiters() {
    return Arbitraries.of(",", ";", "\t", "§");
  }

  /** Every kind of record is cut by the end of the window somewhere. */
  @ParameterizedTest
  @ValueSource(strings = {"a,\"b\r\n\"\"c\"\"\",§é§\r\n", "\"x\n\"\"y\",,\r", "1.5,-2.25,3\n\n"})
  void records_are_whole_wherever_the_window_ends(String part) throws IOException {
    for (int before = 0; before < 20; before++) {
      String text = "z".repeat(before) + ",y\n" + part.repeat((1 << 18) / part.length());
      same(text, ",");
      same(text, "§");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {70_000, 300_000, 1_000_000})
  void long_fields_and_rows_make_the_window_longer(int length) throws IOException {
    same("a,b\n" + "x".repeat(length) + ",\"" + "\"\"é\n".repeat(length / 4) + "\"\n1,2\n", ",");
    same("a,b\n" + ("1.5" + " ".repeat(96) + ",").repeat(length / 100) + "\n3,4\n", ",");
  }
}
