package org.headtune.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.headtune.Text;
import org.headtune.config.Checked.Conflict;
import org.headtune.config.DataConfig.ColumnType;
import org.headtune.config.DataConfig.FileFormat;

/** Which ways to hold rows out cannot go together. */
final class SplitConflicts {
  private final DataConfig data;
  private final List<Conflict> conflicts = new ArrayList<>();

  SplitConflicts(DataConfig data) {
    this.data = data;
  }

  List<Conflict> found() {
    data.split().ifPresent(this::split);
    if (data.crossValidation().isPresent()) {
      folds();
    }
    return conflicts;
  }

  private void split(SplitConfig by) {
    boolean nothing =
        (data.validation().isPresent() || data.validationSplit() == 0)
            && (data.test().isPresent() || data.testSplit().isEmpty())
            && data.crossValidation().isEmpty();
    if (by.column().isPresent() && data.testSplit().isPresent()) {
      conflicts.add(
          new Conflict(
              "test_split",
              "stands beside data.split.column, which says by itself which rows are test rows;"
                  + " expected one of them: remove one"));
    } else if (by.column().isEmpty() && nothing) {
      conflicts.add(
          new Conflict(
              "split",
              "has nothing to hold out; expected a share for it: set data.test_split or"
                  + " data.validation_split, or remove the key"));
    }
    if (data.format() == FileFormat.IDX) {
      conflicts.add(
          new Conflict(
              "split",
              "names a column, and IDX images have none; expected no such key: remove it"));
    }
    Optional<ColumnType> type =
        by.column()
            .map(data.columns()::get)
            .flatMap(ColumnConfig::type)
            .filter(t -> t != ColumnType.IGNORE);
    if (type.isPresent()) {
      conflicts.add(
          new Conflict(
              "split.column",
              "is %s, of which data.columns says that it is an input (%s), and an input that tells the"
                      .formatted(
                          Text.quoted(by.column().orElseThrow()), Declaration.word(type.get()))
                  + " split would be of no use on new rows; expected no type for it: remove it"));
    }
  }

  private void folds() {
    String reason =
        data.validation().isPresent()
            ? "stands beside data.validation, and each fold has validation rows of its own; expected"
                + " one of them: remove one (validation_split says their share)"
            : data.split().flatMap(SplitConfig::time).isPresent()
                ? "stands beside data.split.time, and folds would train on rows that are later than"
                    + " those they are measured on; expected one of them: remove one"
                : data.labelSeparator().isPresent()
                    ? "is for rows of one class, and with data.label_separator rows may have several;"
                        + " expected one of them: remove one"
                    : "";
    if (!reason.isEmpty()) {
      conflicts.add(new Conflict("cross_validation", reason));
    }
  }
}
