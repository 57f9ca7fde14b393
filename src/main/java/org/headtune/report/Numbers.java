package org.headtune.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as the page writes them. */
final class Numbers {
  private static final MathContext FIVE_DIGITS = new MathContext(5);

  private Numbers() {}

  /** Four decimals, or a dash for a value that is undefined. */
  static String score(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4f", value) : "–";
  }

  /** {@code 12.3 %}. */
  static String percent(double share) {
    return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f\u202f%%", 100 * share) : "–";
  }

  /** {@code 12 345}, with spaces that do not break. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value).replace(',', '\u202f');
  }

  /** Up to five significant digits, without trailing zeros: {@code 0.001}, {@code 3.2e-5}. */
  static String significant(double value) {
    if (!Double.isFinite(value)) {
      return "–";
    }
    double size = Math.abs(value);
    if (size == 0 || (size >= 1e-4 && size < 1e7)) {
      return new BigDecimal(value).round(FIVE_DIGITS).stripTrailingZeros().toPlainString();
    }
    String text = String.format(Locale.ROOT, "%.4e", value);
    return text.replaceFirst("\\.?0+e", "e").replaceFirst("e([-]?)[+]?0?", "e$1");
  }
}
