package org.headtune.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.headtune.Text;
import org.headtune.config.Checked.Conflict;
import org.headtune.config.DataConfig.MissingPolicy;

/** What is said of cells that cannot go together. */
final class CellConflicts {
  private CellConflicts() {}

  static List<Conflict> of(DataConfig data) {
    List<Conflict> conflicts = new ArrayList<>();
    boolean quoted = data.quote() == QuoteMark.SINGLE && data.delimiter().equals(Optional.of("'"));
    if (data.delimiter().isPresent() && (quoted || !data.delimiter().get().matches("[^\"\r\n]"))) {
      conflicts.add(
          new Conflict(
              "delimiter",
              "is %s; expected one character, not a quote or a line break"
                  .formatted(Text.quoted(data.delimiter().get()))));
    }
    if (data.labelSeparator().isPresent()
        && !data.labelSeparator().get().matches("[^\"\r\n]{1,16}")) {
      conflicts.add(
          new Conflict(
              "label_separator",
              "is %s; expected 1 to 16 characters, no quote and no line break"
                  .formatted(Text.quoted(data.labelSeparator().get()))));
    }
    if (data.missing() == MissingPolicy.CONSTANT) {
      conflicts.add(
          new Conflict(
              "missing",
              "is constant, which needs a value; expected it in data.columns: give it per column"));
    }
    boolean told =
        data.wasMissing()
            || data.columns().values().stream().anyMatch(c -> c.wasMissing().orElse(false));
    if (told && (data.image().isPresent() || data.sequence().isPresent())) {
      conflicts.add(
          new Conflict(
              "was_missing",
              "stands beside data.%s, which has no room for other inputs; expected false: remove it"
                  .formatted(data.image().isPresent() ? "image" : "sequence")));
    } else if (data.wasMissing()
        && !data.missing().fills()
        && data.columns().values().stream().noneMatch(CellConflicts::fills)) {
      conflicts.add(
          new Conflict(
              "was_missing",
              "has no use where nothing takes the place of a missing cell; expected another"
                  + " `missing` than fail and drop_row beside it, such as median"));
    }
    if (data.image().isPresent() && data.sequence().isPresent()) {
      conflicts.add(
          new Conflict("sequence", "stands beside data.image; expected one of them: remove one"));
    }
    if (data.sequence().isPresent() && data.missing() == MissingPolicy.DROP_ROW) {
      conflicts.add(
          new Conflict(
              "missing",
              "is drop_row, but in a sequence of columns missing cells at the end are steps that are"
                  + " not there; expected another policy for the cells between: set fail, or mean"));
    }
    data.label()
        .map(data.columns()::get)
        .filter(CellConflicts::isInput)
        .ifPresent(
            column ->
                conflicts.add(
                    new Conflict(
                        "label",
                        ("is %s, for which data.columns has settings of an input; expected `missing`"
                                + " of them alone: remove the others")
                            .formatted(Text.quoted(data.label().get())))));
    return conflicts;
  }

  /** Whether more is said of a column than what becomes of rows without a cell in it. */
  private static boolean isInput(ColumnConfig column) {
    return Stream.of(
            column.type(),
            column.constant(),
            column.scaling(),
            column.separator(),
            column.features(),
            column.length(),
            column.text(),
            column.words(),
            column.tokens(),
            column.image(),
            column.pattern(),
            column.vector(),
            column.minRows(),
            column.wasMissing())
        .anyMatch(Optional::isPresent);
  }

  private static boolean fills(ColumnConfig column) {
    return column.missing().filter(MissingPolicy::fills).isPresent();
  }
}
