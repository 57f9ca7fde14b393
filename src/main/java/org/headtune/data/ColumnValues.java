package org.headtune.data;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What encoded rows say of one column: a number, or which of its categories. Rows stand for what
 * the network sees, so a missing cell has the value that takes its place.
 *
 * @param column which one
 * @param first where its numbers begin in a row
 */
record ColumnValues(FittedColumn column, int first) {
  private static final List<String> TRUTH = List.of("false", "true");
  private static final List<String> CELLS = List.of("present", "missing");
  private static final String OTHER = "(other)";

  /** Whether the column can be looked at in this way. */
  boolean areKnown() {
    return isNumeric() || !categories().isEmpty();
  }

  boolean isNumeric() {
    return column.readsNumber() || column instanceof FittedColumn.Date;
  }

  /** What the column is called. */
  String name() {
    return column instanceof FittedColumn.WasMissing ? column.name() + " (missing)" : column.name();
  }

  /** The categories, the last of which stands for all others; nothing for numbers. */
  List<String> categories() {
    if (column instanceof FittedColumn.TrueFalse) {
      return TRUTH;
    } else if (column instanceof FittedColumn.WasMissing) {
      return CELLS;
    } else if (column instanceof FittedColumn.Categorical known) {
      return with(known.categories());
    }
    return column instanceof FittedColumn.CategoryVector known
        ? with(known.categories())
        : List.of();
  }

  private static List<String> with(List<String> categories) {
    String[] all = Arrays.copyOf(categories.toArray(String[]::new), categories.size() + 1);
    all[categories.size()] = OTHER;
    return List.of(all);
  }

  /** Whether such counts can be those of the column. */
  boolean areTold(ColumnShares shares) {
    int categories = categories().size();
    return areKnown()
        && (isNumeric()
            ? shares.codes().isEmpty()
            : shares.edges().isEmpty()
                && shares.codes().stream().allMatch(code -> code >= 0 && code < categories));
  }

  /** The bin of a value: the last one where no other has it. */
  int bin(double[] bins, double value) {
    int bin = 0;
    boolean numeric = isNumeric();
    while (bin < bins.length && (numeric ? value > bins[bin] : value != bins[bin])) {
      bin++;
    }
    return bin;
  }

  /**
   * The number of a row, as its cell has it, or the index of its category.
   *
   * @param from where the row begins
   */
  float of(float[] row, int from) {
    return (float) exact(row, from);
  }

  private double exact(float[] row, int from) {
    int at = from + first;
    float value = row[at];
    if (column instanceof FittedColumn.Numeric number) {
      return value * number.scale() + number.center();
    } else if (column instanceof FittedColumn.Date date) {
      return value * date.scale() + date.center();
    } else if (column instanceof RobustNumber number) {
      return number.original(value);
    } else if (column instanceof FittedColumn.Categorical known) {
      return IntStream.range(0, known.width())
          .filter(i -> row[at + i] != 0)
          .findFirst()
          .orElse(known.width() - 1);
    } else if (column instanceof FittedColumn.CategoryVector known) {
      return row[at + 1] == 0 ? known.categories().size() : value;
    }
    return value;
  }

  /** A number as people read it. */
  String text(double value) {
    return column instanceof FittedColumn.Date
        ? Instant.ofEpochSecond(Math.round(value)).toString()
        : String.format(Locale.ROOT, "%.4g", value);
  }
}
