package org.headtune.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;

/**
 * A table in CSV as RFC 4180 has it: quotes around a field, a quote in it doubled, any line break.
 * Blank lines are skipped; a quote inside an unquoted field stands for itself.
 */
final class CsvSource implements RowSource {
  /** Longest field, in characters; the reader's buffer never grows beyond it. */
  static final int MAX_FIELD = 1 << 20;

  private final String file;
  private final CsvRecords records;
  private final CsvReader<Row> reader;
  private final Iterator<Row> rows;
  private final List<String> columns;
  private boolean firstRowIsData;
  private boolean broken;

  CsvSource(String file, InputStream in, Layout layout) throws IOException {
    this.file = file;
    Utf8Reader text = new Utf8Reader(file, in);
    char delimiter =
        layout.delimiter().map(d -> d.charAt(0)).orElseGet(() -> Delimiters.detect(text.head()));
    char likelier = Delimiters.mostFrequent(text.head());
    records = new CsvRecords(file);
    reader =
        CsvReader.builder()
            .fieldSeparator(delimiter)
            .allowUnclosedQuote(false)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .maxBufferSize(MAX_FIELD)
            .build(records, text);
    rows = reader.iterator();
    if (!advance()) {
      throw fault(Place.of(file), "the file is empty; expected a table with a row per example");
    }
    if (row().size() == 1 && likelier != delimiter && head(0).indexOf(likelier) >= 0) {
      throw fault(
          Place.of(file, row().line()),
          "one column found, but the line holds "
              + Text.quoted(String.valueOf(likelier))
              + "; is that the separator? Set data.delimiter, or leave it out to have it detected");
    }
    columns = layout.header() ? header() : numbered(row().size());
    firstRowIsData = !layout.header();
  }

  private String head(int column) {
    return row().text(column);
  }

  private static List<String> numbered(int size) {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= size; i++) {
      names.add("c" + i);
    }
    return List.copyOf(names);
  }

  private List<String> header() {
    List<UserError.Fault> faults = new ArrayList<>();
    List<String> names = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < row().size(); i++) {
      String name = row().text(i);
      Place place = new Place(file, row().line(), i + 1);
      if (name.isBlank()) {
        faults.add(
            new UserError.Fault(place, "this column has no name; give it one in the header"));
      } else if (!seen.add(name)) {
        faults.add(
            new UserError.Fault(
                place, "a second column named " + Text.quoted(name) + "; names must be distinct"));
      }
      names.add(name);
    }
    if (!faults.isEmpty()) {
      throw new UserError(ExitCode.DATA, faults.subList(0, Math.min(faults.size(), 20)));
    }
    return List.copyOf(names);
  }

  @Override
  public String file() {
    return file;
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public Optional<Shape> shape() {
    return Optional.empty();
  }

  @Override
  public Row row() {
    return records.row();
  }

  @Override
  public boolean next() {
    if (firstRowIsData) {
      firstRowIsData = false;
      return true;
    }
    if (!advance()) {
      return false;
    }
    if (row().size() != columns.size()) {
      throw fault(
          Place.of(file, row().line()),
          String.format(
              Locale.ROOT,
              "%d fields found, %d expected as in the first row",
              row().size(),
              columns.size()));
    }
    return true;
  }

  @Override
  public boolean canGoOn() {
    return !broken;
  }

  private boolean advance() {
    broken = true;
    try {
      boolean more = rows.hasNext();
      if (more) {
        rows.next();
      }
      broken = false;
      return more;
    } catch (CsvParseException e) {
      throw unwrapped(e);
    } catch (UncheckedIOException e) {
      throw InputFaults.of(file, e.getCause());
    }
  }

  /** The parser wraps whatever its reader and its callback throw. */
  private RuntimeException unwrapped(CsvParseException e) {
    if (e.getCause() instanceof Error error) {
      throw error;
    }
    return e.getCause() instanceof RuntimeException inner ? inner : syntaxFault(e);
  }

  /** Names the line where the faulty field began, which the parser does not. */
  private UserError syntaxFault(CsvParseException e) {
    Row row = row();
    Place place = new Place(file, row.line() + row.lineBreaks(), row.size() + 1);
    String said = e.getMessage();
    if (said.startsWith("Unclosed")) {
      return fault(place, "the quote that opens this field is never closed; close or remove it");
    }
    if (said.startsWith("Unexpected character")) {
      return fault(
          place,
          "text after the closing quote of this field; a quote inside quotes is written twice");
    }
    return fault(
        place,
        String.format(
            Locale.ROOT,
            "this field is longer than %,d characters, the limit; is a closing quote missing?",
            MAX_FIELD));
  }

  private static UserError fault(Place place, String message) {
    return new UserError(ExitCode.DATA, place, message);
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw InputFaults.of(file, e);
    }
  }
}
