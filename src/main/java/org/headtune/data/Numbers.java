package org.headtune.data;

import ch.randelshofer.fastdoubleparser.JavaDoubleParser;
import java.nio.charset.StandardCharsets;

/**
 * Numbers in cells: {@code [+-] (digits [. digits] | . digits) [e [+-] digits]}, ASCII digits only.
 * What Java would take besides, such as {@code 1f}, {@code 0x1p3} or {@code NaN}, is none.
 */
final class Numbers {
  private static final int EXACT_DIGITS = 15; // any such whole number and power of ten is a double
  private static final long[] WHOLE_POWERS_OF_TEN = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000
  };
  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  private Numbers() {}

  /**
   * The number in UTF-8: NaN for text that is none, an infinity for one that is beyond the range of
   * a float.
   */
  static double parse(byte[] text, int start, int end) {
    if (start == end || end > text.length - Long.BYTES) {
      return parseAny(text, start, end);
    }
    // Most cells: a sign, digits, a point, digits, up to eight each. No branch depends on the sign
    // or
    // on how many digits there are, which a processor could not foresee.
    int minus = (((text[start] & 0xFF) ^ '-') - 1) >>> 31; // 1 for a minus, else 0
    int at = start + minus;
    long eight = EightBytes.at(text, at);
    int count = Math.min(EightBytes.digits(eight), end - at);
    at += count;
    if (count == 0 || (at < end && text[at] != '.')) {
      return parseAny(text, start, end);
    }
    long digits = EightBytes.number(eight, count);
    double value = digits;
    if (at < end) {
      eight = EightBytes.at(text, ++at);
      int decimals = Math.min(EightBytes.digits(eight), end - at);
      if (decimals == 0 || at + decimals < end || count + decimals > EXACT_DIGITS) {
        return parseAny(text, start, end);
      }
      digits = digits * WHOLE_POWERS_OF_TEN[decimals] + EightBytes.number(eight, decimals);
      value = digits / POWERS_OF_TEN[decimals]; // exact, as below
    }
    return (1 - 2 * minus) * value;
  }

  /**
   * The number with a comma before its decimals and, if any, a point before each three digits of
   * its whole part: 1.234,5.
   */
  static double parseDecimalComma(byte[] text, int start, int end) {
    byte[] plain = new byte[end - start + Long.BYTES]; // with room to look ahead
    int size = 0;
    int digits = 0; // of the whole part, since its last point
    boolean grouped = false;
    boolean whole = true;
    for (int i = start; i < end; i++) {
      byte c = text[i];
      if (c == '.') {
        if (!whole || digits == 0 || digits > 3 || (grouped && digits < 3)) {
          return Double.NaN;
        }
        grouped = true;
        digits = 0;
        continue;
      }
      if (whole && digit(c)) {
        digits++;
      } else if (whole && (c == ',' || digits > 0 || grouped)) {
        if (grouped && digits != 3) {
          return Double.NaN;
        }
        whole = false;
      }
      plain[size++] = c == ',' ? (byte) '.' : c;
    }
    return whole && grouped && digits != 3 ? Double.NaN : parse(plain, 0, size);
  }

  static double parseDecimalComma(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return parseDecimalComma(bytes, 0, bytes.length);
  }

  static double parse(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return parse(bytes, 0, bytes.length);
  }

  private static double parseAny(byte[] text, int start, int end) {
    int from = start;
    int to = end;
    while (from < to && blank(text[from])) {
      from++;
    }
    while (from < to && blank(text[to - 1])) {
      to--;
    }
    int at = from;
    boolean negative = at < to && text[at] == '-';
    if (negative || (at < to && text[at] == '+')) {
      at++;
    }
    long digits = 0; // overflows only where it is not used
    int first = at;
    while (at < to && digit(text[at])) {
      digits = 10 * digits + (text[at++] - '0');
    }
    int count = at - first;
    int decimals = 0;
    if (at < to && text[at] == '.') {
      first = ++at;
      while (at < to && digit(text[at])) {
        digits = 10 * digits + (text[at++] - '0');
      }
      decimals = at - first;
      count += decimals;
    }
    if (count == 0) {
      return Double.NaN;
    }
    if (at == to && count <= EXACT_DIGITS) {
      // Two exact doubles and one rounding: the nearest double (Clinger 1990).
      double value = decimals == 0 ? digits : digits / POWERS_OF_TEN[decimals];
      return negative ? -value : value;
    }
    return at == to || exponent(text, at, to) ? parseLong(text, from, to) : Double.NaN;
  }

  static boolean isNumber(String text) {
    return !Double.isNaN(parse(text));
  }

  private static boolean exponent(byte[] text, int start, int to) {
    int at = start;
    if (text[at] != 'e' && text[at] != 'E') {
      return false;
    }
    at++;
    if (at < to && (text[at] == '-' || text[at] == '+')) {
      at++;
    }
    int first = at;
    while (at < to && digit(text[at])) {
      at++;
    }
    return at == to && at > first;
  }

  private static double parseLong(byte[] text, int from, int to) {
    double value = JavaDoubleParser.parseDouble(text, from, to - from);
    return Float.isInfinite((float) value) ? Math.signum(value) * Double.POSITIVE_INFINITY : value;
  }

  private static boolean digit(byte c) {
    return c >= '0' && c <= '9';
  }

  static boolean blank(byte c) {
    return c == ' ' || c == '\t';
  }
}
