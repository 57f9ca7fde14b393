package org.headtune.data;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;
import org.headtune.config.DataConfig.FileFormat;
import org.headtune.config.DocumentsConfig.From;

/**
 * Plain text: a row for each document, or for each part of a long one. The parts of a document are,
 * one behind the other, the document; only parts that are all white space are left out.
 */
final class TextSource implements RowSource {
  /** The one column. */
  static final String COLUMN = "text";

  private static final Pattern NAME =
      Pattern.compile(".*\\.(txt|text|md)(\\.gz)?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** White space of more bytes than these ends a paragraph, whatever comes behind it. */
  private static final int MOST_BLANKS = 1 << 16;

  private final String file;
  private final Utf8Bytes in;
  private final Documents documents;
  private final Row row = new Row();
  private final boolean trim;
  private int at; // what comes next
  private long line = 1; // where that stands
  private boolean within; // whether it belongs to the document that was begun
  private boolean told; // whether that document has become a row
  private boolean begun;
  private long blank;

  TextSource(String file, Utf8Bytes text, Layout layout) {
    this.file = file;
    in = text;
    documents = layout.spelling().documents();
    trim = layout.spelling().trim();
    at = text.start();
    if (layout.delimiter().isPresent() || !layout.header()) {
      throw new UserError(
          ExitCode.DATA,
          Place.of(file),
          "this is plain text, which has neither a delimiter nor a header; leave out data.delimiter"
              + " and data.header, or --delimiter and --no-header");
    }
  }

  /** Whether a file is called like plain text. */
  static boolean isNameOfText(String name) {
    return NAME.matcher(name).matches();
  }

  @Override
  public String file() {
    return file;
  }

  @Override
  public FileFormat format() {
    return FileFormat.TEXT;
  }

  @Override
  public List<String> columns() {
    return List.of(COLUMN);
  }

  @Override
  public Optional<Shape> shape() {
    return Optional.empty();
  }

  @Override
  public Row row() {
    return row;
  }

  @Override
  public long blankDocuments() {
    return blank;
  }

  @Override
  public boolean canGoOn() {
    return false;
  }

  @Override
  public boolean next() {
    try {
      while (within || begin()) {
        if (part()) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw InputFaults.of(file, e);
    }
  }

  /** Goes on to the next document; false if there is none. */
  private boolean begin() throws IOException {
    if (documents.from() == From.PARAGRAPH) {
      skipBlankLines();
    }
    boolean more = has(at);
    if (documents.from() == From.FILE && !begun && !more) {
      blank++;
    }
    begun = true;
    within = more;
    told = false;
    return more;
  }

  private void skipBlankLines() throws IOException {
    while (has(at)) {
      int end = blanks(at);
      if (end - at <= MOST_BLANKS && has(end) && !isLineEnd(in.bytes()[end])) {
        return;
      }
      int next = has(end) && isLineEnd(in.bytes()[end]) ? afterLineEnd(end) : end;
      line += next > end ? 1 : 0;
      at = in.slide(next);
    }
  }

  /** Goes over the next part of a document; false if it is all white space. */
  private boolean part() throws IOException {
    at = in.slide(at);
    int from = at;
    int to = from;
    int space = -1; // the last white space behind something else
    int characters = 0;
    boolean empty = true;
    boolean full = false;
    int next = -1; // behind the end of the document
    while (has(to)) {
      byte first = in.bytes()[to];
      if (isLineEnd(first)) {
        next = behindDocument(to);
        if (next >= 0) {
          break;
        }
      }
      if ((first & 0xC0) != 0x80) {
        boolean white = isWhite(first);
        space = white && !empty ? to : space;
        full = documents.split() > 0 && characters == documents.split();
        if (full) {
          break;
        }
        empty &= white;
        characters++;
      }
      to++;
      expectRoom(to - from);
    }
    within = full;
    at = !full ? Math.max(to, next) : space > 0 ? space : to;
    row.begin(line);
    line += lineEnds(from, at);
    row.in(in.bytes());
    row.add(from, full ? at : to, trim);
    told |= !empty;
    blank += within || told ? 0 : 1;
    return !empty;
  }

  private void expectRoom(int bytes) {
    if (bytes > CsvRecords.MAX_ROW) {
      throw new UserError(
          ExitCode.DATA,
          Place.of(file, line),
          String.format(
              Locale.ROOT,
              "this document is larger than the limit of %,d bytes; set data.documents.split, so that"
                  + " it becomes several rows",
              CsvRecords.MAX_ROW));
    }
  }

  /** Where the next document may begin, if one ends with a line end, else -1. */
  private int behindDocument(int lineEnd) throws IOException {
    if (documents.from() == From.FILE) {
      return -1;
    }
    int next = afterLineEnd(lineEnd);
    if (documents.from() == From.LINE) {
      return next;
    }
    int end = blanks(next);
    return end - next > MOST_BLANKS || !has(end) || isLineEnd(in.bytes()[end]) ? next : -1;
  }

  /** Where blanks end, or are too many. */
  private int blanks(int from) throws IOException {
    int end = from;
    while (end - from <= MOST_BLANKS
        && has(end)
        && isWhite(in.bytes()[end])
        && !isLineEnd(in.bytes()[end])) {
      end++;
    }
    return end;
  }

  private int afterLineEnd(int lineEnd) throws IOException {
    int next = lineEnd + 1;
    return in.bytes()[lineEnd] == '\r' && has(next) && in.bytes()[next] == '\n' ? next + 1 : next;
  }

  private long lineEnds(int from, int to) throws IOException {
    long ends = 0;
    for (int i = from; i < to; i++) {
      byte c = in.bytes()[i];
      boolean first = c == '\r' && has(i + 1) && in.bytes()[i + 1] == '\n';
      ends += isLineEnd(c) && !first ? 1 : 0;
    }
    return ends;
  }

  private boolean has(int index) throws IOException {
    return index < in.limit() || (in.grow() && index < in.limit());
  }

  private static boolean isLineEnd(byte c) {
    return c == '\n' || c == '\r';
  }

  private static boolean isWhite(byte c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw InputFaults.of(file, e);
    }
  }
}
