package org.headtune.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.config.DataConfig;
import org.headtune.config.SplitConfig;

/** The way from files to encoded examples: profile, split, fit, encode. */
final class Preparation {
  private final DataConfig data;
  private final Optional<Inherited> inherited;
  private final RowStorage storage;
  private final Optional<Fold> fold;
  private final boolean labelled;
  private final Layout layout;
  private final List<String> notes = new ArrayList<>();
  private final List<String> dropped = new ArrayList<>(); // notes on validation and test rows
  private final List<SourceFile> files = new ArrayList<>();
  private final Images images = Images.kept();
  private final List<UserError.Fault> faults = new ArrayList<>();
  private final RowParts rows;

  /**
   * @param fold of a cross-validation that is held out
   * @param labelled whether rows have labels that matter
   */
  Preparation(
      DataConfig data,
      Optional<Inherited> inherited,
      Optional<Fold> fold,
      boolean labelled,
      RowStorage storage) {
    this.data = data;
    this.inherited = inherited;
    this.fold = fold;
    this.labelled = labelled;
    this.storage = storage;
    layout = Layout.of(data);
    rows = new RowParts(data.split().map(SplitConfig::name));
  }

  /** What the training file holds, its rows not yet encoded. */
  @SuppressWarnings("ArrayRecordComponent") // a plain carrier; nobody compares or prints it
  private record Training(
      Profiling profiling,
      ClassNames classes,
      RowLabels labels,
      Split.Part[] parts,
      FittedColumns columns) {

    String label() {
      return profiling.labelName();
    }
  }

  Prepared prepare(long seed) {
    InputFile file = new InputFile(data.train(), data.trainLabels(), layout, labelled);
    Optional<Training> fitted = checked(file, told -> training(file, seed, told));
    Optional<Examples> validation =
        data.validation()
            .flatMap(
                names ->
                    labelled(names, data.validationLabels(), Split.Part.VALIDATION, fitted, file));
    Optional<Examples> test =
        data.test()
            .filter(names -> fold.isEmpty())
            .flatMap(names -> labelled(names, data.testLabels(), Split.Part.TEST, fitted, file));
    if (!faults.isEmpty()) {
      throw new UserError(ExitCode.DATA, faults);
    }
    Training training = fitted.orElseThrow();
    TrainingRows.EncodedParts encoded = encoded(file, training);
    images.sum().ifPresent(files::add);
    noteCut(file.name(), encoded.cut(), training.columns);
    TableProfile profile = training.profiling.profile();
    training.profiling.severalClasses().ifPresent(notes::add);
    notes.addAll(Notes.of(data, training.columns, profile, training.classes));
    notes.addAll(dropped);
    return new Prepared(
        encoded.of(Split.Part.TRAIN, training.labels.sets()),
        validation.orElseGet(() -> encoded.of(Split.Part.VALIDATION, training.labels.sets())),
        test.orElseGet(() -> encoded.of(Split.Part.TEST, training.labels.sets())),
        training.columns,
        training.classes,
        training.label(),
        layout,
        profile,
        notes,
        files,
        rows);
  }

  /** The training rows as an earlier run has left them, or by one more pass over the file. */
  private TrainingRows.EncodedParts encoded(InputFile file, Training training) {
    try (TrainingRows encoded =
        new TrainingRows(
            storage,
            file,
            layout,
            training.columns,
            training.parts,
            training.labels,
            images,
            mayBeFound(training.columns))) {
      return encoded
          .stored()
          .or(encoded::shared)
          .or(() -> encoded.encoded(training.profiling))
          .orElseGet(() -> pass(file, new Faults(), encoded::encoding).parts());
    }
  }

  /** Whether a later run may find the encoded rows: if it will ask for them, and can tell them. */
  private boolean mayBeFound(FittedColumns columns) {
    boolean images = columns.columns().stream().anyMatch(FittedColumn.Image.class::isInstance);
    return fold.isEmpty() && (isFitted() || !images); // fitting has read all images
  }

  /** Looks at a file; what is wrong with it is kept, so that the other files are looked at, too. */
  private <T> Optional<T> checked(InputFile file, Function<Faults, Optional<T>> work) {
    Faults own = new Faults();
    Optional<T> result = Optional.empty();
    try {
      result = work.apply(own);
      files.addAll(file.files());
    } catch (UserError e) {
      if (e.exitCode() != ExitCode.DATA) {
        throw e;
      }
      own.add(e);
    }
    faults.addAll(own.shown(file.name()));
    return result;
  }

  private Optional<Training> training(InputFile file, long seed, Faults told) {
    Profiling profiling = pass(file, told, source -> profiling(source, told));
    TableProfile profile = profiling.profile();
    ClassNames found = profiling.classes();
    ClassNames classes = inherited.map(from -> from.classes().apply(found)).orElse(found);
    RowLabels labels = profiling.labels(classes);
    List<ColumnPlan> plans;
    Split.Part[] parts;
    Splitting splitting = new Splitting(data, file, labelled);
    try {
      expectRows(profile, profiling.dropped());
      plans =
          inherited
              .map(from -> from.plans(data, profile))
              .orElseGet(() -> Plans.of(data, profile, profiling.labelName()));
      parts = splitting.parts(labels, classes, seed, fold);
      notes.addAll(splitting.notes());
    } catch (UserError e) {
      if (told.none()) {
        throw e;
      }
      return Optional.empty(); // the rows that are not at fault are not the whole table
    }
    notes.addAll(profiling.notes());
    notes.addAll(Notes.blank(file.name(), profiling.blank()));
    noteDropped(notes, file.name(), profiling.dropped());
    rows.add(profiling.places(), row -> parts[row], splitting::foldOf);
    return columns(file, profiling, plans, parts, told)
        .map(columns -> columns.spelt(layout.spelling()))
        .map(columns -> new Training(profiling, classes, labels, parts, columns));
  }

  private Profiling profiling(RowSource source, Faults told) {
    // Tells at once when columns are missing.
    inherited.ifPresent(from -> from.columns().encoder(source));
    return new Profiling(data, labelled, source, inherited.map(Inherited::columns), images, told);
  }

  /** Whether the columns are fitted on the rows, and do not come from a model. */
  private boolean isFitted() {
    return inherited.map(Inherited::refit).orElse(true);
  }

  private Optional<FittedColumns> columns(
      InputFile file,
      Profiling profiling,
      List<ColumnPlan> plans,
      Split.Part[] parts,
      Faults told) {
    if (!isFitted()) {
      return Optional.of(inherited.orElseThrow().columns());
    }
    Optional<Shape> known = inherited.map(from -> from.columns().shape());
    Function<RowSource, Fitting> begin =
        source -> new Fitting(data, source, plans, parts, known, images, told);
    RowSource read = profiling.source();
    Fitting fitting =
        profiling
            .numbers(plans.stream().mapToInt(ColumnPlan::index))
            .filter(kept -> Fitting.needsNumbersAlone(data, plans, known))
            .map(kept -> begin.apply(read).learn(kept, read.columns().size()))
            .orElseGet(() -> pass(file, new Faults(), begin));
    return inherited.isPresent() ? fitting.columns().map(inherited.get()::with) : fitting.fitted();
  }

  /** Goes over a file; rows that are not whole are left to {@code ragged}. */
  static <T extends Consumer<Row>> T pass(
      InputFile file, Faults ragged, Function<RowSource, T> reader) {
    AtomicReference<T> made = new AtomicReference<>();
    file.read(
        ragged,
        source -> {
          made.set(reader.apply(source));
          return made.get();
        });
    return made.get();
  }

  private void expectRows(TableProfile profile, long dropped) {
    if (profile.rows() == dropped) {
      throw new UserError(
          ExitCode.DATA,
          Place.of(data.trainName()),
          dropped == 0 ? Prepared.NO_ROWS : Prepared.ALL_DROPPED);
    }
  }

  private Optional<Examples> labelled(
      List<String> names,
      Optional<String> labelFile,
      Split.Part part,
      Optional<Training> training,
      InputFile trained) {
    InputFile file = new InputFile(names, labelFile, layout, labelled);
    return checked(
        file,
        told -> {
          if (training.isEmpty()) {
            file.read(told, source -> row -> {});
            return Optional.empty();
          }
          Training known = training.get();
          LabelledRows labelled =
              pass(
                  file,
                  told,
                  source ->
                      new LabelledRows(
                          source,
                          known.columns,
                          new LabelForm(known.label(), data.labelSeparator(), data.labelAliases()),
                          known.classes,
                          images,
                          told,
                          storage));
          dropped.addAll(labelled.notes());
          dropped.addAll(Notes.blank(file.name(), labelled.blank()));
          labelled.list(rows, part);
          noteDropped(dropped, file.name(), labelled.dropped());
          noteCut(file.name(), labelled.cut(), known.columns);
          dropped.addAll(Notes.learnt(file, trained));
          return told.none() ? Optional.of(labelled.examples()) : Optional.empty();
        });
  }

  private void noteCut(String file, long rows, FittedColumns columns) {
    if (rows > 0) {
      dropped.add(
          !columns.shape().series().isEmpty()
              ? String.format(
                  Locale.ROOT,
                  "%s: %,d texts or sequences are longer than there is room for and were cut there",
                  file,
                  rows)
              : columns.shape().sequence()
                  ? String.format(
                      Locale.ROOT,
                      "%s: %,d sequences are longer than %,d steps and were cut there",
                      file,
                      rows,
                      columns.shape().steps())
                  : String.format(
                      Locale.ROOT,
                      "%s: %,d texts have more n-grams than `text.length`, of which the last were left"
                          + " out",
                      file,
                      rows));
    }
  }

  private void noteDropped(List<String> notes, String file, long rows) {
    List<String> unreadable = images.leftOut();
    if (rows > unreadable.size()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%s: %,d rows with missing cells left out",
              file,
              rows - unreadable.size()));
    }
    if (!unreadable.isEmpty()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%s: %,d rows whose image cannot be read left out, such as %s",
              file,
              unreadable.size(),
              Text.printable(unreadable.get(0))));
    }
  }
}
