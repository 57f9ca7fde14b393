package org.headtune.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.headtune.Text;

/**
 * Reads a cell that holds the steps of a sequence: numbers with a separator between them, the
 * numbers of the first step first. A blank as separator stands for any blanks; around any other,
 * blanks are allowed.
 */
final class SequenceCell {
  /** The separator if the config names none. */
  static final String BLANK = " ";

  private final String separator;
  private final byte[] between;
  private final int features;
  private double[] numbers = new double[64];
  private int count;

  SequenceCell(String separator, int features) {
    this.separator = separator;
    this.between = separator.getBytes(StandardCharsets.UTF_8);
    this.features = features;
  }

  /**
   * Reads a cell.
   *
   * @return false if it is not a whole number of steps, at least one, of finite numbers
   */
  boolean read(Row row, int column) {
    byte[] text = row.bytes();
    int at = row.from(column);
    int to = row.to(column);
    count = 0;
    if (separator.isBlank()) {
      while (at < to) {
        int end = at;
        while (end < to && !Numbers.blank(text[end])) {
          end++;
        }
        if (end > at && !add(row.number(at, end))) {
          return false;
        }
        at = end + 1;
      }
    } else {
      boolean more = true;
      while (more) {
        int end = next(text, at, to);
        if (!add(row.number(at, end))) {
          return false;
        }
        more = end < to;
        at = end + between.length;
      }
    }
    return count > 0 && count % features == 0;
  }

  /** Where the next separator begins, or the end. */
  private int next(byte[] text, int from, int to) {
    for (int i = from; i + between.length <= to; i++) {
      if (Arrays.equals(text, i, i + between.length, between, 0, between.length)) {
        return i;
      }
    }
    return to;
  }

  private boolean add(double number) {
    if (count == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * count);
    }
    numbers[count++] = number;
    return Math.abs(number) <= Float.MAX_VALUE; // also false for NaN
  }

  /** The numbers that were read last; more may follow behind {@link #steps}. */
  double[] numbers() {
    return numbers;
  }

  /** How many steps were read last. */
  int steps() {
    return count / features;
  }

  /** What a cell must hold. */
  String expected() {
    String steps =
        features == 1
            ? "a list of finite numbers"
            : String.format(Locale.ROOT, "a list of steps of %,d finite numbers each", features);
    return steps + ", separated by " + (separator.isBlank() ? "blanks" : Text.quoted(separator));
  }
}
