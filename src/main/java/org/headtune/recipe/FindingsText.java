package org.headtune.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.headtune.evaluation.Metric;
import org.headtune.evaluation.SetCoverage;

/** What a model is worth, as tables for a person. */
record FindingsText(List<Findings.Part> parts) {
  private static final int NARROWEST = 12; // characters of a column

  /** The metrics, what calibration changed, and what sets cover: a table each. */
  String all() {
    return metrics() + calibration() + sets();
  }

  /** A line per metric, a column per part before and after the temperature. */
  String calibration() {
    List<Findings.Part> changed =
        parts.stream().filter(part -> part.uncalibrated().isPresent()).toList();
    if (changed.isEmpty()) {
      return "";
    }
    List<String> header = new ArrayList<>(List.of("calibration"));
    changed.forEach(part -> header.addAll(List.of(">" + part.name() + " before", ">" + "after")));
    TextColumns table = new TextColumns(header.toArray(String[]::new));
    for (Metric metric : Findings.OF_CONFIDENCE) {
      List<String> cells = new ArrayList<>(List.of(metric.word()));
      for (Findings.Part part : changed) {
        cells.add(score(part.uncalibrated().orElseThrow().metric(metric)));
        cells.add(score(part.judgement().metric(metric)));
      }
      table.row(cells.toArray(String[]::new));
    }
    return table.text();
  }

  private String sets() {
    StringBuilder text = new StringBuilder();
    for (Findings.Part part : parts) {
      if (!part.sets().isEmpty()) {
        TextColumns table =
            new TextColumns(
                "prediction sets", ">" + part.name() + " covered", ">classes", ">empty");
        for (SetCoverage sets : part.sets()) {
          table.row(
              Double.toString(sets.asked()),
              score(sets.covered()),
              String.format(Locale.ROOT, "%.2f", sets.meanSize()),
              score(sets.empty()));
        }
        text.append(table.text());
      }
    }
    return text.toString();
  }

  private static String score(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  /** A line per metric, a column per part; metrics that no part defines are left out. */
  private String metrics() {
    StringBuilder text = new StringBuilder();
    if (!parts.isEmpty()) {
      text.append(String.format(Locale.ROOT, "%-20s", "metric"));
      parts.forEach(part -> text.append(cell(part, part.name())));
      text.append('\n');
    }
    for (Metric metric : Metric.values()) {
      if (parts.stream().anyMatch(part -> !Double.isNaN(part.judgement().metric(metric)))) {
        text.append(String.format(Locale.ROOT, "%-20s", metric.word()));
        for (Findings.Part part : parts) {
          double value = part.judgement().metric(metric);
          text.append(cell(part, String.format(Locale.ROOT, "%.4f", value)));
        }
        text.append('\n');
      }
    }
    return text.toString();
  }

  private static String cell(Findings.Part part, String text) {
    int width = Math.max(NARROWEST, part.name().length() + 2);
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }
}
