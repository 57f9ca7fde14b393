package org.headtune.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.headtune.Text;
import org.headtune.artifact.Ancestor;
import org.headtune.artifact.Json;
import org.headtune.artifact.LayerOutline;
import org.headtune.artifact.ModelCard;
import org.headtune.artifact.ModelFile;
import org.headtune.artifact.Provenance;

/** What a model file says of itself, as tables for a person. */
record ModelText(ModelFile model, List<Ancestor> ancestors) {

  private static final int MOST_CLASSES = 200;

  /** The tables, an empty line between them. */
  String text() {
    List<String> tables = new ArrayList<>(List.of(file(), layers()));
    ModelCard card = model.card();
    if (card != null) {
      tables.add(ColumnText.of(card.columns()));
      tables.add(metrics(Json.plain(card.metrics())));
      if (card.calibration() != null) {
        tables.add(CalibrationText.table(card.calibration()));
      }
      tables.add(provenance(card.provenance()));
    }
    if (model.training() != null) {
      tables.add(training(Json.plain(model.training())));
    }
    tables.add(entries());
    if (!ancestors.isEmpty()) {
      tables.add(lineage());
    }
    return tables.stream().filter(table -> !table.isEmpty()).collect(Collectors.joining("\n"));
  }

  private String file() {
    TextColumns table = new TextColumns("file", Text.printable(model.path().toString()));
    table.row("kind", kind());
    table.row("bytes", thousands(model.bytes()));
    table.row("sha256", model.sha256());
    if (model.card() != null) {
      List<String> classes = model.card().classes();
      table.row("label", model.card().label() == null ? "none" : printable(model.card().label()));
      table.row(
          "classes",
          model.card().objective() != null
              ? "none: it has learnt without labels (" + printable(model.card().objective()) + ")"
              : classes.size()
                  + ": "
                  + classes.stream()
                      .limit(MOST_CLASSES)
                      .map(ModelText::printable)
                      .collect(Collectors.joining(", "))
                  + (classes.size() > MOST_CLASSES ? ", ...; --json has them all" : ""));
      if (!model.card().training().isEmpty()) {
        table.row(
            "training rows",
            "what they hold in " + model.card().training().size() + " columns, to tell drift");
      }
      if (model.card().multiLabel() != null) {
        table.row("separator", Text.quoted(model.card().multiLabel().separator()));
        table.row("thresholds", thresholds(model.card()));
      }
      if (model.card().calibration() == null) {
        table.row("calibration", "none");
      }
    }
    return table.text();
  }

  private static String thresholds(ModelCard card) {
    List<Double> thresholds = card.multiLabel().thresholds();
    return IntStream.range(0, thresholds.size())
        .mapToObj(
            k ->
                String.format(
                    Locale.ROOT, "%s %.4f", printable(card.classes().get(k)), thresholds.get(k)))
        .collect(Collectors.joining(", "));
  }

  private String kind() {
    String version =
        model.card() == null
            ? ""
            : " of Headtune "
                + printable(model.card().tool())
                + ", format "
                + model.card().formatVersion();
    return switch (model.kind()) {
      case MODEL -> "model" + version;
      case CHECKPOINT -> "checkpoint" + version;
      case DEEPLEARNING4J -> "plain Deeplearning4j, without columns and classes";
    };
  }

  private String layers() {
    TextColumns table = new TextColumns("layer", "kind", "function", ">output", ">parameters");
    table.row("input", "", "", model.input().toString(), "");
    for (LayerOutline layer : model.layers()) {
      table.row(
          printable(layer.name()),
          printable(layer.kind()),
          printable(layer.function()),
          layer.output().toString(),
          thousands(layer.parameters()));
    }
    table.row("sum", "", "", "", thousands(model.parameters()));
    return table.text();
  }

  /** A line per metric, a column per part of the data. */
  private static String metrics(Object metrics) {
    Map<String, Map<String, String>> lines = new LinkedHashMap<>();
    List<String> parts = new ArrayList<>();
    if (metrics instanceof Map<?, ?> byPart) {
      byPart.forEach(
          (part, words) -> {
            if (words instanceof Map<?, ?> byWord) {
              parts.add(String.valueOf(part));
              byWord.forEach((word, value) -> metric(lines, String.valueOf(part), word, value));
            }
          });
    }
    if (lines.isEmpty()) {
      return "";
    }
    List<String> header = new ArrayList<>(List.of("metric"));
    parts.forEach(part -> header.add(">" + printable(part)));
    TextColumns table = new TextColumns(header.toArray(String[]::new));
    lines.forEach(
        (word, values) -> {
          List<String> cells = new ArrayList<>(List.of(printable(word)));
          parts.forEach(part -> cells.add(values.getOrDefault(part, "")));
          table.row(cells.toArray(String[]::new));
        });
    return table.text();
  }

  private static void metric(
      Map<String, Map<String, String>> lines, String part, Object word, Object value) {
    if (value instanceof Number number) {
      lines
          .computeIfAbsent(String.valueOf(word), w -> new LinkedHashMap<>())
          .put(part, String.format(Locale.ROOT, "%.4f", number.doubleValue()));
    }
  }

  private static String provenance(Provenance from) {
    TextColumns table = new TextColumns("made by", "Headtune " + printable(from.tool()));
    table.row("java", printable(from.java()));
    table.row("system", printable(from.os()));
    table.row("backend", printable(from.backend()) + ", " + printable(from.blas()));
    table.row("threads", Integer.toString(from.threads()));
    table.row("seed", Long.toString(from.seed()));
    table.row("config sha256", printable(from.configSha256()));
    new TreeMap<>(from.dataSha256())
        .forEach((file, sum) -> table.row("data sha256", printable(sum) + "  " + printable(file)));
    return table.text();
  }

  /** What of the state is a single value; the rest is for {@code --json}. */
  private static String training(Object state) {
    TextColumns table = new TextColumns("training", "");
    if (state instanceof Map<?, ?> fields) {
      fields.forEach(
          (key, value) -> {
            if (!(value instanceof Map || value instanceof List)) {
              table.row(printable(String.valueOf(key)), printable(String.valueOf(value)));
            }
          });
    }
    return table.text();
  }

  private String entries() {
    TextColumns table = new TextColumns("entry", ">bytes", "sha256 (verified)");
    for (ModelFile.Entry entry : model.entries()) {
      table.row(
          printable(entry.name()),
          thousands(entry.size()),
          entry.sha256() == null ? "not unpacked" : entry.sha256());
    }
    return table.text();
  }

  private String lineage() {
    TextColumns table = new TextColumns("trained from", "sha256", "now");
    for (Ancestor ancestor : ancestors) {
      table.row(
          printable(ancestor.path()), printable(ancestor.sha256()), ancestor.finding().words());
    }
    return table.text();
  }

  private static String printable(String text) {
    return Text.printable(text);
  }

  private static String thousands(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
