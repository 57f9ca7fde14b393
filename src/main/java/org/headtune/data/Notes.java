package org.headtune.data;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.headtune.Text;
import org.headtune.config.ColumnConfig;
import org.headtune.config.DataConfig;
import org.headtune.config.DataConfig.ColumnType;
import org.headtune.config.TokensConfig;

/** What a careful user wants to know about data that is not wrong. */
final class Notes {
  private Notes() {}

  static List<String> of(
      DataConfig data, FittedColumns columns, TableProfile profile, ClassNames classes) {
    List<String> notes = new ArrayList<>();
    List<String> complete = complete(data, columns);
    if (!complete.isEmpty()) {
      notes.add(
          Names.of("column", complete)
              + ": no training row lacks the cell, so that `was_missing` adds no input");
    }
    for (FittedColumn column : columns.columns()) {
      if (column instanceof TokenSequence tokens) {
        small(data, tokens).ifPresent(notes::add);
      }
    }
    List<String> constant = constant(columns, profile);
    if (!constant.isEmpty()) {
      notes.add(
          Names.of("column", constant) + ": one value in every row, which tells the model nothing");
    }
    Map<String, String> alike = new HashMap<>();
    for (String name : classes.names()) {
      String folded =
          Normalizer.normalize(name, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
      String other = alike.putIfAbsent(folded, name);
      if (other != null) {
        notes.add(
            String.format(
                Locale.ROOT,
                "classes %s and %s are kept apart, but differ only in blanks, case or Unicode form",
                Text.quoted(other),
                Text.quoted(name)));
      }
    }
    return notes;
  }

  /** A vocabulary that is larger than the texts can give, unless it comes from a model. */
  private static Optional<String> small(DataConfig data, TokenSequence tokens) {
    return Optional.ofNullable(data.columns().get(tokens.name()))
        .filter(column -> column.type().equals(Optional.of(ColumnType.TOKENS)))
        .map(column -> column.tokens().orElse(TokensConfig.STANDARD).vocabulary())
        .filter(wanted -> wanted > tokens.bag().entries())
        .map(
            wanted ->
                String.format(
                    Locale.ROOT,
                    "column %s: the training texts give %,d tokens, fewer than the vocabulary of %,d",
                    Text.quoted(tokens.name()),
                    tokens.bag().entries(),
                    wanted));
  }

  /** Documents of plain text that were left out. */
  static List<String> blank(String file, long documents) {
    return documents == 0
        ? List.of()
        : List.of(
            String.format(
                Locale.ROOT, "%s: %,d blank documents left out", Text.printable(file), documents));
  }

  /** Rows to measure a model on that it has learnt. */
  static List<String> learnt(InputFile measured, InputFile trained) {
    return measured.repeats(trained)
        ? List.of(
            Text.printable(measured.name())
                + ": the same bytes are trained on; what a model makes of rows that it has learnt"
                + " says nothing of new ones")
        : List.of();
  }

  /** Columns that were to tell which cells were missing, and have none to learn it from. */
  private static List<String> complete(DataConfig data, FittedColumns columns) {
    Set<String> told =
        columns.columns().stream()
            .filter(FittedColumn.WasMissing.class::isInstance)
            .map(FittedColumn::name)
            .collect(Collectors.toSet());
    return columns.columns().stream()
        .map(FittedColumn::name)
        .filter(name -> !told.contains(name))
        .filter(
            name ->
                Optional.ofNullable(data.columns().get(name))
                    .flatMap(ColumnConfig::wasMissing)
                    .orElse(false))
        .toList();
  }

  /** Feature columns with one value in all rows of the training file. */
  static List<String> constant(FittedColumns columns, TableProfile profile) {
    Map<String, TableProfile.Column> profiles = new HashMap<>();
    profile.columns().forEach(column -> profiles.put(column.name(), column));
    return columns.columns().stream()
        .filter(column -> !(column instanceof FittedColumn.WasMissing))
        .map(FittedColumn::name)
        .filter(name -> constant(profiles.get(name)))
        .toList();
  }

  private static boolean constant(TableProfile.Column column) {
    boolean same =
        column.detected() == ColumnType.NUMERIC
            ? column.min() == column.max()
            : column.distinct() == 1 && !column.more();
    return same && column.missing() == 0;
  }
}
