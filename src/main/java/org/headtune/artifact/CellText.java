package org.headtune.artifact;

/** Texts as they stand in a cell of CSV or JSON. */
final class CellText {
  private CellText() {}

  /**
   * Puts a CSV cell: quoted where RFC 4180 asks for it, and, unless {@code raw}, with an apostrophe
   * in front where a spreadsheet would otherwise compute it.
   */
  static void putCsv(TextBuffer buffer, CharSequence text, boolean raw) {
    boolean defused = !raw && isFormula(text);
    boolean quoted = needsQuotes(text);
    if (quoted) {
      buffer.put('"');
    }
    if (defused) {
      buffer.put('\'');
    }
    for (int i = 0; i < text.length(); i++) {
      int c = Character.codePointAt(text, i);
      if (c == '"') {
        buffer.put('"');
      }
      buffer.putCodePoint(c);
      i += Character.charCount(c) - 1;
    }
    if (quoted) {
      buffer.put('"');
    }
  }

  /** The empty text is quoted, too: an empty cell without quotes stands for a missing value. */
  private static boolean needsQuotes(CharSequence text) {
    if (text.isEmpty() || text.charAt(0) == ' ' || text.charAt(text.length() - 1) == ' ') {
      return true;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == ',' || c == '\n' || c == '\r') {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a spreadsheet would run the text: it begins with {@code = + - @}, a tab or a line end,
   * and is not a plain number such as {@code -1} or {@code +5e3}.
   */
  static boolean isFormula(CharSequence text) {
    return !text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0 && !isNumber(text);
  }

  private static boolean isNumber(CharSequence text) {
    int at = text.charAt(0) == '+' || text.charAt(0) == '-' ? 1 : 0;
    int whole = digits(text, at);
    int end = whole;
    if (end < text.length() && text.charAt(end) == '.') {
      end = digits(text, end + 1);
    }
    boolean some = end - at > (end > whole ? 1 : 0);
    if (some && end < text.length() && (text.charAt(end) | 0x20) == 'e') {
      int sign = end + 1;
      if (sign < text.length() && (text.charAt(sign) == '+' || text.charAt(sign) == '-')) {
        sign++;
      }
      end = digits(text, sign);
      some = end > sign;
    }
    return some && end == text.length();
  }

  private static int digits(CharSequence text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }

  /** Puts a JSON string, RFC 8259. */
  static void putJson(TextBuffer buffer, CharSequence text) {
    buffer.put('"');
    for (int i = 0; i < text.length(); i++) {
      int c = Character.codePointAt(text, i);
      if (c == '"' || c == '\\') {
        buffer.put('\\');
        buffer.put((char) c);
      } else if (c < ' ') {
        buffer.put('\\');
        buffer.put('u');
        buffer.put('0');
        buffer.put('0');
        buffer.put(Character.forDigit(c >> 4, 16));
        buffer.put(Character.forDigit(c & 15, 16));
      } else {
        buffer.putCodePoint(c);
      }
      i += Character.charCount(c) - 1;
    }
    buffer.put('"');
  }
}
