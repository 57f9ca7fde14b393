package org.headtune.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.headtune.Text;

/** The section {@code data.split}. */
@Meaning(
    "a column of `train` that says which rows are held out, in place of chance; `column`, `group` or"
        + " `time`. It is no input of the network, unless data.columns gives the type of a group or"
        + " time column")
public record SplitConfig(
    @Key(
            "the column that says what each row serves for: train, validation (or valid, val, dev) or"
                + " test, in any case")
        Optional<String> column,
    @Key(
            "the column that names the group of each row, such as a patient: no group stands in two"
                + " parts, whose shares are as near to those asked for as groups allow")
        Optional<String> group,
    @Key(
            "the column of dates or numbers by which rows are ordered: the last rows are the test rows,"
                + " those before them the validation rows; rows of one time stay together")
        Optional<String> time,
    @Key(
            "how the dates of `time` are written, in the letters of java.time, such as `dd.MM.yyyy`; ISO"
                + " 8601 if absent")
        Optional<String> pattern)
    implements Checked {

  @Override
  public List<Conflict> conflicts() {
    List<Conflict> conflicts = new ArrayList<>();
    long named = Stream.of(column, group, time).filter(Optional::isPresent).count();
    if (named != 1) {
      conflicts.add(
          new Conflict(
              named == 0 ? "column" : column.isPresent() && group.isPresent() ? "group" : "time",
              named == 0
                  ? "is not set, nor is group or time; expected one of them: name a column"
                  : "stands beside another kind of split; expected one of column, group and time:"
                      + " remove the others"));
    }
    if (pattern.isPresent() && time.isEmpty()) {
      conflicts.add(
          new Conflict("pattern", "has no use; expected `time` beside it, or no such key"));
    }
    try {
      pattern.ifPresent(DatePattern::formatter);
    } catch (IllegalArgumentException e) {
      conflicts.add(
          new Conflict(
              "pattern",
              "is %s, which is no pattern of dates: %s; expected one such as dd.MM.yyyy or MM/dd/yyyy"
                      .formatted(Text.quoted(pattern.orElseThrow()), Text.printable(e.getMessage()))
                  + " HH:mm"));
    }
    return conflicts;
  }

  /** The column that is named. */
  public String name() {
    return column.or(() -> group).or(() -> time).orElseThrow();
  }

  /** The key that names it. */
  public String key() {
    return column.isPresent() ? "column" : group.isPresent() ? "group" : "time";
  }

  /** Whether a column serves for the split alone and is no input. */
  boolean takes(String other, Map<String, ColumnConfig> columns) {
    return other.equals(name())
        && Optional.ofNullable(columns.get(other)).flatMap(ColumnConfig::type).isEmpty();
  }
}
