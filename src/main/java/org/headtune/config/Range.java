package org.headtune.config;

import java.math.BigDecimal;

/**
 * The numbers a key takes.
 *
 * @param whole whether a fraction is refused
 * @param aboveMin whether {@code min} itself is outside
 * @param belowMax whether {@code max} itself is outside
 */
record Range(boolean whole, double min, double max, boolean aboveMin, boolean belowMax) {
  /** The largest whole number that every reader of JSON and YAML takes exactly. */
  private static final double EXACT = 0x1p53 - 1;

  /** The range of a key, narrowed to what its Java type can hold. */
  static Range of(Class<?> type, Key key) {
    boolean isInt = type == int.class || type == Integer.class;
    boolean isLong = type == long.class || type == Long.class;
    double smallest = isInt ? Integer.MIN_VALUE : isLong ? -EXACT : Double.NEGATIVE_INFINITY;
    double largest = isInt ? Integer.MAX_VALUE : isLong ? EXACT : Double.POSITIVE_INFINITY;
    double min = Math.max(key.min(), smallest);
    double max = Math.min(key.max(), largest);
    return new Range(isInt || isLong, min, max, key.aboveMin(), key.belowMax());
  }

  boolean contains(double number) {
    return Double.isFinite(number)
        && (aboveMin ? number > min : number >= min)
        && (belowMax ? number < max : number <= max);
  }

  /** For example {@code a number above 0} or {@code a whole number from 1 to 10}. */
  String words() {
    boolean bounded = Double.isFinite(max);
    String kind = whole ? "a whole number" : bounded ? "a number" : "a finite number";
    if (!Double.isFinite(min)) {
      return kind + (bounded ? (belowMax ? " below " : " up to ") + text(max) : "");
    } else if (min == max) {
      return "the number " + text(min);
    } else if (!bounded) {
      return kind + (aboveMin ? " above " + text(min) : " of " + text(min) + " or more");
    }
    String from = aboveMin ? " above " + text(min) + " and " : " from " + text(min) + " to ";
    return kind + from + (belowMax ? "below " : aboveMin ? "up to " : "") + text(max);
  }

  static String text(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }
}
