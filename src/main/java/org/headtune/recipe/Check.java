package org.headtune.recipe;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.headtune.ExitCode;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.artifact.AtomicFile;
import org.headtune.artifact.Json;
import org.headtune.backend.Memory;
import org.headtune.config.ResolvedConfig;
import org.headtune.config.RunConfig;
import org.headtune.data.DataCheck;
import org.headtune.data.Drift;
import org.headtune.data.Prepared;
import org.headtune.data.TableProfile;
import org.headtune.model.LayerPlan;
import org.headtune.model.NetworkPlan;
import org.headtune.model.RowLoss;
import org.headtune.model.TransferPlan;
import org.headtune.report.HtmlReport;
import org.headtune.training.BatchOrder;

/**
 * Everything that can be said of a run before it starts; computes nothing and loads no ND4J, unless
 * labels are to be judged.
 */
public final class Check {
  private static final int MOST_CLASSES = 200;
  private static final int EXAMPLE_LENGTH = 20;
  private static final int MOST_DRIFTS = 10;

  private final Story story;
  private final Clock clock;
  private final Path cache;

  /**
   * A check.
   *
   * @param cache folder of what later runs may use again
   */
  public Check(Story story, Clock clock, Path cache) {
    this.story = story;
    this.clock = clock;
    this.cache = cache;
  }

  /** Reads config and data; what is only remarkable goes to the story as warnings. */
  public Outcome run(ResolvedConfig resolved) {
    return run(resolved, new Extras(Optional.empty(), Optional.empty(), false));
  }

  /**
   * What is wanted beside the usual.
   *
   * @param preview a page to write, of images and what training makes of them
   * @param html a page to write, of what each column holds
   * @param suspects whether models are trained to judge the labels of training rows
   */
  public record Extras(Optional<Path> preview, Optional<Path> html, boolean suspects) {}

  /** The same, and more. */
  public Outcome run(ResolvedConfig resolved, Extras extras) {
    if (extras.suspects()) {
      SuspectSearch.require(resolved);
    }
    Stream.of(extras.preview(), extras.html())
        .flatMap(Optional::stream)
        .forEach(
            file -> {
              KeptInput.require(file, Path.of(resolved.file()), "the config");
              KeptInput.require(file, resolved.config().data());
            });
    Optional<ParentModel> parent = resolved.config().from().map(from -> ParentModel.of(resolved));
    try (KeptRows rows = new KeptRows(story, clock, resolved.config().data().storage(), cache)) {
      Prepared data = prepare(resolved, parent, rows);
      Outcome outcome = run(resolved, parent, data, extras);
      extras
          .preview()
          .ifPresent(
              file -> {
                AtomicFile.write(file, HtmlReport.of(Preview.of(resolved, data)));
                story.note("images are shown in " + Text.printable(file.toString()));
              });
      return outcome;
    }
  }

  private Outcome run(
      ResolvedConfig resolved, Optional<ParentModel> parent, Prepared data, Extras extras) {
    DataCheck check = DataCheck.of(data);
    Objective objective = Objective.of(resolved, data);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("config", resolved.entries());
    json.put("data", check);
    String layers =
        parent.isPresent()
            ? transfer(parent.get(), resolved, data, json)
            : network(resolved, data, objective, json);
    RateCurve curve =
        RateCurve.of(
            resolved, BatchOrder.of(resolved.config().training(), data.train().labels()).size());
    json.put("learning_rate", curve.json());
    check.findings().forEach(story::warning);
    Optional<LabelSuspects> suspects = suspects(resolved, data, extras);
    suspects.ifPresent(found -> json.put("suspects", found));
    extras
        .html()
        .ifPresent(
            file -> {
              AtomicFile.write(file, DataReports.html(resolved, data, check, suspects));
              story.note("report " + Text.printable(file.toString()));
            });
    return new Outcome(
        String.join(
            "\n",
            config(resolved),
            columns(check),
            classes(check, objective.loss())
                + drift(check)
                + suspects.map(LabelSuspects::text).orElse(""),
            layers,
            curve.text()),
        Json.write(json));
  }

  private Optional<LabelSuspects> suspects(ResolvedConfig resolved, Prepared data, Extras extras) {
    if (!extras.suspects()) {
      return Optional.empty();
    }
    LabelSuspects found = SuspectSearch.of(resolved, data, story);
    story.note(found.sentence());
    return Optional.of(found);
  }

  private static String network(
      ResolvedConfig resolved, Prepared data, Objective objective, Map<String, Object> json) {
    NetworkPlan plan = Train.plan(Train.network(resolved), resolved, data, objective);
    json.put("network", plan);
    return layers(plan);
  }

  private String transfer(
      ParentModel parent, ResolvedConfig resolved, Prepared data, Map<String, Object> json) {
    TransferPlan plan = parent.plan(parent.network(), data);
    Memory.require(plan.memoryBytes(), resolved.place("finetune"));
    json.put("parent", parent.origin());
    json.put(
        "network",
        Map.of(
            "input", plan.input(),
            "layers", plan.layers(),
            "choices", plan.choices(),
            "parameters", plan.parameters(),
            "trainable", plan.trainable(),
            "memory_bytes", plan.memoryBytes()));
    return parent.text(plan, data, story);
  }

  /** The data, unless it or the monitor is at fault: then all that is wrong with both. */
  private static Prepared prepare(
      ResolvedConfig resolved, Optional<ParentModel> parent, KeptRows rows) {
    RunConfig config = resolved.config();
    List<UserError.Fault> faults = new ArrayList<>();
    try {
      Monitor.of(config, resolved::place);
    } catch (UserError e) {
      faults.addAll(e.faults());
    }
    try {
      Prepared data =
          parent
              .map(from -> from.prepare(rows))
              .orElseGet(() -> Train.prepare(config, Optional.empty(), rows));
      if (faults.isEmpty()) {
        return data;
      }
    } catch (UserError e) {
      if (faults.isEmpty()) {
        throw e;
      }
      faults.addAll(e.faults());
    }
    throw new UserError(ExitCode.CONFIG, faults);
  }

  private static String config(ResolvedConfig resolved) {
    TextColumns table = new TextColumns("key", "value", "from");
    for (ResolvedConfig.Entry entry : resolved.entries()) {
      table.row(
          entry.path(),
          Text.printable(entry.value()),
          entry.place() == null ? "default" : entry.place().toString());
    }
    return table.text();
  }

  private static String columns(DataCheck check) {
    TextColumns table =
        new TextColumns(
            "column",
            "type",
            ">inputs",
            ">missing",
            ">distinct",
            ">min",
            ">max",
            ">mean",
            "example");
    for (DataCheck.Column column : check.columns()) {
      TableProfile.Column profile = column.profile();
      boolean numeric = profile.numbers() > 0;
      table.row(
          Text.printable(profile.name()),
          column.role().name().toLowerCase(Locale.ROOT),
          Integer.toString(column.width()),
          Long.toString(profile.missing()),
          profile.distinct() + (profile.more() ? "+" : ""),
          numeric ? number(profile.min()) : "",
          numeric ? number(profile.max()) : "",
          numeric ? number(profile.mean()) : "",
          example(profile.example()));
    }
    return table.text();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }

  private static String example(String cell) {
    return Text.printable(
        cell.length() > EXAMPLE_LENGTH ? Text.first(cell, EXAMPLE_LENGTH) + "..." : cell);
  }

  private static String classes(DataCheck check, RowLoss loss) {
    int size = check.classes().size();
    boolean weighted = IntStream.range(0, size).anyMatch(k -> loss.weight(k) != 1);
    TextColumns table =
        new TextColumns("class", ">training", ">validation", ">test", weighted ? ">weight" : "");
    for (int k = 0; k < Math.min(size, MOST_CLASSES); k++) {
      DataCheck.ClassCount row = check.classes().get(k);
      table.row(
          Text.printable(row.name()),
          Integer.toString(row.train()),
          Integer.toString(row.validation()),
          Integer.toString(row.test()),
          weighted ? number(loss.weight(k)) : "");
    }
    return size <= MOST_CLASSES
        ? table.text()
        : table.text() + thousands(size - MOST_CLASSES) + " more classes; --json has them all\n";
  }

  /** A line for each column whose validation or test rows may be compared, the farthest first. */
  private static String drift(DataCheck check) {
    List<Drift> sorted =
        check.drift().stream()
            .sorted(Comparator.comparingDouble((Drift one) -> -one.index()))
            .limit(MOST_DRIFTS)
            .toList();
    if (sorted.isEmpty()) {
      return "";
    }
    TextColumns table = new TextColumns("drift", "rows", ">index", ">threshold", "");
    for (Drift one : sorted) {
      table.row(
          Text.printable(one.column()),
          one.part(),
          String.format(Locale.ROOT, "%.4f", one.index()),
          String.format(Locale.ROOT, "%.4f", one.threshold()),
          one.isLarge() ? "drifts" : "");
    }
    int more = check.drift().size() - sorted.size();
    return "\n"
        + table.text()
        + (more > 0 ? thousands(more) + " smaller ones; --json has them all\n" : "");
  }

  private static String layers(NetworkPlan plan) {
    TextColumns table = new TextColumns("layer", "kind", ">output", ">parameters");
    table.row("input", "", plan.input().toString(), "");
    List<LayerPlan> layers = plan.layers();
    for (LayerPlan layer : layers) {
      table.row(
          layer.name(), layer.kind(), layer.output().toString(), thousands(layer.parameters()));
    }
    table.row("sum", "", "", thousands(plan.parameters()));
    return table.text()
        + plan.choices().stream().map(choice -> choice + "\n").collect(Collectors.joining())
        + String.format(Locale.ROOT, "about %,d MB of native memory%n", plan.memoryBytes() >> 20);
  }

  private static String thousands(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
