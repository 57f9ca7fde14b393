package org.headtune.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.config.ColumnConfig;
import org.headtune.config.DataConfig;
import org.headtune.config.SplitConfig;
import org.headtune.data.Split.Part;

/** Splits the rows of the training file as the config asks: by chance, or by a column. */
final class Splitting {
  private final DataConfig data;
  private final InputFile file;
  private final double validationShare;
  private final double testShare;
  private Optional<String> note = Optional.empty();

  Splitting(DataConfig data, InputFile file) {
    this.data = data;
    this.file = file;
    validationShare = data.validation().isPresent() ? 0 : data.validationSplit();
    testShare = data.test().isPresent() ? 0 : data.testSplit().orElse(0.0);
  }

  /**
   * The part of each row; reads the file once more if a column says it.
   *
   * @throws UserError naming cells that say nothing, and classes without training rows
   */
  Part[] parts(RowLabels labels, ClassNames classes, long seed) {
    if (data.split().isEmpty()) {
      return new Split(validationShare, testShare).parts(file.name(), labels, classes, seed);
    }
    SplitConfig by = data.split().get();
    SplitRule rule = rule(by);
    Faults faults = new Faults();
    file.read(new Faults(), source -> cells(source, by, rule, labels, faults));
    faults.throwIfAny(file.name());
    Part[] parts = rule.parts(labels, classes, seed);
    expectNoOther(by, parts, Part.TEST, data.test(), "test");
    expectNoOther(by, parts, Part.VALIDATION, data.validation(), "validation");
    expectTraining(by, parts, labels, classes);
    note = rule.note();
    return parts;
  }

  /** What the split has come to, where it is worth a line. */
  Optional<String> note() {
    return note;
  }

  private SplitRule rule(SplitConfig by) {
    if (by.column().isPresent()) {
      return new NamedParts(file.name(), by.name(), validationShare);
    } else if (by.group().isPresent()) {
      return new GroupParts(file.name(), by.name(), validationShare, testShare);
    }
    return new TimeParts(
        file.name(),
        by.name(),
        by.pattern()
            .or(
                () ->
                    Optional.ofNullable(data.columns().get(by.name()))
                        .flatMap(ColumnConfig::pattern))
            .map(DateFormat::of)
            .orElse(DateFormat.ISO),
        validationShare,
        testShare);
  }

  private Consumer<Row> cells(
      RowSource source, SplitConfig by, SplitRule rule, RowLabels labels, Faults faults) {
    int index = index(by, source);
    TextTable tokens = TextTable.of(data.missingTokens());
    int[] read = {0};
    return row -> {
      int number = read[0]++;
      if (labels.ofRow()[number] >= 0) {
        String fault =
            row.missing(index, tokens)
                ? "the cell is missing, and data.split needs it; fill it, or set the column's `missing`"
                    + " to drop_row"
                : rule.take(number, row, index);
        if (fault != null) {
          faults.add(
              new Place(source.file(), row.line(), index + 1),
              "column " + Text.quoted(by.name()) + ": " + fault);
        }
      }
    };
  }

  private int index(SplitConfig by, RowSource source) {
    int index = source.columns().indexOf(by.name());
    Place place = Place.of(source.file(), source.shape().isPresent() ? 0 : 1);
    if (source.shape().isPresent()) {
      throw new UserError(
          ExitCode.DATA, place, "is an IDX file, without a column to split by; remove data.split");
    } else if (index < 0) {
      throw new UserError(
          ExitCode.DATA,
          place,
          "no column "
              + Text.quoted(by.name())
              + " for data.split; the file has the "
              + Names.of("column", source.columns()));
    } else if (index == Labels.index(data, source)) {
      throw new UserError(
          ExitCode.DATA,
          place,
          "data.split names the label column "
              + Text.quoted(by.name())
              + "; name another one, or remove the key");
    }
    return index;
  }

  private void expectNoOther(
      SplitConfig by, Part[] parts, Part part, Optional<String> other, String name) {
    if (other.isPresent() && Arrays.asList(parts).contains(part)) {
      throw new UserError(
          ExitCode.DATA,
          Place.of(file.name()),
          "the column "
              + Text.quoted(by.name())
              + " of data.split names %s rows, and data.%s names a file of them; remove one"
                  .formatted(name, name));
    }
  }

  /** A class that is only judged can never be right. */
  private void expectTraining(SplitConfig by, Part[] parts, RowLabels labels, ClassNames classes) {
    int[] all = labels.sets().counts(labels.ofRow(), classes.size());
    int[] ofTraining = labels.ofRow().clone();
    for (int row = 0; row < parts.length; row++) {
      ofTraining[row] = parts[row] == Part.TRAIN ? ofTraining[row] : Profiling.LEFT_OUT;
    }
    int[] training = labels.sets().counts(ofTraining, classes.size());
    List<String> lacking = new ArrayList<>();
    for (int k = 0; k < all.length; k++) {
      if (all[k] > 0 && training[k] == 0) {
        lacking.add(classes.names().get(k));
      }
    }
    Split.expectTwo(file.name(), all, classes);
    if (!lacking.isEmpty()) {
      throw new UserError(
          ExitCode.DATA,
          Place.of(file.name()),
          Names.of("class", lacking)
              + (lacking.size() == 1 ? " has" : " have")
              + " no training row when rows are split by the "
              + by.key()
              + " "
              + Text.quoted(by.name())
              + "; smaller shares leave more rows for training, or leave the class out");
    }
  }
}
