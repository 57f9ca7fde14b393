package org.headtune.artifact;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.headtune.artifact.PredictionFormat.Layout;
import org.headtune.evaluation.Reason;

/** The reasons of a prediction as they stand in a cell. */
final class ReasonText {
  private ReasonText() {}

  /**
   * In CSV {@code column +0.310; text "free" -0.120}, in JSON a list of objects with {@code
   * column}, {@code part} where there is one, and {@code effect}.
   */
  static void put(TextBuffer buffer, List<Reason> reasons, PredictionFormat format) {
    int decimals = format.decimals();
    if (format.layout() == Layout.CSV) {
      String cell =
          reasons.stream().map(reason -> text(reason, decimals)).collect(Collectors.joining("; "));
      CellText.putCsv(buffer, cell, format.raw());
      return;
    }
    buffer.put('[');
    for (int i = 0; i < reasons.size(); i++) {
      if (i > 0) {
        buffer.put(',');
      }
      json(buffer, reasons.get(i), decimals);
    }
    buffer.put(']');
  }

  private static String text(Reason reason, int decimals) {
    String part = reason.part().isEmpty() ? "" : " \"" + reason.part() + "\"";
    return reason.column() + part + " " + effect(reason, decimals, "+");
  }

  private static void json(TextBuffer buffer, Reason reason, int decimals) {
    field(buffer, '{', "column", reason.column());
    if (!reason.part().isEmpty()) {
      field(buffer, ',', "part", reason.part());
    }
    buffer.put(',');
    CellText.putJson(buffer, "effect");
    buffer.put(':');
    effect(reason, decimals, "").chars().forEach(c -> buffer.put((char) c));
    buffer.put('}');
  }

  private static void field(TextBuffer buffer, char before, String name, String value) {
    buffer.put(before);
    CellText.putJson(buffer, name);
    buffer.put(':');
    CellText.putJson(buffer, value);
  }

  /** A number between -1 and 1, never -0. */
  private static String effect(Reason reason, int decimals, String plus) {
    String text = String.format(Locale.ROOT, "%" + plus + "." + decimals + "f", reason.effect());
    boolean zero = text.chars().noneMatch(c -> c >= '1' && c <= '9');
    return zero ? text.replace("-", plus) : text;
  }
}
