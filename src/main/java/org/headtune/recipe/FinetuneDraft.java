package org.headtune.recipe;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.artifact.ModelCard;
import org.headtune.artifact.MultiLabel;
import org.headtune.data.ColumnSurvey;
import org.headtune.data.FittedColumn;
import org.headtune.data.Survey;

/** Writes a config that goes on from a model with the rows of another table. */
final class FinetuneDraft {
  private static final int SMALL_BATCH = 16;
  private static final int BATCH = 32;
  private static final int FEW_ROWS = 1_000;

  private final ModelCard card;
  private final Survey survey;
  private final DraftedColumns columns;
  private final CommentedLines lines = new CommentedLines();

  private FinetuneDraft(ModelCard card, Survey survey, DraftedColumns columns) {
    this.card = card;
    this.survey = survey;
    this.columns = columns;
  }

  /** The label column: the one that is asked for, else the model's own, if the table has it. */
  static Optional<String> label(ModelCard card, Survey survey, Optional<String> wanted) {
    return wanted.or(
        () ->
            Optional.ofNullable(card.label())
                .filter(name -> survey.columns().stream().anyMatch(c -> c.name().equals(name))));
  }

  /**
   * The text of the config.
   *
   * @param model that training starts from
   * @param run the run folder
   * @throws UserError if the table lacks columns that the model reads
   */
  static String text(
      Path model,
      ModelCard card,
      Survey survey,
      DraftedColumns columns,
      Optional<Path> test,
      String run) {
    FinetuneDraft draft = new FinetuneDraft(card, survey, columns);
    draft.requireColumns();
    draft.write(model, test, run);
    return draft.lines.text();
  }

  private Set<String> read() {
    Set<String> read = new LinkedHashSet<>();
    card.columns().columns().stream().map(FittedColumn::name).forEach(read::add);
    return read;
  }

  private void requireColumns() {
    if (survey.image().isPresent()) {
      return; // images have no names; their shape is looked at by `check`
    }
    List<String> found = survey.columns().stream().map(ColumnSurvey::name).toList();
    List<String> absent = read().stream().filter(name -> !found.contains(name)).toList();
    if (!absent.isEmpty()) {
      throw new UserError(
          ExitCode.DATA,
          Place.of(survey.file().toString(), 1),
          "the model reads "
              + Init.names(absent)
              + (absent.size() == 1 ? ", a column" : ", columns")
              + " that this file does not have; it has "
              + Init.names(found));
    }
  }

  private void write(Path model, Optional<Path> test, String run) {
    HeldOut heldOut = HeldOut.of(survey, columns, test.isPresent());
    lines.line("# Written by `headtune init`; it trains as it is: headtune finetune CONFIG");
    lines.line(
        "from: " + ConfigDraft.word(model.toString()),
        String.format(
            Locale.ROOT,
            "%,d classes, %,d columns; their preprocessing is the model's",
            card.classes().size(),
            read().size()));
    DataDraft.write(lines, survey, columns, test, heldOut);
    Optional.ofNullable(card.multiLabel())
        .map(MultiLabel::separator)
        .ifPresent(
            mark ->
                lines.line(
                    "  label_separator: " + ConfigDraft.word(mark), "as in the data of the model"));
    unread();
    lines.line("finetune:");
    lines.line(
        "  freeze: none",
        "all layers learn, from the model's weights: better than a new head alone, above all with few"
            + " rows");
    labels();
    int rows = heldOut.rows();
    lines.line("training:");
    if (heldOut.validation()) {
      lines.line("  epochs: 30", "fewer if it stops improving");
    } else {
      lines.line("  epochs: 20", "no rows tell when to stop");
    }
    lines.line("  batch_size: " + (rows < FEW_ROWS ? SMALL_BATCH : BATCH));
    lines.line("  seed: 42");
    lines.line(
        "  optimizer: {type: adam, learning_rate: 0.0005}",
        "smaller steps than from random weights, so that what was learnt is not lost at once");
    lines.line("  schedule: {type: cosine}", "small steps at the end");
    if (heldOut.validation()) {
      lines.line("  early_stopping: {monitor: validation_loss, patience: 5}");
    }
    lines.line("output: " + ConfigDraft.word(run));
  }

  private void unread() {
    Set<String> read = read();
    List<String> others =
        columns.features().stream()
            .map(ColumnSurvey::name)
            .filter(name -> !read.contains(name))
            .toList();
    if (!others.isEmpty()) {
      lines.line("  # not read by the model: " + Text.printable(Init.names(others)));
    }
  }

  /** Which classes the new model has, as the labels of the table and of the model suggest. */
  private void labels() {
    Set<String> found = found();
    Set<String> added = new LinkedHashSet<>(found);
    added.removeAll(card.classes());
    long gone = card.classes().stream().filter(name -> !found.contains(name)).count();
    if (found.isEmpty()) {
      lines.line("  labels: data", "the classes of the new rows");
    } else if (added.size() == found.size()) {
      lines.line("  labels: data", "none of them is a class of the model, which gets a new head");
    } else if (!added.isEmpty()) {
      lines.line(
          "  labels: union",
          String.format(
              Locale.ROOT,
              "the model's classes and %,d new ones; `data` keeps those of the new rows alone",
              added.size()));
    } else if (gone > 0) {
      lines.line(
          "  labels: keep",
          String.format(
              Locale.ROOT,
              "the model's classes, though %,d of them have no rows here; `data` drops these",
              gone));
    } else {
      lines.line("  labels: keep", "the same classes as the model's");
    }
  }

  private Set<String> found() {
    Set<String> found = new LinkedHashSet<>();
    columns
        .label()
        .ifPresent(
            label -> label.values().keySet().stream().flatMap(this::members).forEach(found::add));
    return found;
  }

  private Stream<String> members(String cell) {
    return card.labelSeparator()
        .map(mark -> Arrays.stream(cell.split(Pattern.quote(mark))))
        .orElse(Stream.of(cell))
        .map(String::strip)
        .filter(name -> !name.isEmpty());
  }
}
