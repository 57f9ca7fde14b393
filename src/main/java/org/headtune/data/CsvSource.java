package org.headtune.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.config.DataConfig.FileFormat;
import org.headtune.config.QuoteMark;

/** A table in CSV or TSV, with or without a header. */
final class CsvSource implements RowSource {
  private final String file;
  private final CsvRecords records;
  private final List<String> columns;
  private boolean firstRowIsData;
  private boolean broken;

  CsvSource(String file, Utf8Bytes text, Layout layout) {
    this.file = file;
    String head = text.head();
    QuoteMark quote = layout.spelling().quote();
    String delimiter = layout.delimiter().orElseGet(() -> Delimiters.detect(head, quote));
    String likelier = Delimiters.mostFrequent(head, quote);
    records = new CsvRecords(file, text, delimiter, layout.spelling());
    if (!advance()) {
      throw fault(Place.of(file), "the file is empty; expected a table with a row per example");
    }
    if (row().size() == 1 && !likelier.equals(delimiter) && row().text(0).contains(likelier)) {
      throw fault(
          Place.of(file, row().line()),
          "one column found, but the line holds "
              + Text.quoted(likelier)
              + "; is that the separator? Set data.delimiter, or leave it out to have it detected");
    }
    columns = layout.header() ? header() : numbered(row().size());
    firstRowIsData = !layout.header();
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
  public FileFormat format() {
    return FileFormat.CSV;
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
      boolean more = records.next();
      broken = false;
      return more;
    } catch (IOException e) {
      throw InputFaults.of(file, e);
    }
  }

  private static UserError fault(Place place, String message) {
    return new UserError(ExitCode.DATA, place, message);
  }

  @Override
  public void close() {
    try {
      records.close();
    } catch (IOException e) {
      throw InputFaults.of(file, e);
    }
  }
}
