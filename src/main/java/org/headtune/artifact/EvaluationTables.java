package org.headtune.artifact;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.headtune.data.ClassNames;
import org.headtune.evaluation.BinaryCounts;
import org.headtune.evaluation.ConfusionMatrix;
import org.headtune.evaluation.Importance;
import org.headtune.evaluation.PerClass;
import org.headtune.evaluation.PerLabel;

/** The tables of an evaluation as CSV (RFC 4180, with LF line ends). */
public final class EvaluationTables {
  /** A table of all pairs of more classes is no longer written. */
  public static final int MOST_IN_A_TABLE = 1000;

  private EvaluationTables() {}

  /**
   * {@code confusion.csv}: one row per true class, one column per predicted class; the first
   * column, {@code truth}, names the row. Of more than {@link #MOST_IN_A_TABLE} classes, one row
   * per pair of classes that occurs: {@code truth}, {@code predicted}, {@code rows}.
   */
  public static String confusion(ConfusionMatrix confusion, ClassNames classes) {
    if (classes.size() > MOST_IN_A_TABLE) {
      return pairs(confusion, classes);
    }
    List<List<String>> rows = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of("truth"));
    header.addAll(classes.names());
    rows.add(header);
    for (int truth = 0; truth < classes.size(); truth++) {
      List<String> row = new ArrayList<>(List.of(classes.names().get(truth)));
      for (int predicted = 0; predicted < classes.size(); predicted++) {
        row.add(Long.toString(confusion.count(truth, predicted)));
      }
      rows.add(row);
    }
    return csv(rows);
  }

  private static String pairs(ConfusionMatrix confusion, ClassNames classes) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("truth", "predicted", "rows"));
    for (ConfusionMatrix.Cell cell : confusion.cells()) {
      rows.add(
          List.of(
              classes.names().get(cell.truth()),
              classes.names().get(cell.predicted()),
              Long.toString(cell.count())));
    }
    return csv(rows);
  }

  /** {@code per_class.csv}: one row per class; an undefined value is an empty cell. */
  public static String perClass(List<PerClass> perClass, ClassNames classes) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("class", "precision", "recall", "f1", "roc_auc", "support", "predicted"));
    for (PerClass k : perClass) {
      rows.add(
          List.of(
              classes.names().get(k.index()),
              cell(k.precision()),
              cell(k.recall()),
              cell(k.f1()),
              cell(k.rocAuc()),
              Long.toString(k.support()),
              Long.toString(k.predicted())));
    }
    return csv(rows);
  }

  /**
   * {@code confusion.csv} where a row may have several classes: one row per class with the four
   * cells of its own question.
   */
  public static String counts(List<PerLabel> perLabel, ClassNames classes) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of("class", "true_positives", "false_positives", "false_negatives", "true_negatives"));
    for (PerLabel one : perLabel) {
      BinaryCounts counts = one.counts();
      rows.add(
          List.of(
              classes.names().get(one.index()),
              Long.toString(counts.truePositives()),
              Long.toString(counts.falsePositives()),
              Long.toString(counts.falseNegatives()),
              Long.toString(counts.trueNegatives())));
    }
    return csv(rows);
  }

  /** {@code per_class.csv} where a row may have several classes. */
  public static String perLabel(List<PerLabel> perLabel, ClassNames classes) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "class", "threshold", "precision", "recall", "f1", "support", "predicted", "roc_auc"));
    for (PerLabel one : perLabel) {
      BinaryCounts counts = one.counts();
      rows.add(
          List.of(
              classes.names().get(one.index()),
              cell(one.threshold()),
              cell(counts.precision()),
              cell(counts.recall()),
              cell(counts.f1()),
              Long.toString(counts.support()),
              Long.toString(counts.predicted()),
              cell(one.rocAuc())));
    }
    return csv(rows);
  }

  /** {@code importance.csv}: one row per input; an undefined value is an empty cell. */
  public static String importance(List<Importance> importance) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("input", "importance", "low", "high"));
    for (Importance one : importance) {
      rows.add(List.of(one.input(), cell(one.importance()), cell(one.low()), cell(one.high())));
    }
    return csv(rows);
  }

  private static String cell(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }

  private static String csv(List<List<String>> rows) {
    StringWriter text = new StringWriter();
    CsvWriter writer =
        CsvWriter.builder().bufferSize(0).lineDelimiter(LineDelimiter.LF).build(text);
    rows.forEach(writer::writeRecord);
    return text.toString();
  }
}
