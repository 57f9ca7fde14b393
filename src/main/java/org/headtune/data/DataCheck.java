package org.headtune.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What can be said about data that is fit for training.
 *
 * @param columns in the file's order
 * @param classes rows per class in each part
 * @param duplicates training rows with the same features as an earlier training row
 * @param contradictions how many of those have another label than that row
 * @param validationInTrain validation rows whose features also stand in a training row
 * @param testInTrain test rows whose features also stand in a training row
 * @param drift how far validation and test rows lie from the training rows, by column
 * @param histograms what each column holds, of the first {@link #MOST_HISTOGRAMS} columns
 * @param findings all that is remarkable, in sentences
 */
public record DataCheck(
    List<Column> columns,
    List<ClassCount> classes,
    int duplicates,
    int contradictions,
    int validationInTrain,
    int testInTrain,
    List<Drift> drift,
    List<Histogram> histograms,
    List<String> findings) {

  /** So many columns are drawn. */
  public static final int MOST_HISTOGRAMS = 200;

  public DataCheck {
    columns = List.copyOf(columns);
    classes = List.copyOf(classes);
    drift = List.copyOf(drift);
    histograms = List.copyOf(histograms);
    findings = List.copyOf(findings);
  }

  /** What a column serves for. */
  public enum Role {
    LABEL,
    SPLIT,
    NUMERIC,
    BOOLEAN,
    CATEGORICAL,
    DATE,
    SEQUENCE,
    TEXT,
    WORDS,
    TOKENS,
    IMAGE,
    IGNORED
  }

  /**
   * One column of the training file.
   *
   * @param width how many inputs of the network it becomes
   */
  public record Column(TableProfile.Column profile, Role role, int width) {}

  /** Rows of one class. */
  public record ClassCount(String name, int train, int validation, int test) {}

  /** Rows count as the same when the network cannot tell them apart. */
  public static DataCheck of(Prepared prepared) {
    RowIndex train = new RowIndex(prepared.train());
    RowIndex.Repeated validation = train.in(prepared.validation());
    RowIndex.Repeated test = train.in(prepared.test());
    List<String> findings = new ArrayList<>(prepared.notes());
    note(findings, train.duplicates(), "training rows repeat an earlier one");
    note(findings, train.contradictions(), "of these bear another label than the earlier row");
    note(findings, validation, "validation");
    note(findings, test, "test");
    Distributions distributions = new Distributions(prepared);
    List<Drift> drift = distributions.drifts();
    noteDrift(findings, drift);
    return new DataCheck(
        columns(prepared),
        classes(prepared),
        train.duplicates(),
        train.contradictions(),
        validation.count(),
        test.count(),
        drift,
        distributions.histograms(MOST_HISTOGRAMS),
        findings);
  }

  private static void note(List<String> findings, int count, String what) {
    if (count > 0) {
      findings.add(String.format(Locale.ROOT, "%,d %s", count, what));
    }
  }

  private static void note(List<String> findings, RowIndex.Repeated repeated, String part) {
    if (repeated.count() > 0) {
      findings.add(
          String.format(
              Locale.ROOT,
              "%,d %s rows also stand among the training rows, such as line %,d, which is the same as"
                  + " training line %,d",
              repeated.count(),
              part,
              repeated.first(),
              repeated.same()));
    }
  }

  private static void noteDrift(List<String> findings, List<Drift> drift) {
    for (String part : List.of("validation", "test")) {
      List<String> columns =
          drift.stream()
              .filter(one -> one.part().equals(part) && one.isLarge())
              .sorted(Comparator.comparingDouble((Drift one) -> -one.index()))
              .map(Drift::column)
              .toList();
      if (!columns.isEmpty()) {
        findings.add(
            part
                + " rows are others than training rows in "
                + Names.of("column", columns)
                + " (population stability index above 0.25): what is measured on them may not be what"
                + " was learnt");
      }
    }
  }

  private static List<Column> columns(Prepared prepared) {
    Map<String, FittedColumn> fitted = new HashMap<>();
    Map<String, Integer> inputs = new HashMap<>();
    for (FittedColumn column : prepared.columns().columns()) {
      inputs.merge(column.name(), column.inputs(), Integer::sum);
      if (!(column instanceof FittedColumn.WasMissing)) {
        fitted.put(column.name(), column);
      }
    }
    return prepared.profile().columns().stream()
        .map(
            profile -> {
              FittedColumn column = fitted.get(profile.name());
              return column == null
                  ? new Column(profile, unused(profile.name(), prepared), 0)
                  : new Column(profile, role(column), inputs.get(profile.name()));
            })
        .toList();
  }

  private static Role unused(String column, Prepared prepared) {
    if (column.equals(prepared.label())) {
      return Role.LABEL;
    }
    return prepared.parts().column().equals(Optional.of(column)) ? Role.SPLIT : Role.IGNORED;
  }

  private static Role role(FittedColumn column) {
    if (column.readsNumber()) {
      return Role.NUMERIC;
    } else if (column instanceof FittedColumn.Sequence) {
      return Role.SEQUENCE;
    } else if (column instanceof FittedColumn.Date) {
      return Role.DATE;
    } else if (column instanceof FreeText) {
      return Role.TEXT;
    } else if (column instanceof WordSequence) {
      return Role.WORDS;
    } else if (column instanceof TokenSequence) {
      return Role.TOKENS;
    } else if (column instanceof FittedColumn.Image) {
      return Role.IMAGE;
    }
    return column instanceof FittedColumn.TrueFalse ? Role.BOOLEAN : Role.CATEGORICAL;
  }

  private static List<ClassCount> classes(Prepared prepared) {
    int[] train = counts(prepared.train(), prepared.classes());
    int[] validation = counts(prepared.validation(), prepared.classes());
    int[] test = counts(prepared.test(), prepared.classes());
    List<ClassCount> classes = new ArrayList<>();
    for (int k = 0; k < train.length; k++) {
      classes.add(
          new ClassCount(prepared.classes().names().get(k), train[k], validation[k], test[k]));
    }
    return classes;
  }

  private static int[] counts(Examples examples, ClassNames classes) {
    return examples.sets().counts(examples.labels(), classes.size());
  }
}
