package org.headtune.recipe;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.headtune.config.TextEncoding;
import org.headtune.config.YamlText;
import org.headtune.data.ColumnSurvey;
import org.headtune.data.Survey;

/** Writes where the rows stand, how they are spelt and which column is the label. */
final class DataDraft {
  private static final int MOST_VALUES = 4;

  private DataDraft() {}

  /** Begins the section {@code data}. */
  static void write(
      CommentedLines lines,
      Survey survey,
      DraftedColumns columns,
      Optional<Path> test,
      HeldOut heldOut) {
    lines.line("data:");
    lines.line(
        "  train: " + ConfigDraft.word(survey.file().toString()),
        String.format(Locale.ROOT, "%,d rows", survey.rows()));
    if (test.isPresent()) {
      lines.line("  test: " + ConfigDraft.word(test.get().toString()));
    } else if (heldOut.test()) {
      lines.line("  test_split: " + HeldOut.TEST_SHARE, "held out, never trained on");
    }
    lines.line("  validation_split: " + (heldOut.validation() ? "0.1" : "0"), heldOut.why());
    if (columns.label().isEmpty()) {
      return;
    }
    if (!survey.header()) {
      lines.line("  header: false", "the first row looks like the others; columns are c1, c2, ...");
    }
    if (survey.spelling().encoding() == TextEncoding.LATIN_1) {
      lines.line("  encoding: latin_1");
    }
    if (survey.spelling().trim()) {
      lines.line("  trim: true", "blanks stand around the cells");
    }
    if (survey.spelling().decimalComma()) {
      lines.line("  decimal_comma: true", "numbers are written as 1.234,5");
    }
    label(lines, columns, columns.label().get());
  }

  private static void label(CommentedLines lines, DraftedColumns columns, ColumnSurvey label) {
    String classes =
        label.values().entrySet().stream()
            .limit(MOST_VALUES)
            .map(
                value ->
                    String.format(
                        Locale.ROOT,
                        "%s %,d",
                        ConfigDraft.oneLine(value.getKey()),
                        value.getValue()))
            .collect(Collectors.joining(", "));
    lines.line(
        "  label: " + ConfigDraft.word(label.name()),
        classes + (label.distinct() > MOST_VALUES ? ", ... " + label.distinct() + " classes" : ""));
    if (!columns.aliases().isEmpty()) {
      lines.line(
          "  label_aliases: {"
              + columns.aliases().entrySet().stream()
                  .map(
                      alias ->
                          YamlText.quoted(alias.getKey())
                              + ": "
                              + YamlText.quoted(alias.getValue()))
                  .collect(Collectors.joining(", "))
              + "}",
          "the test file writes them differently");
    }
  }
}
