package org.headtune.data;

import de.siegmar.fastcsv.reader.CsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordType;
import java.util.Locale;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;

/** Takes the fields from the CSV parser, as characters, into the one row. */
final class CsvRecords extends CsvCallbackHandler<Row> {
  /** Most columns of a table: an image of 512 x 512 pixels. */
  static final int MAX_COLUMNS = 1 << 18;

  /** Most characters in one row. */
  static final int MAX_ROW = 1 << 24;

  private final String file;
  private final Row row = new Row();
  private boolean empty;

  CsvRecords(String file) {
    this.file = file;
  }

  Row row() {
    return row;
  }

  @Override
  protected void beginRecord(long startingLineNumber) {
    row.begin(startingLineNumber);
    empty = false;
  }

  @Override
  protected void addField(char[] buffer, int offset, int length, boolean quoted) {
    if (row.size() == MAX_COLUMNS || row.length() + length > MAX_ROW) {
      throw new UserError(
          ExitCode.DATA,
          Place.of(file, row.line()),
          String.format(
              Locale.ROOT,
              "this row is larger than the limits of %,d columns and %,d characters",
              MAX_COLUMNS,
              MAX_ROW));
    }
    row.add(buffer, offset, length);
  }

  @Override
  protected void setComment(char[] buffer, int offset, int length) {
    throw new IllegalStateException("comments are not asked for");
  }

  @Override
  protected void setEmpty() {
    empty = true;
  }

  @Override
  protected RecordType getRecordType() {
    return empty ? RecordType.EMPTY : RecordType.DATA;
  }

  @Override
  protected int getFieldCount() {
    return row.size();
  }

  @Override
  protected Row buildRecord() {
    return row;
  }
}
