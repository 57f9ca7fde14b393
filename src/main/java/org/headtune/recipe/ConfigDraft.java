package org.headtune.recipe;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.headtune.config.YamlText;
import org.headtune.data.ColumnSurvey;
import org.headtune.data.ColumnSurvey.Verdict;
import org.headtune.data.ImageSurvey;
import org.headtune.data.Survey;

/** Writes what is known of a table as a config, with the evidence in comments. */
final class ConfigDraft {
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");
  private static final Pattern SPECIAL = Pattern.compile("(?i)true|false|null|nan|inf|y|n|yes|no");
  private static final int MOST_LISTED = 100;
  private static final int MOST_VALUES = 4;
  private static final int FEW_ROWS = 2;
  private static final int MOST_SORTED = 1_000_000;
  private static final double MISSING_TO_TELL = 0.01;

  private final Survey survey;
  private final DraftedColumns columns;
  private final CommentedLines lines = new CommentedLines();

  private ConfigDraft(Survey survey, DraftedColumns columns) {
    this.survey = survey;
    this.columns = columns;
  }

  /**
   * The text of the config.
   *
   * @param run the run folder
   */
  static String text(Survey survey, DraftedColumns columns, Optional<Path> test, String run) {
    ConfigDraft draft = new ConfigDraft(survey, columns);
    HeldOut heldOut = HeldOut.of(survey, columns, test.isPresent());
    NetworkDraft network = NetworkDraft.of(survey, columns, heldOut);
    draft.lines.line("# Written by `headtune init`; it trains as it is. Every key: docs/config.md");
    draft.data(test, heldOut);
    draft.lines.line("model:");
    if (network.layers().isEmpty()) {
      draft.lines.line("  layers: []", network.why());
    } else {
      draft.lines.line("  layers:", network.why());
      network.layers().forEach(layer -> draft.lines.line("    - " + layer));
    }
    draft.lines.line("  head: {type: softmax}");
    draft.lines.line("training:");
    network
        .training()
        .forEach(setting -> draft.lines.line("  " + setting.text(), setting.reason()));
    draft.lines.line("output: " + word(run));
    return draft.lines.text();
  }

  private void data(Optional<Path> test, HeldOut heldOut) {
    DataDraft.write(lines, survey, columns, test, heldOut);
    if (columns.label().isEmpty()) {
      lines.line("  scaling: min_max");
      return;
    }
    List<String> tokens = survey.missingTokens();
    if (!tokens.isEmpty()) {
      lines.line("  missing_tokens: [" + joined(tokens) + "]");
    }
    if (columns.used().stream().anyMatch(column -> column.missing() > 0)) {
      lines.line(
          "  missing: median", "for numbers and dates; others take their most frequent value");
    }
    if (columns.pixels().isPresent()) {
      int side = columns.pixels().get();
      lines.line("  scaling: min_max");
      lines.line(
          "  image: {height: " + side + ", width: " + side + "}",
          side * side + " numbered columns of one range; remove it if they are no pixels");
      return;
    }
    lines.line("  scaling: standard");
    columns();
  }

  private static String joined(List<String> words) {
    return words.stream().map(YamlText::quoted).collect(Collectors.joining(", "));
  }

  private void columns() {
    boolean few = columns.features().size() <= MOST_LISTED;
    List<ColumnSurvey> listed =
        columns.features().stream()
            .filter(
                column ->
                    few
                        || columns.isIgnored(column)
                        || column.verdict() == Verdict.TEXT
                        || !settings(column).isEmpty())
            .toList();
    if (listed.isEmpty()) {
      return;
    }
    lines.line("  columns:");
    for (ColumnSurvey column : listed) {
      String settings =
          columns.isIgnored(column)
              ? "ignore"
              : column.verdict().name().toLowerCase(Locale.ROOT) + settings(column);
      lines.line(
          YamlText.before("    ", word(column.name())) + " {type: " + settings + "}",
          evidence(column));
    }
  }

  /** What is said of a column beside its type. */
  private String settings(ColumnSurvey column) {
    StringBuilder settings = new StringBuilder();
    if (column.verdict() == Verdict.DATE && !column.datePattern().isEmpty()) {
      settings.append(", pattern: ").append(YamlText.quoted(column.datePattern()));
    }
    if (column.verdict() == Verdict.IMAGE) {
      ImageSurvey images = column.images();
      settings.append(
          String.format(
              Locale.ROOT,
              ", image: {height: %d, width: %d, color: %s}%s",
              images.height(),
              images.width(),
              images.isGrey() ? "grey" : "rgb",
              images.hasUnreadable() || column.missing() > 0 ? ", missing: drop_row" : ""));
    }
    if (DraftedColumns.isLookedUp(column)) {
      settings.append(", vector: ").append(DraftedColumns.vector(column));
      settings.append(hasRare(column) ? ", min_rows: " + FEW_ROWS : "");
    }
    if (hasRobustScale(column)) {
      settings.append(", scaling: robust");
    }
    boolean fillable =
        Set.of(Verdict.NUMERIC, Verdict.DATE, Verdict.BOOLEAN, Verdict.CATEGORICAL)
            .contains(column.verdict());
    boolean told = fillable && column.missing() > MISSING_TO_TELL * survey.rows();
    return settings.append(told ? ", was_missing: true" : "").toString();
  }

  /** Quartiles take memory for all cells, so the largest tables go without. */
  private boolean hasRobustScale(ColumnSurvey column) {
    return column.verdict() == Verdict.NUMERIC
        && survey.rows() <= MOST_SORTED
        && column.hasLongTails();
  }

  /** Whether so many values stand in a few rows only that they are better learnt together. */
  private static boolean hasRare(ColumnSurvey column) {
    boolean someAreFrequent = column.rarer(4 * FEW_ROWS) < 1;
    return someAreFrequent && column.rarer(FEW_ROWS) >= 0.05;
  }

  private String evidence(ColumnSurvey column) {
    String missing =
        column.missing() == 0
            ? ""
            : String.format(
                Locale.ROOT, ", %.1f %% missing", 100.0 * column.missing() / survey.rows());
    String distinct =
        String.format(Locale.ROOT, "%,d%s values", column.distinct(), column.more() ? "+" : "");
    if (columns.leaks().containsKey(column.name())) {
      return String.format(
          Locale.ROOT,
          "tells the label of %.2f %% of the rows by itself: a leak? Remove this line if it is known"
              + " before the label",
          100 * columns.leaks().get(column.name()));
    }
    return switch (column.verdict()) {
      case CONSTANT ->
          column.distinct() == 0 ? "no values" : "the same value in every row" + missing;
      case IDENTIFIER -> distinct + ", another in each row: an identifier" + missing;
      case IMAGE ->
          String.format(
              Locale.ROOT,
              "%,d images, most of %s%s",
              column.distinct(),
              column.images().sizes(),
              missing);
      case NUMERIC ->
          number(column.min())
              + " to "
              + number(column.max())
              + ", "
              + distinct
              + missing
              + (hasRobustScale(column) ? ", a few far from the rest" : "");
      case TEXT ->
          String.format(Locale.ROOT, "%s, %.1f words each%s", distinct, column.words(), missing);
      case DATE -> column.dateRange() + missing;
      case BOOLEAN, CATEGORICAL ->
          distinct
              + ": "
              + examples(column)
              + missing
              + (!DraftedColumns.isLookedUp(column)
                  ? ""
                  : "; a learnt vector each, as long as so many values need"
                      + (hasRare(column) ? ", those in a single row share one" : ""));
    };
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? String.format(Locale.ROOT, "%,d", (long) value)
        : String.format(Locale.ROOT, "%.4g", value);
  }

  private static String examples(ColumnSurvey column) {
    return column.values().keySet().stream()
            .limit(MOST_VALUES)
            .map(ConfigDraft::oneLine)
            .collect(Collectors.joining(", "))
        + (column.distinct() > MOST_VALUES ? ", ..." : "");
  }

  /** A value within a comment. */
  static String oneLine(String value) {
    String text = value.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]+", " ");
    return text.length() > 20 ? text.substring(0, 20) + "..." : text;
  }

  /** A word of YAML; in quotes where it would be read as something else. */
  static String word(String text) {
    boolean path = text.matches("[\\p{L}_./][\\p{L}\\p{N}_./-]*");
    return (PLAIN.matcher(text).matches() || path) && !SPECIAL.matcher(text).matches()
        ? text
        : YamlText.quoted(text);
  }
}
