package org.headtune.data;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.headtune.config.DataConfig.ColumnType;

/** Counts what one column holds, in memory that does not grow with the rows. */
final class ColumnTally {
  /** Most distinct texts of a column that is taken for categorical without being told so. */
  static final int MAX_CATEGORIES = 1_000;

  private static final int MAX_DISTINCT_NUMBERS = 16;
  private static final int MAX_TEXT = 1_000; // characters; longer texts are no categories

  /** Words that stand for truth values. */
  static final List<Set<String>> PAIRS =
      List.of(Set.of("true", "false"), Set.of("yes", "no"), Set.of("t", "f"), Set.of("y", "n"));

  private final String name;
  private final int index;
  private final TextTable tokens;
  private final boolean numericTokens; // only then a number may be a missing cell
  private final boolean images;
  private final TextTable distinct = new TextTable();
  private boolean more;
  private boolean dates = true; // as far as was looked
  private long present;
  private long missing;
  private long numbers;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private double sum;
  private String example = "";

  /**
   * @param images whether its cells are known to be paths of images
   */
  ColumnTally(String name, int index, TextTable tokens, boolean images) {
    this.name = name;
    this.index = index;
    this.tokens = tokens;
    numericTokens = tokens.holdNumbers();
    this.images = images;
  }

  /** Takes the cell of a row; gives its number, or NaN where it is none or missing. */
  double accept(Row row) {
    double number = row.number(index);
    boolean text = Double.isNaN(number);
    if ((text || numericTokens) && row.missing(index, tokens)) {
      missing++;
      return Double.NaN;
    }
    if (present++ == 0) {
      example = row.text(index);
    }
    if (!text) {
      numbers++;
      min = Math.min(min, number);
      max = Math.max(max, number);
      sum += number;
    }
    dates = dates && text && DateFormat.ISO.read(row.text(index)) != null;
    if (distinct.size() > (text ? MAX_CATEGORIES : MAX_DISTINCT_NUMBERS)
        || row.isLonger(index, MAX_TEXT)) {
      more = true;
    } else {
      row.addTo(distinct, index);
    }
    return number;
  }

  /** Whether all cells are numbers of the size of a float. */
  boolean holdsNumbers() {
    return numbers == present && missing == 0 && -Float.MAX_VALUE <= min && max <= Float.MAX_VALUE;
  }

  TableProfile.Column profile() {
    return new TableProfile.Column(
        name,
        type(),
        missing,
        numbers,
        distinct.size(),
        more,
        numbers == 0 ? 0 : min,
        numbers == 0 ? 0 : max,
        numbers == 0 ? 0 : sum / numbers,
        example);
  }

  private ColumnType type() {
    if (images) {
      return ColumnType.IMAGE;
    } else if (2 * numbers > present) {
      return ColumnType.NUMERIC;
    } else if (dates && present > 0) {
      return ColumnType.DATE;
    }
    Set<String> words =
        distinct.texts().stream()
            .limit(8) // at most two words in two or three spellings each
            .map(text -> text.strip().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    boolean pair = !more && distinct.size() <= 8 && PAIRS.contains(words);
    return pair ? ColumnType.BOOLEAN : ColumnType.CATEGORICAL;
  }
}
