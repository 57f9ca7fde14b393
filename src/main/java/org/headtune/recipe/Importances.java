package org.headtune.recipe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.headtune.Text;
import org.headtune.artifact.Json;
import org.headtune.data.DataSum;
import org.headtune.evaluation.Importance;
import org.headtune.evaluation.Metric;
import org.headtune.report.ImportanceReport;
import org.headtune.report.ImportanceReport.Patch;
import org.headtune.report.ReportData.Fact;

/**
 * What the inputs of a model are worth to it.
 *
 * @param metric whose worsening is measured
 * @param rows how many were looked at
 * @param baseline the metric with every row's own input
 * @param patches where the inputs stand in an image; empty if they are columns
 * @param all by falling importance
 */
record Importances(
    Metric metric, int rows, double baseline, List<Patch> patches, List<Importance> all) {
  private static final int MOST_LINES = 30;

  Importances {
    patches = List.copyOf(patches);
    all = List.copyOf(all);
  }

  private boolean image() {
    return !patches.isEmpty();
  }

  private String inputs() {
    return image() ? "patches" : "columns";
  }

  /** What a number says. */
  private String effect() {
    return metric.word() + (metric.higherIsBetter() ? " falls by" : " rises by");
  }

  Outcome outcome(Explain.Request request) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", request.model().toString());
    json.put("data", request.data().toString());
    json.put("rows", rows);
    json.put("metric", metric.word());
    json.put("baseline", baseline);
    json.put("repeats", request.repeats());
    json.put("seed", request.seed());
    json.put(inputs(), all);
    String text =
        String.format(
            Locale.ROOT,
            "%,d rows of %s, %s %s%n%s",
            rows,
            Text.printable(request.data().toString()),
            metric.word(),
            number(baseline),
            table());
    return new Outcome(text, Json.write(json));
  }

  private String table() {
    TextColumns table =
        new TextColumns(image() ? "patch" : "column", ">" + effect(), ">from", ">to", "");
    for (Importance one : all.subList(0, Math.min(MOST_LINES, all.size()))) {
      table.row(
          Text.printable(one.input()),
          number(one.importance()),
          number(one.low()),
          number(one.high()),
          one.coversZero() ? "may be nothing" : "");
    }
    return all.size() <= MOST_LINES
        ? table.text()
        : table.text()
            + String.format(
                Locale.ROOT,
                "and %,d more %s; --json and -o give all%n",
                all.size() - MOST_LINES,
                inputs());
  }

  /**
   * The same as a page.
   *
   * @param model SHA-256 of the model's zip
   */
  ImportanceReport report(Explain.Request request, String model) {
    return new ImportanceReport(
        "explain " + request.model(),
        List.of(
            new Fact("Model", request.model() + ", SHA-256 " + model),
            new Fact("Data", request.data() + ", SHA-256 " + DataSum.of(request.data())),
            new Fact("Rows", String.format(Locale.ROOT, "%,d", rows)),
            new Fact("Metric", metric.word() + " " + number(baseline) + ": " + metric.meaning()),
            new Fact("Repeats", Integer.toString(request.repeats())),
            new Fact("Seed", Long.toString(request.seed()))),
        inputs(),
        effect(),
        all,
        patches);
  }

  private static String number(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4f", value) : "undefined";
  }
}
