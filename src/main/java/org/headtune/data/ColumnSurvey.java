package org.headtune.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a column of a table that nobody has described seems to hold. */
public final class ColumnSurvey {
  /** Words that stand for a missing cell in tables of all origins. */
  static final List<String> TOKENS =
      List.of("?", "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "None", "none", "-", ".");

  /** Of these some are words of their own in a column of words. */
  private static final Set<String> NUMERIC_ONLY = Set.of("None", "none", "-", ".");

  private static final int MOST_TEXTS = 2_000;
  private static final int MOST_DISTINCT = 1 << 20;
  private static final int FEWEST_ROWS = 20;
  private static final int MOST_NUMBERS = 20_000; // that quartiles are taken from
  private static final double FAR = 10; // distances of the quartiles
  private static final int FEWEST_PER_CATEGORY = 10; // rows on average, where there are many
  private static final Pattern NAME_OF_ID =
      Pattern.compile(
          "(?i)(.*[_ .-])?(id|ids|index|idx|key|uuid|guid|row|rownum|serial)|unnamed.*|.*[a-z]I[dD]");

  private final String name;
  private final int index;
  private final Map<String, Integer> texts = new LinkedHashMap<>();
  private final Map<String, Integer> tokens = new TreeMap<>();
  private final Map<String, Integer> oddities = new LinkedHashMap<>();
  private final Set<Long> distinct = new HashSet<>();
  private final DateSurvey dates = new DateSurvey();
  private final ImageSurvey images;
  private boolean moreTexts;
  private boolean moreDistinct;
  private Verdict told; // by a person; null if nobody was asked
  private int empty;
  private int present;
  private int numbers;
  private int wholes;
  private double[] first = {}; // numbers of the first rows
  private long words;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  /** What it is best taken for. */
  public enum Verdict {
    NUMERIC,
    BOOLEAN,
    CATEGORICAL,
    DATE,
    TEXT,
    /** Paths of images. */
    IMAGE,
    /** One value in all rows, or none. */
    CONSTANT,
    /** Another value in each row, which tells nothing of other rows. */
    IDENTIFIER
  }

  /**
   * @param folder that paths in its cells would be relative to
   */
  ColumnSurvey(String name, int index, Path folder) {
    this.name = name;
    this.index = index;
    images = new ImageSurvey(folder);
  }

  void accept(Row row) {
    String text = row.text(index).strip();
    if (text.isEmpty()) {
      empty++;
      return;
    }
    if (TOKENS.contains(text)) {
      tokens.merge(text, 1, Integer::sum);
      return;
    }
    present++;
    dates.accept(text);
    images.accept(text);
    double number = row.number(index);
    if (Double.isNaN(number)) {
      words += text.split("\\s+").length;
      if (oddities.size() < 10 || oddities.containsKey(text)) {
        oddities.merge(text, 1, Integer::sum);
      }
    } else {
      if (numbers < MOST_NUMBERS) {
        first = numbers < first.length ? first : Arrays.copyOf(first, 2 * numbers + 64);
        first[numbers] = number;
      }
      numbers++;
      wholes += number == Math.rint(number) ? 1 : 0;
      min = Math.min(min, number);
      max = Math.max(max, number);
    }
    if (texts.containsKey(text) || texts.size() < MOST_TEXTS) {
      texts.merge(text, 1, Integer::sum);
    } else {
      moreTexts = true;
    }
    if (distinct.size() < MOST_DISTINCT) {
      distinct.add(NGrams.hash(text));
    } else {
      moreDistinct = true;
    }
  }

  public String name() {
    return name;
  }

  /** 0-based place in the table. */
  public int index() {
    return index;
  }

  /** Whether nearly all cells are numbers; the others then stand for missing ones. */
  public boolean isNumeric() {
    return numbers > 0 && numbers >= 0.98 * present;
  }

  /** Cells that mean "missing": words that often do, and what stands between numbers. */
  public List<String> missingTokens() {
    List<String> found = new ArrayList<>();
    for (String token : tokens.keySet()) {
      if (isNumeric() || !NUMERIC_ONLY.contains(token)) {
        found.add(token);
      }
    }
    if (isNumeric()) {
      found.addAll(oddities.keySet());
    }
    return found;
  }

  /** Rows without a value. */
  public int missing() {
    int missing = empty;
    for (Map.Entry<String, Integer> token : tokens.entrySet()) {
      missing += isNumeric() || !NUMERIC_ONLY.contains(token.getKey()) ? token.getValue() : 0;
    }
    return missing + (isNumeric() ? present - numbers : 0);
  }

  /** How many different values, as far as they were counted. */
  public int distinct() {
    return distinct.size();
  }

  /** Whether there are more. */
  public boolean more() {
    return moreDistinct;
  }

  public double min() {
    return min;
  }

  public double max() {
    return max;
  }

  /**
   * Whether some number lies so far from the others that mean and standard deviation say little of
   * them: ten times as far from the median as the quartiles from each other.
   */
  public boolean hasLongTails() {
    double[] sorted = Arrays.copyOf(first, Math.min(numbers, MOST_NUMBERS));
    if (sorted.length < FEWEST_ROWS) {
      return false;
    }
    Arrays.sort(sorted);
    double middle = sorted[sorted.length * 3 / 4] - sorted[sorted.length / 4];
    double median = sorted[sorted.length / 2];
    return middle > 0 && Math.max(max - median, median - min) > FAR * middle;
  }

  /** Rows of each value, the most frequent first; all of them only if there are few. */
  public Map<String, Integer> values() {
    Map<String, Integer> sorted = new LinkedHashMap<>();
    texts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue(Collections.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return sorted;
  }

  /** All rows, with and without a cell. */
  public int rows() {
    return present + empty + tokens.values().stream().mapToInt(i -> i).sum();
  }

  /** The share of values, as far as they were kept, that stand in fewer rows. */
  public double rarer(int rows) {
    return (double) texts.values().stream().filter(count -> count < rows).count() / texts.size();
  }

  /** How its dates are written, in the letters of java.time; empty for ISO 8601. */
  public String datePattern() {
    return dates.pattern();
  }

  /** From which date to which, and in which other way they may be meant. */
  public String dateRange() {
    String other = dates.otherPattern();
    return dates.first()
        + " to "
        + dates.last()
        + (other.isEmpty() ? "" : ", or is it " + other + "?");
  }

  /** What its images are like, if it names images. */
  public ImageSurvey images() {
    return images;
  }

  /** Mean number of words of a cell that is no number. */
  public double words() {
    return present == numbers ? 0 : (double) words / (present - numbers);
  }

  /** Says what a person takes the column for. */
  public void takeFor(Verdict verdict) {
    told = verdict;
  }

  /** What the column is best taken for. */
  public Verdict verdict() {
    if (told != null) {
      return told;
    }
    if (images.fits()) {
      return Verdict.IMAGE;
    }
    boolean each = distinct() == present && !moreDistinct && present >= FEWEST_ROWS;
    if (distinct() <= 1 && tokensOfWords() == 0) {
      return Verdict.CONSTANT;
    } else if (isNumeric()) {
      boolean count = max - min + 1 == present;
      boolean named = NAME_OF_ID.matcher(name).matches();
      return each && wholes == numbers && (count || named) ? Verdict.IDENTIFIER : Verdict.NUMERIC;
    } else if (dates.fits()) {
      return Verdict.DATE;
    } else if (words() >= 2.5 && distinct() > FEWEST_ROWS && distinct() > 0.3 * present) {
      return Verdict.TEXT;
    } else if (each || (NAME_OF_ID.matcher(name).matches() && distinct() > 0.5 * present)) {
      return Verdict.IDENTIFIER;
    } else if ((moreTexts || distinct() > ColumnTally.MAX_CATEGORIES)
        && (words() >= 2.5 || (long) FEWEST_PER_CATEGORY * distinct() > present || moreDistinct)) {
      return Verdict.TEXT;
    }
    return isPair() ? Verdict.BOOLEAN : Verdict.CATEGORICAL;
  }

  /** Cells with words that elsewhere stand for missing ones, but may be values here. */
  private int tokensOfWords() {
    return isNumeric() ? 0 : (int) tokens.keySet().stream().filter(NUMERIC_ONLY::contains).count();
  }

  private boolean isPair() {
    return texts.size() <= 8
        && ColumnTally.PAIRS.stream()
            .anyMatch(
                pair ->
                    texts.keySet().stream()
                        .map(text -> text.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet())
                        .equals(pair));
  }
}
