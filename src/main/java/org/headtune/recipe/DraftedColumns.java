package org.headtune.recipe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.config.TextConfig;
import org.headtune.data.ColumnSurvey;
import org.headtune.data.ColumnSurvey.Verdict;
import org.headtune.data.FolderColumns;
import org.headtune.data.Survey;

/**
 * What a config is to say of each column.
 *
 * @param label the label column; empty for IDX files, which have their labels elsewhere
 * @param features all other columns
 * @param leaks by feature that nearly tells the label by itself, the share of rows it tells
 * @param aliases labels of the test file that are classes written in another way
 * @param pixels sides of the square image that all features are, if they are
 * @param warnings what the user should look at
 */
record DraftedColumns(
    Optional<ColumnSurvey> label,
    List<ColumnSurvey> features,
    Map<String, Double> leaks,
    Map<String, String> aliases,
    Optional<Integer> pixels,
    List<String> warnings) {
  private static final double LEAK = 0.999;
  private static final int FEWEST_PIXELS = 36;
  private static final int MOST_INPUTS = 50; // of one column of categories
  private static final int FEWEST_FOR_VECTORS = 1_000; // rows
  private static final int INPUTS_OF_DATE = 7;
  private static final int MOST_CLASSES = 200;
  private static final Pattern NAME_OF_LABEL =
      Pattern.compile("(?i)(.*[_ .-])?(label|labels|class|target|y|category|outcome|diagnosis)");
  private static final Pattern NUMBERED = Pattern.compile("(.*?)([0-9]+)(x([0-9]+))?");

  /** Looks at the columns of a survey, in the light of the label. */
  static DraftedColumns of(Survey survey, Optional<String> wanted, Optional<Path> test) {
    if (survey.image().isPresent()) {
      return new DraftedColumns(
          Optional.empty(), List.of(), Map.of(), Map.of(), Optional.empty(), List.of());
    }
    List<String> warnings = new ArrayList<>();
    ColumnSurvey label =
        wanted
            .or(() -> survey.isFolder() ? Optional.of(FolderColumns.STANDARD.label()) : wanted)
            .map(name -> named(survey, name))
            .orElseGet(() -> guessed(survey, warnings));
    List<ColumnSurvey> features =
        survey.columns().stream().filter(column -> column != label).toList();
    Map<String, Double> leaks = new LinkedHashMap<>();
    Map<Integer, Double> purity = survey.purity(label.index());
    for (ColumnSurvey feature : features) {
      double told = purity.getOrDefault(feature.index(), 0.0);
      if (told >= LEAK && features.size() > 1) {
        leaks.put(feature.name(), told);
      }
    }
    if (leaks.size() == features.size()) {
      leaks.clear();
    }
    Map<String, String> aliases =
        test.map(file -> aliases(survey, label, file, warnings)).orElse(Map.of());
    return new DraftedColumns(
        Optional.of(label), features, leaks, aliases, pixels(features), warnings);
  }

  /** The same with other columns taken for leaks. */
  DraftedColumns withLeaks(Map<String, Double> others) {
    return new DraftedColumns(label, features, others, aliases, pixels, warnings);
  }

  private static ColumnSurvey named(Survey survey, String name) {
    Optional<ColumnSurvey> found =
        survey.columns().stream().filter(column -> column.name().equals(name)).findFirst();
    if (found.isEmpty() && name.matches("[0-9]{1,6}")) {
      found =
          survey.columns().stream()
              .filter(column -> column.index() == Integer.parseInt(name) - 1)
              .findFirst();
    }
    return found.orElseThrow(
        () ->
            new UserError(
                ExitCode.USAGE,
                Place.of(survey.file().toString(), 1),
                "--label: no column "
                    + Text.quoted(name)
                    + "; the file has the columns "
                    + Init.names(survey.columns().stream().map(ColumnSurvey::name).toList())));
  }

  /** A column with a telling name, else the last or the first, if it has few values. */
  static Optional<ColumnSurvey> guess(Survey survey) {
    List<ColumnSurvey> few =
        survey.columns().stream().filter(column -> isLabelLike(column, survey.rows())).toList();
    List<ColumnSurvey> named =
        few.stream().filter(column -> NAME_OF_LABEL.matcher(column.name()).matches()).toList();
    ColumnSurvey first = survey.columns().get(0);
    ColumnSurvey last = survey.columns().get(survey.columns().size() - 1);
    if (!named.isEmpty()) {
      return named.size() == 1 ? Optional.of(named.get(0)) : Optional.empty();
    }
    return few.contains(last)
        ? Optional.of(last)
        : few.contains(first) ? Optional.of(first) : Optional.empty();
  }

  private static ColumnSurvey guessed(Survey survey, List<String> warnings) {
    ColumnSurvey guess =
        guess(survey)
            .orElseThrow(
                () ->
                    new UserError(
                        ExitCode.USAGE,
                        Place.of(survey.file().toString(), 1),
                        "which column is the label? Name it with --label; the file has the columns "
                            + Init.names(
                                survey.columns().stream().map(ColumnSurvey::name).toList())));
    warnings.add(
        "column " + Text.quoted(guess.name()) + " is taken for the label; --label names another");
    return guess;
  }

  private static boolean isLabelLike(ColumnSurvey column, int rows) {
    int most = Math.max(2, Math.min(MOST_CLASSES, rows / 5));
    return column.distinct() >= 2 && column.distinct() <= most && !column.more();
  }

  /** Labels of the test file that no training row has, though one nearly like it. */
  private static Map<String, String> aliases(
      Survey survey, ColumnSurvey label, Path test, List<String> warnings) {
    Map<String, String> plain = new TreeMap<>();
    label.values().keySet().forEach(text -> plain.put(bare(text), text));
    Map<String, String> aliases = new TreeMap<>();
    Set<String> unknown = new TreeSet<>();
    for (String text : survey.texts(test, label.index())) {
      if (!label.values().containsKey(text)) {
        String meant = plain.get(bare(text));
        if (meant == null) {
          unknown.add(text);
        } else {
          aliases.put(text, meant);
        }
      }
    }
    if (!unknown.isEmpty()) {
      warnings.add(
          Text.printable(test.toString())
              + " has labels that no training row has: "
              + Init.names(List.copyOf(unknown)));
    }
    return aliases;
  }

  /** A label without what files disagree on. */
  private static String bare(String text) {
    return text.strip()
        .replaceAll("[.;:]+$", "")
        .replaceAll("[ _-]+", " ")
        .toLowerCase(Locale.ROOT);
  }

  /** The sides of a square, if the features are numbered numbers of one range. */
  private static Optional<Integer> pixels(List<ColumnSurvey> features) {
    int side = (int) Math.round(Math.sqrt(features.size()));
    if (features.size() < FEWEST_PIXELS || side * side != features.size()) {
      return Optional.empty();
    }
    String prefix = null;
    double max = features.stream().mapToDouble(ColumnSurvey::max).max().orElse(0);
    for (ColumnSurvey feature : features) {
      Matcher name = NUMBERED.matcher(feature.name());
      if (!name.matches()
          || !(feature.min() >= 0)
          || !feature.isNumeric()
          || max > 65_535
          || (prefix != null && !prefix.equals(name.group(1)))) {
        return Optional.empty();
      }
      prefix = name.group(1);
    }
    return Optional.of(side);
  }

  /** Whether the network gets nothing of a feature. */
  boolean isIgnored(ColumnSurvey feature) {
    Verdict verdict = feature.verdict();
    return pixels.isEmpty()
        && (verdict == Verdict.CONSTANT
            || verdict == Verdict.IDENTIFIER
            || leaks.containsKey(feature.name()));
  }

  /** The features that the network gets. */
  List<ColumnSurvey> used() {
    return features.stream().filter(feature -> !isIgnored(feature)).toList();
  }

  /**
   * Whether a column becomes learnt vectors instead of an input for each value. Few rows do not
   * teach vectors, but a penalty on the inputs keeps what they say of rare values small.
   */
  static boolean isLookedUp(ColumnSurvey column) {
    return column.verdict() == Verdict.CATEGORICAL
        && column.distinct() > MOST_INPUTS
        && column.rows() >= FEWEST_FOR_VECTORS;
  }

  /**
   * Numbers of the vector of a category, by the rule of fast.ai (Howard and Gugger 2020, "Fastai: a
   * layered API for deep learning"; {@code emb_sz_rule} of its library).
   */
  static int vector(ColumnSurvey column) {
    return (int) Math.min(600, Math.round(1.6 * Math.pow(column.distinct(), 0.56)));
  }

  /** Whether the network looks up learnt vectors. */
  boolean haveVectors() {
    return used().stream()
        .anyMatch(column -> column.verdict() == Verdict.TEXT || isLookedUp(column));
  }

  /** About how many numbers the network gets of a row. */
  int inputs() {
    return used().stream().mapToInt(DraftedColumns::inputs).sum();
  }

  private static int inputs(ColumnSurvey column) {
    return switch (column.verdict()) {
      case CATEGORICAL -> isLookedUp(column) ? vector(column) : column.distinct();
      case TEXT -> TextConfig.STANDARD.vector();
      case DATE -> INPUTS_OF_DATE;
      default -> 1;
    };
  }

  /** Rows of the rarest class; of many classes, the rarest of those that were counted. */
  int rarest() {
    return label.stream()
        .flatMap(column -> column.values().values().stream())
        .mapToInt(i -> i)
        .min()
        .orElse(Integer.MAX_VALUE);
  }

  /** How many features were taken for what. */
  Map<String, Long> byVerdict() {
    Map<String, Long> counts = new TreeMap<>();
    for (ColumnSurvey feature : features) {
      String word = isIgnored(feature) ? "ignored" : feature.verdict().name();
      counts.merge(word.toLowerCase(Locale.ROOT), 1L, Long::sum);
    }
    return counts;
  }

  /** The same in words. */
  String summary() {
    if (label.isEmpty()) {
      return "images";
    }
    List<String> words = new ArrayList<>();
    byVerdict().entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .forEach(entry -> words.add(entry.getValue() + " " + entry.getKey()));
    return String.format(
        Locale.ROOT,
        "label %s with %,d classes; columns: %s",
        Text.quoted(label.get().name()),
        label.get().distinct(),
        String.join(", ", words));
  }
}
