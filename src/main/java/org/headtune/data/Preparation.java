package org.headtune.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;
import org.headtune.config.DataConfig;

/** The way from files to encoded examples: profile, split, fit, encode. */
final class Preparation {
  private final DataConfig data;
  private final Optional<Inherited> inherited;
  private final Layout layout;
  private final List<String> notes = new ArrayList<>();
  private final List<SourceFile> files = new ArrayList<>();

  Preparation(DataConfig data, Optional<Inherited> inherited) {
    this.data = data;
    this.inherited = inherited;
    layout = Layout.of(data);
  }

  Prepared prepare(long seed) {
    InputFile train = new InputFile(Path.of(data.train()), data.trainLabels(), layout);
    Profiling profiling = pass(train, this::profiling);
    TableProfile profile = profiling.profile();
    String label = profiling.labelName();
    expectRows(profile, profiling.dropped());
    List<ColumnPlan> plans =
        inherited
            .map(from -> from.plans(data, profile))
            .orElseGet(() -> Plans.of(data, profile, label));
    ClassNames classes = classes(profiling);
    int[] labels = profiling.labels(classes);
    Split.Part[] parts = split().parts(train.name(), labels, classes, seed);
    FittedColumns columns = columns(train, plans, parts);
    Encoding encoded = pass(train, source -> new Encoding(source, columns, parts, labels));
    files.addAll(train.files());
    noteDropped(train.name(), profiling.dropped());
    notes.addAll(Notes.of(columns, profile, classes));
    Examples validation =
        data.validation()
            .map(file -> labelled(file, data.validationLabels(), columns, label, classes))
            .orElseGet(() -> encoded.examples(Split.Part.VALIDATION));
    Examples test =
        data.test()
            .map(file -> labelled(file, data.testLabels(), columns, label, classes))
            .orElseGet(() -> encoded.examples(Split.Part.TEST));
    return new Prepared(
        encoded.examples(Split.Part.TRAIN),
        validation,
        test,
        columns,
        classes,
        label,
        layout,
        profile,
        notes,
        files);
  }

  private Profiling profiling(RowSource source) {
    // Tells at once when columns are missing.
    inherited.ifPresent(from -> from.columns().encoder(source));
    return new Profiling(data, source, inherited.map(Inherited::columns));
  }

  private ClassNames classes(Profiling profiling) {
    ClassNames found = profiling.classes();
    return inherited.map(from -> from.classes().apply(found)).orElse(found);
  }

  private FittedColumns columns(InputFile train, List<ColumnPlan> plans, Split.Part[] parts) {
    if (inherited.isPresent() && !inherited.get().refit()) {
      return inherited.get().columns();
    }
    Fitting fitting = pass(train, source -> new Fitting(data, source, plans, parts));
    return inherited.map(from -> from.with(fitting.columns())).orElseGet(fitting::fitted);
  }

  private Split split() {
    return new Split(
        data.validation().isPresent() ? 0 : data.validationSplit(),
        data.test().isPresent() ? 0 : data.testSplit().orElse(0.0));
  }

  private static <T extends Consumer<Row>> T pass(InputFile file, Function<RowSource, T> reader) {
    AtomicReference<T> made = new AtomicReference<>();
    file.read(
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
          Place.of(data.train()),
          dropped == 0 ? Prepared.NO_ROWS : Prepared.ALL_DROPPED);
    }
  }

  private Examples labelled(
      String file,
      Optional<String> labelFile,
      FittedColumns columns,
      String label,
      ClassNames classes) {
    InputFile input = new InputFile(Path.of(file), labelFile, layout);
    LabelledRows rows = pass(input, source -> new LabelledRows(source, columns, label, classes));
    Examples examples = rows.examples();
    files.addAll(input.files());
    noteDropped(file, rows.dropped());
    return examples;
  }

  private void noteDropped(String file, long rows) {
    if (rows > 0) {
      notes.add(String.format(Locale.ROOT, "%s: %,d rows with missing cells left out", file, rows));
    }
  }
}
