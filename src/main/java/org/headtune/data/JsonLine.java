package org.headtune.data;

import java.nio.charset.StandardCharsets;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;

/**
 * Goes over the values of one line of JSON (RFC 8259, to the letter). Texts are unescaped where
 * they stand, which never makes them longer. Columns of messages are bytes.
 */
final class JsonLine {
  static final String CUT = "the line ends within an object; expected one whole object per line";

  private final String file;
  private byte[] bytes = {};
  private int begin;
  private int at;
  private int end;
  private long line;
  private int from; // of the value read last
  private int to;

  JsonLine(String file) {
    this.file = file;
  }

  /** Begins a line. */
  void in(byte[] array, int start, int limit, long number) {
    bytes = array;
    begin = start;
    at = start;
    end = limit;
    line = number;
  }

  /** Where the value that was read last begins; a text is without its quotes. */
  int from() {
    return from;
  }

  /** Where the value that was read last ends. */
  int to() {
    return to;
  }

  /** The next byte that is no blank, which is still to be read; 0 at the end of the line. */
  byte next() {
    while (at < end && blank(bytes[at])) {
      at++;
    }
    return at < end ? bytes[at] : 0;
  }

  private static boolean blank(byte c) {
    return c == ' ' || c == '\t' || c == '\r';
  }

  /** Goes behind a character, if it comes next. */
  boolean take(char c) {
    if (next() != c) {
      return false;
    }
    at++;
    return true;
  }

  /**
   * Goes behind a character.
   *
   * @param what it is called where something else stands
   */
  void expect(char c, String what) {
    if (!take(c)) {
      throw expected(what);
    }
  }

  /** Nothing but blanks may follow. */
  void expectEnd() {
    if (next() != 0) {
      throw expected("a line break behind the object");
    }
  }

  /** Reads a text in double quotes. */
  void text() {
    int open = at++;
    from = at;
    to = at;
    while (true) {
      int plain = at;
      while (at < end && bytes[at] != '"' && bytes[at] != '\\' && !control(bytes[at])) {
        at++;
      }
      if (to != plain) {
        System.arraycopy(bytes, plain, bytes, to, at - plain);
      }
      to += at - plain;
      if (at == end) {
        throw fault(open, "the quote that opens this text is never closed in its line");
      }
      byte c = bytes[at++];
      if (c == '"') {
        return;
      } else if (c != '\\') {
        throw fault(at - 1, "a control character in a text; write it as an escape such as \\t");
      }
      escape();
    }
  }

  private static boolean control(byte c) {
    return c >= 0 && c < ' ';
  }

  /** Writes what an escape stands for behind the text so far. */
  private void escape() {
    byte c = at < end ? bytes[at] : 0;
    int mark = "\"\\/bfnrt".indexOf(c);
    if (mark >= 0) {
      at++;
      bytes[to++] = (byte) "\"\\/\b\f\n\r\t".charAt(mark);
    } else if (c == 'u') {
      unicode();
    } else {
      throw fault(at - 1, "no escape of JSON; a backslash in a text is written twice");
    }
  }

  private void unicode() {
    int escape = at - 1;
    int code = unit();
    if (Character.isHighSurrogate((char) code)
        && at + 1 < end
        && bytes[at] == '\\'
        && bytes[at + 1] == 'u') {
      at++;
      int low = unit();
      boolean pair = Character.isLowSurrogate((char) low);
      code = pair ? Character.toCodePoint((char) code, (char) low) : 0;
    }
    if (code == 0 || (code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE)) {
      throw fault(escape, "this escape stands for no character that a text may hold");
    }
    byte[] character = Character.toString(code).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(character, 0, bytes, to, character.length);
    to += character.length;
  }

  /** Reads {@code uXXXX}. */
  private int unit() {
    int code = 0;
    for (int i = 1; i <= 4; i++) {
      int digit = at + i < end ? Character.digit(bytes[at + i], 16) : -1;
      if (digit < 0) {
        throw fault(at - 1, "no escape of JSON; expected four hexadecimal digits behind \\u");
      }
      code = 16 * code + digit;
    }
    at += 5;
    return code;
  }

  /** Reads {@code true}, {@code false} or {@code null}. */
  void word(String word) {
    from = at;
    for (int i = 0; i < word.length(); i++) {
      if (at == end || bytes[at] != word.charAt(i)) {
        at = from;
        throw expected("a value such as 1.5, \"text\", true, false or null");
      }
      at++;
    }
    to = at;
  }

  /** Reads a number; it stays as it is written. */
  void number() {
    from = at;
    skip('-');
    boolean zero = skip('0');
    boolean whole = zero || digits();
    boolean decimals = whole && (!skip('.') || digits());
    boolean exponent = decimals;
    if (decimals && (skip('e') || skip('E'))) {
      if (!skip('-')) {
        skip('+');
      }
      exponent = digits();
    }
    to = at;
    if (!exponent) {
      at = from;
      boolean infinite = at < end && "NI-".indexOf(bytes[at]) >= 0;
      throw expected(
          "a value such as 1.5, \"text\", true, false or null"
              + (infinite ? " (JSON has no NaN and no Infinity: write null)" : ""));
    }
  }

  private boolean skip(char c) {
    boolean found = at < end && bytes[at] == c;
    at += found ? 1 : 0;
    return found;
  }

  private boolean digits() {
    int first = at;
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    return at > first;
  }

  /** Reads a list of numbers; what it leaves is the numbers with blanks between them. */
  void numbers() {
    int first = ++at;
    boolean more = next() != ']';
    while (more) {
      if (next() != '-' && (next() < '0' || next() > '9')) {
        throw expected("a number: a list of numbers is a sequence, and no other list is read");
      }
      number();
      more = take(',');
      if (more) {
        bytes[at - 1] = ' ';
      }
    }
    expect(']', "a comma or ] behind a number of a list");
    from = first;
    to = at - 1;
  }

  /** What is wrong where the next byte stands. */
  UserError expected(String what) {
    if (next() == 0) {
      return fault(at, CUT);
    }
    int stop = Math.min(end, at + 20);
    while (stop < end && (bytes[stop] & 0xC0) == 0x80) {
      stop++;
    }
    String found = new String(bytes, at, stop - at, StandardCharsets.UTF_8);
    return fault(at, "expected " + what + ", but found " + Text.quoted(found));
  }

  /** The value that was read last, for a message. */
  String quoted() {
    return Text.quoted(new String(bytes, from, to - from, StandardCharsets.UTF_8));
  }

  /** What is wrong with the value that was read last. */
  UserError fault(String message) {
    return fault(from, message);
  }

  private UserError fault(int where, String message) {
    return new UserError(ExitCode.DATA, new Place(file, line, where - begin + 1), message);
  }
}
