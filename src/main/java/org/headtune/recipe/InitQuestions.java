package org.headtune.recipe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.headtune.Text;
import org.headtune.data.ColumnSurvey;
import org.headtune.data.ColumnSurvey.Verdict;
import org.headtune.data.Survey;

/** Asks a person what a table alone does not tell. */
final class InitQuestions {
  /** Whole numbers of so few values may be names of things. */
  private static final int MOST_CODES = 12;

  private final Init.Asker asker;

  InitQuestions(Init.Asker asker) {
    this.asker = asker;
  }

  /** The label column, asked for until the table has it. */
  String label(Survey survey) {
    List<String> names = survey.columns().stream().map(ColumnSurvey::name).toList();
    Optional<String> guess = DraftedColumns.guess(survey).map(ColumnSurvey::name);
    String question =
        "Which column is the label?" + guess.map(name -> " [" + name + "]").orElse("");
    String answer = asker.ask(question);
    while (!names.contains(answer) && !(answer.isEmpty() && guess.isPresent())) {
      answer = asker.ask("One of " + Text.printable(Init.names(names)) + ":");
    }
    return answer.isEmpty() ? guess.orElseThrow() : answer;
  }

  /** What becomes of features that are doubtful. */
  DraftedColumns features(Survey survey, DraftedColumns columns) {
    Map<String, Double> leaks = new LinkedHashMap<>(columns.leaks());
    for (ColumnSurvey column : columns.features()) {
      String name = "Column " + Text.quoted(column.name());
      if (leaks.containsKey(column.name())) {
        String told =
            String.format(
                Locale.ROOT,
                "%s tells the label of %.2f %% of the rows by itself. Leave it out?",
                name,
                100 * leaks.get(column.name()));
        if (!agrees(told)) {
          leaks.remove(column.name());
        }
      } else if (column.verdict() == Verdict.IDENTIFIER) {
        if (!agrees(name + " has another value in each row. Leave it out?")) {
          column.takeFor(column.isNumeric() ? Verdict.NUMERIC : Verdict.TEXT);
        }
      } else if (isCode(column) && !agrees(name + question(column))) {
        column.takeFor(Verdict.CATEGORICAL);
      }
    }
    return columns.withLeaks(leaks);
  }

  private static boolean isCode(ColumnSurvey column) {
    return column.verdict() == Verdict.NUMERIC
        && column.distinct() <= MOST_CODES
        && !column.more()
        && column.min() == Math.rint(column.min())
        && column.max() == Math.rint(column.max());
  }

  private static String question(ColumnSurvey column) {
    return String.format(
        Locale.ROOT,
        " holds %d numbers from %.0f to %.0f. Is more of it more (and no code for something)?",
        column.distinct(),
        column.min(),
        column.max());
  }

  /** Yes is what an empty answer says. */
  private boolean agrees(String question) {
    String answer = asker.ask(question + " [Y/n]").toLowerCase(Locale.ROOT);
    while (!List.of("", "y", "yes", "n", "no").contains(answer)) {
      answer = asker.ask("y or n? [Y/n]").toLowerCase(Locale.ROOT);
    }
    return !answer.startsWith("n");
  }
}
