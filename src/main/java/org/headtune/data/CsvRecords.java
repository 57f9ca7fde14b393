package org.headtune.data;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;
import org.headtune.config.QuoteMark;

/**
 * Splits bytes into records and fields as RFC 4180 has it, with any quotes or none: quotes around a
 * field, a quote in it doubled, any line break. Blank lines are skipped; a quote inside an unquoted
 * field stands for itself. Fields stay where they were read; only doubled quotes are closed up.
 */
final class CsvRecords implements Closeable {
  /** Most columns of a table: an image of 512 x 512 pixels. */
  static final int MAX_COLUMNS = 1 << 18;

  /** Most bytes in one row. */
  static final int MAX_ROW = 1 << 24;

  /** Longest field, in characters. */
  static final int MAX_FIELD = 1 << 20;

  private final String file;
  private final Utf8Bytes in;
  private final byte[] delimiter;
  private final long delimiters; // its first byte, eight times
  private final Row row;
  private final byte quote;
  private final boolean trim;
  private byte[] bytes;
  private int limit;
  private int at;
  private int begin; // of the record
  private long line = 1; // where the next record begins
  private boolean quoted; // whether the record has a quoted field

  /**
   * @param spelling of the fields; blanks that are no part of one may also stand within its quotes
   */
  CsvRecords(String file, Utf8Bytes in, String delimiter, Spelling spelling) {
    row = new Row(spelling.decimalComma());
    quote = quote(spelling.quote());
    trim = spelling.trim();
    this.file = file;
    this.in = in;
    this.delimiter = delimiter.getBytes(StandardCharsets.UTF_8);
    delimiters = EightBytes.each(this.delimiter[0]);
    at = in.start();
    look();
  }

  private static byte quote(QuoteMark mark) {
    return switch (mark) {
      case DOUBLE -> '"';
      case SINGLE -> '\'';
      case NONE -> 0; // which no text holds
    };
  }

  private void look() {
    bytes = in.bytes();
    limit = in.limit();
    row.in(bytes);
  }

  /** The record read last, or as much of it as came before a fault. */
  Row row() {
    return row;
  }

  /**
   * Goes on to the next record; false after the last one.
   *
   * @throws UserError naming the line and the field that are no CSV or too large; there is no going
   *     on behind it
   */
  boolean next() throws IOException {
    line += quoted ? row.lineBreaks() : 0;
    quoted = false;
    do {
      at = in.slide(at);
      look();
      if (!has(1)) {
        return false;
      }
    } while (lineBreak());
    begin = at;
    row.begin(line);
    boolean more = true;
    while (more) {
      plainFields();
      more = field();
      at += more ? delimiter.length : 0;
    }
    return true;
  }

  /**
   * Goes behind the fields that need no second look, which are most: without quotes and blanks to
   * leave out, in the window, a delimiter of one byte behind each, and within the limits.
   */
  private void plainFields() {
    if (trim || delimiter.length > 1) {
      return;
    }
    int last = Math.min(limit, begin + MAX_ROW) - Long.BYTES;
    int end = at;
    while (end <= last) {
      int plain = EightBytes.before(EightBytes.at(bytes, end), delimiters);
      end += plain;
      if (plain < Long.BYTES) {
        boolean simple = bytes[end] == delimiter[0] && bytes[at] != quote;
        if (!simple || end - at > MAX_FIELD || row.size() == MAX_COLUMNS) {
          return;
        }
        row.add(at, end);
        at = ++end;
      }
    }
  }

  /** Reads a field; true if a delimiter stands behind it, false if the record ends. */
  private boolean field() throws IOException {
    skipBlanks();
    if (has(1) && bytes[at] == quote) {
      return quotedField();
    }
    int from = at;
    while (true) {
      at = plainEnd(at);
      if (at == limit) {
        expectShort(from, at);
        if (has(1)) {
          continue;
        }
      }
      if (atDelimiter() || atEnd()) {
        return add(from, at);
      }
      at++; // another control character, or one that begins like the delimiter
    }
  }

  /** Goes behind blanks that are no part of a field. */
  private void skipBlanks() throws IOException {
    while (trim && has(1) && Numbers.blank(bytes[at]) && bytes[at] != delimiter[0]) {
      at++;
    }
  }

  /** Where a byte stands that may end an unquoted field; or the limit. */
  private int plainEnd(int from) {
    int end = from;
    while (end + Long.BYTES <= limit) {
      int plain = EightBytes.before(EightBytes.at(bytes, end), delimiters);
      end += plain;
      if (plain < Long.BYTES) {
        return end;
      }
    }
    while (end < limit && bytes[end] != delimiter[0] && bytes[end] != '\n' && bytes[end] != '\r') {
      end++;
    }
    return end;
  }

  private boolean quotedField() throws IOException {
    quoted = true;
    int from = ++at;
    int to = from;
    while (true) {
      int end = at;
      while (end < limit && bytes[end] != quote) {
        end++;
      }
      System.arraycopy(bytes, at, bytes, to, end - at);
      to += end - at;
      at = end;
      if (at == limit) {
        expectShort(from, to);
        if (!has(1)) {
          throw fault("the quote that opens this field is never closed; close or remove it");
        }
        continue;
      }
      at++;
      if (!has(1) || bytes[at] != quote) {
        break;
      }
      bytes[to++] = bytes[at++];
    }
    skipBlanks();
    if (!atDelimiter() && !atEnd()) {
      throw fault(
          "text after the closing quote of this field; a quote inside quotes is written twice");
    }
    return add(from, to);
  }

  /** Adds a field, behind which everything is as it should be. */
  private boolean add(int from, int to) throws IOException {
    expectShort(from, to);
    if (row.size() == MAX_COLUMNS || to - begin > MAX_ROW) {
      throw new UserError(
          ExitCode.DATA,
          Place.of(file, row.line()),
          String.format(
              Locale.ROOT,
              "this row is larger than the limits of %,d columns and %,d bytes",
              MAX_COLUMNS,
              MAX_ROW));
    }
    row.add(from, to, trim);
    return has(1) && !lineBreak();
  }

  private void expectShort(int from, int to) {
    if (Row.isLonger(bytes, from, to, MAX_FIELD)) {
      throw fault(
          String.format(
              Locale.ROOT,
              "this field is longer than %,d characters, the limit; is a closing quote missing?",
              MAX_FIELD));
    }
  }

  /** Whether so many bytes lie ahead. */
  private boolean has(int count) throws IOException {
    while (limit - at < count) {
      if (!in.grow()) {
        return false;
      }
      look();
    }
    return true;
  }

  private boolean atDelimiter() throws IOException {
    int length = delimiter.length;
    return has(length)
        && bytes[at] == delimiter[0]
        && (length == 1 || Arrays.equals(bytes, at, at + length, delimiter, 0, length));
  }

  private boolean atEnd() {
    return at == limit || bytes[at] == '\n' || bytes[at] == '\r';
  }

  /** Goes behind a line break, if there is one. */
  private boolean lineBreak() throws IOException {
    byte first = bytes[at];
    if (first != '\n' && first != '\r') {
      return false;
    }
    at++;
    if (first == '\r' && has(1) && bytes[at] == '\n') {
      at++;
    }
    line++;
    return true;
  }

  /** Names the line where the faulty field began. */
  private UserError fault(String message) {
    Place place = new Place(file, row.line() + row.lineBreaks(), row.size() + 1);
    return new UserError(ExitCode.DATA, place, message);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
