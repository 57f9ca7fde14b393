package org.headtune.data;

import java.io.Closeable;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;

/**
 * Takes lines of JSON for rows. The keys of the first object are the columns; later ones may leave
 * some out, whose cells are then empty, and have them in any order. Blank lines are skipped.
 */
final class JsonObjects implements Closeable {
  private static final Pattern OBJECT = Pattern.compile("\\s*\\{\\s*(\"|}|\\z)");
  private static final Pattern LIST = Pattern.compile("\\s*\\[\\s*\\{");
  private static final String ONE_LIST =
      "this is a JSON list; expected JSON Lines: one object per line, as jq -c '.[]' writes them";

  private final String file;
  private final Utf8Bytes in;
  private final boolean trim;
  private final JsonLine text;
  private final TextTable keys = new TextTable();
  private final BitSet seen = new BitSet(); // keys of this line
  private final Row row = new Row();
  private boolean first = true;
  private int begin;
  private int end;
  private int after;
  private long line;

  /**
   * @param trim whether blanks around a text are no part of it
   */
  JsonObjects(String file, Utf8Bytes in, boolean trim) {
    this.file = file;
    this.in = in;
    this.trim = trim;
    text = new JsonLine(file);
    after = in.start();
  }

  /**
   * Whether a text begins as JSON Lines do.
   *
   * @throws UserError if it begins as another JSON text
   */
  static boolean begin(String file, String head) {
    if (LIST.matcher(head).lookingAt()) {
      throw new UserError(ExitCode.DATA, Place.of(file, 1), ONE_LIST);
    }
    return OBJECT.matcher(head).lookingAt();
  }

  Row row() {
    return row;
  }

  /** The keys of the first object, in its order. */
  List<String> keys() {
    return keys.texts();
  }

  /**
   * Goes on to the next line that is not blank; false after the last one.
   *
   * @throws UserError if it is too long; there is no going on behind it
   */
  boolean next() throws IOException {
    do {
      begin = in.slide(after);
      end = lineEnd(begin);
      if (begin == in.limit()) {
        return false;
      }
      after = Math.min(end + 1, in.limit());
      line++;
      text.in(in.bytes(), begin, end, line);
    } while (text.next() == 0);
    return true;
  }

  private int lineEnd(int from) throws IOException {
    int at = from;
    while (true) {
      byte[] bytes = in.bytes();
      int limit = in.limit();
      while (at < limit && bytes[at] != '\n') {
        at++;
      }
      if (at - from > CsvRecords.MAX_ROW) {
        throw tooLarge(line + 1);
      }
      if (at < limit || !in.grow()) {
        return at;
      }
    }
  }

  private UserError tooLarge(long number) {
    return new UserError(
        ExitCode.DATA,
        Place.of(file, number),
        String.format(
            Locale.ROOT,
            "this line is larger than the limits of %,d keys and %,d bytes",
            CsvRecords.MAX_COLUMNS,
            CsvRecords.MAX_ROW));
  }

  /**
   * Reads the line as a row.
   *
   * @throws UserError naming what in it is no flat object; the next line may be a better one
   */
  void read() {
    row.begin(line);
    row.in(in.bytes());
    row.empty(keys.size());
    seen.clear();
    text.in(in.bytes(), begin, end, line);
    if (text.next() == '[') {
      throw new UserError(ExitCode.DATA, Place.of(file, line), ONE_LIST);
    }
    text.expect('{', "an object such as {\"x\": 1.5, \"label\": \"a\"}");
    if (!text.take('}')) {
      do {
        member();
      } while (text.take(','));
      text.expect('}', "a comma or } behind a value");
    }
    text.expectEnd();
    first = false;
  }

  private void member() {
    if (text.next() != '"') {
      throw text.expected("a key in double quotes");
    }
    text.text();
    int column = column();
    text.expect(':', "a colon behind the key");
    value(column);
  }

  /** The column that a key means. */
  private int column() {
    byte[] bytes = in.bytes();
    int column = keys.indexOf(bytes, text.from(), text.to());
    if (column < 0 && first) {
      if (keys.size() == CsvRecords.MAX_COLUMNS) {
        throw tooLarge(line);
      }
      column = keys.add(bytes, text.from(), text.to());
      row.empty(keys.size());
    } else if (column < 0) {
      throw text.fault(
          "key "
              + text.quoted()
              + " is not one of the first line; expected the "
              + Names.of("key", keys())
              + ": give the first line every key, with null where it has no value");
    }
    if (seen.get(column)) {
      throw text.fault("key " + text.quoted() + " for the second time in this line; remove one");
    }
    seen.set(column);
    return column;
  }

  private void value(int column) {
    switch (text.next()) {
      case '"' -> text.text();
      case 't' -> text.word("true");
      case 'f' -> text.word("false");
      case 'n' -> {
        text.word("null");
        return;
      }
      case '[' -> text.numbers();
      case '{' ->
          throw text.expected(
              "a plain value of key "
                  + Text.quoted(keys.text(column))
                  + ", not an object within it");
      default -> text.number();
    }
    if (Row.isLonger(in.bytes(), text.from(), text.to(), CsvRecords.MAX_FIELD)) {
      throw text.fault(
          String.format(
              Locale.ROOT,
              "the value of key %s is longer than %,d characters, the limit",
              Text.quoted(keys.text(column)),
              CsvRecords.MAX_FIELD));
    }
    row.set(column, text.from(), text.to(), trim);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
