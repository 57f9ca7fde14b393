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
  private final boolean labelled;
  private final double validationShare;
  private final double testShare;
  private final List<String> notes = new ArrayList<>();
  private Optional<Folds> folds = Optional.empty();

  /**
   * @param labelled whether rows have labels that matter
   */
  Splitting(DataConfig data, InputFile file, boolean labelled) {
    this.data = data;
    this.file = file;
    this.labelled = labelled;
    boolean byFold = data.crossValidation().isPresent();
    validationShare = data.validation().isPresent() || byFold ? 0 : data.validationSplit();
    testShare = data.test().isPresent() ? 0 : data.testSplit().orElse(0.0);
  }

  /**
   * The part of each row; reads the file once more if a column says it. In a cross-validation, all
   * rows but the test rows are training rows; when a fold is held out, its rows are the test rows
   * and the others' test rows are left out.
   *
   * @throws UserError naming cells that say nothing, and classes without training rows
   */
  Part[] parts(RowLabels labels, ClassNames classes, long seed, Optional<Fold> fold) {
    Optional<SplitRule> rule = data.split().map(by -> read(by, labels));
    Part[] parts =
        rule.map(by -> byRule(by, labels, classes, seed))
            .orElseGet(
                () ->
                    new Split(validationShare, testShare)
                        .parts(file.name(), labels, classes, seed));
    if (data.crossValidation().isEmpty()) {
      return parts;
    }
    Optional<GroupParts> groups =
        rule.filter(GroupParts.class::isInstance).map(GroupParts.class::cast);
    RowLabels dealt = training(labels, parts);
    Folds dealing =
        new Folds(
            file.name(),
            data.crossValidation().get(),
            dealt,
            classes,
            data.validationSplit(),
            seed,
            groups);
    folds = Optional.of(dealing);
    if (fold.isPresent()) {
      return dealing.parts(fold.get().number());
    }
    for (int number = 1; number <= data.crossValidation().get(); number++) {
      // Every fold can be trained, or none is begun.
      expectTraining("its fold is held out", dealing.parts(number), dealt, classes);
    }
    notes.add(dealing.note());
    return parts;
  }

  /** What the split has come to, where it is worth a line. */
  List<String> notes() {
    return notes;
  }

  /** The fold of a row from 1; 0 for a row of none. */
  int foldOf(int row) {
    return folds.map(dealt -> dealt.of(row)).orElse(0);
  }

  private SplitRule read(SplitConfig by, RowLabels labels) {
    SplitRule rule = rule(by);
    Faults faults = new Faults();
    file.read(new Faults(), source -> cells(source, by, rule, labels, faults));
    faults.throwIfAny(file.name());
    return rule;
  }

  private Part[] byRule(SplitRule rule, RowLabels labels, ClassNames classes, long seed) {
    SplitConfig by = data.split().orElseThrow();
    Split.expectTwo(file.name(), labels.sets().counts(labels.ofRow(), classes.size()), classes);
    Part[] parts = rule.parts(labels, classes, seed);
    expectNoOther(by, parts, Part.TEST, data.test(), "test", "data.test names a file of them");
    expectNoOther(
        by,
        parts,
        Part.VALIDATION,
        data.validation(),
        "validation",
        "data.validation names a file of them");
    expectNoOther(
        by,
        parts,
        Part.VALIDATION,
        data.crossValidation(),
        "validation",
        "in a cross-validation each fold has its own");
    expectTraining(
        "rows are split by the " + by.key() + " " + Text.quoted(by.name()), parts, labels, classes);
    rule.note().ifPresent(notes::add);
    return parts;
  }

  /** The labels of the training rows; the others have none. */
  private static RowLabels training(RowLabels labels, Part[] parts) {
    int[] ofTraining = labels.ofRow().clone();
    for (int row = 0; row < parts.length; row++) {
      ofTraining[row] = parts[row] == Part.TRAIN ? ofTraining[row] : Profiling.LEFT_OUT;
    }
    return new RowLabels(ofTraining, labels.sets());
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
    } else if (labelled && index == Labels.index(data, source)) {
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
      SplitConfig by, Part[] parts, Part part, Optional<?> other, String name, String why) {
    if (other.isPresent() && Arrays.asList(parts).contains(part)) {
      throw new UserError(
          ExitCode.DATA,
          Place.of(file.name()),
          "the column "
              + Text.quoted(by.name())
              + " of data.split names %s rows, and %s; remove one".formatted(name, why));
    }
  }

  /** A class that is only judged can never be right. */
  private void expectTraining(String when, Part[] parts, RowLabels labels, ClassNames classes) {
    int[] all = labels.sets().counts(labels.ofRow(), classes.size());
    RowLabels trained = training(labels, parts);
    int[] training = trained.sets().counts(trained.ofRow(), classes.size());
    List<String> lacking = new ArrayList<>();
    for (int k = 0; k < all.length; k++) {
      if (all[k] > 0 && training[k] == 0) {
        lacking.add(classes.names().get(k));
      }
    }
    if (!lacking.isEmpty()) {
      throw new UserError(
          ExitCode.DATA,
          Place.of(file.name()),
          Names.of("class", lacking)
              + (lacking.size() == 1 ? " has" : " have")
              + " no training row when "
              + when
              + "; hold out fewer rows, or leave the class out");
    }
  }
}
