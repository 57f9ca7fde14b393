package org.headtune.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.headtune.artifact.Json;
import org.headtune.backend.Memory;
import org.headtune.config.RunConfig;
import org.headtune.data.Prepared;
import org.headtune.data.SourceFile;
import org.headtune.recipe.RateTrials.Rate;
import org.headtune.training.BatchOrder;

/**
 * What {@link Bench} has measured, as text and as JSON.
 *
 * @param config as the user has it
 * @param rates the first one that of the run's own setting; empty if there was no time for any
 * @param network estimate of the bytes that the network needs in training
 */
record BenchReport(
    RunConfig config,
    BenchSubject subject,
    PhaseTimes times,
    TrialStory trial,
    List<Rate> rates,
    long network) {

  Outcome outcome() {
    List<String> advice = new BenchAdvice(this, Memory.peak(), Memory.available()).lines();
    return new Outcome(text(advice), Json.write(json(advice)));
  }

  private Prepared data() {
    return subject.run().data();
  }

  int batchSize() {
    return config.training().batchSize();
  }

  int threads() {
    return subject.run().backend().threads();
  }

  private String text(List<String> advice) {
    return String.format(
            Locale.ROOT,
            "%,d training, %,d validation, %,d test rows; %,d parameters; batch size %,d; %s%n%s%n%n",
            data().train().rows(),
            data().validation().rows(),
            data().test().rows(),
            subject.run().parameters(),
            batchSize(),
            threads() == 1 ? "1 thread" : threads() + " threads",
            extent())
        + phases()
        + String.format(
            Locale.ROOT,
            "%nmemory: the process took %,d MB at its peak, of %,d MB; the network's part is about %,d MB%n",
            Memory.peak() / 1_000_000,
            Memory.available() / 1_000_000,
            network / 1_000_000)
        + trials()
        + "\n"
        + String.join("", advice.stream().map(line -> "- " + line + "\n").toList());
  }

  private String extent() {
    String measured =
        String.format(
            Locale.ROOT,
            "measured for %.1f s, %d of %d epochs",
            times.measuredSeconds(),
            trial.epochs(),
            subject.run().epochs());
    return times.ended()
        ? measured + ": the whole run"
        : measured
            + String.format(
                Locale.ROOT,
                "; the whole run would take about %s%s",
                duration(times.total()),
                config.training().earlyStopping().isPresent() ? ", less if it stops early" : "");
  }

  /** {@code 12 s}, {@code 3 min 20 s} or {@code 5 h 10 min}. */
  static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole >= 3600) {
      return String.format(Locale.ROOT, "%,d h %d min", whole / 3600, whole % 3600 / 60);
    } else if (whole >= 60) {
      return String.format(Locale.ROOT, "%d min %d s", whole / 60, whole % 60);
    }
    return String.format(Locale.ROOT, seconds < 10 ? "%.1f s" : "%.0f s", seconds);
  }

  private String phases() {
    TextColumns table =
        new TextColumns(
            "phase", ">once", ">an epoch", ">rows/s", ">" + epochs(times.epochs()), ">share");
    for (Phase phase : Phase.values()) {
      if (times.of(phase) > 0) {
        table.row(
            phase.word(),
            seconds(times.once().getOrDefault(phase, 0.0)),
            seconds(times.perEpoch().getOrDefault(phase, 0.0)),
            rowsPerSecond(phase) < 0.5
                ? ""
                : String.format(Locale.ROOT, "%,.0f", rowsPerSecond(phase)),
            seconds(times.of(phase)),
            String.format(Locale.ROOT, "%.1f %%", 100 * times.share(phase)));
      }
    }
    table.row("all", "", "", "", seconds(times.total()), "100.0 %");
    return table.text();
  }

  private static String epochs(int epochs) {
    return epochs == 1 ? "1 epoch" : String.format(Locale.ROOT, "%,d epochs", epochs);
  }

  /** Nothing where nothing was seen: what is little is not the same. */
  private static String seconds(double value) {
    return value == 0 ? "" : String.format(Locale.ROOT, value < 0.1 ? "%.4f s" : "%.2f s", value);
  }

  /** Rows that a phase takes in a second; 0 where rows are not what it takes. */
  private double rowsPerSecond(Phase phase) {
    double epoch = times.perEpoch().getOrDefault(phase, 0.0);
    if (phase.isOfFiles()) {
      long rows = data().files().stream().mapToLong(SourceFile::rows).sum();
      return rows / Math.max(times.once().getOrDefault(phase, 0.0), 1e-6);
    } else if (phase.isOfLoop() && epoch > 0) {
      return BatchOrder.of(config.training(), data().train().labels()).size() / epoch;
    }
    return phase == Phase.EVALUATION && epoch > 0 ? data().validation().rows() / epoch : 0;
  }

  /** Trials with another batch size, the run's own first. */
  List<Rate> sizes() {
    return rates.stream().filter(rate -> rate.setting().threads() == threads()).toList();
  }

  /** Trials with another number of threads, the run's own first. */
  List<Rate> threadings() {
    return rates.stream().filter(rate -> rate.setting().batchSize() == batchSize()).toList();
  }

  private String trials() {
    StringBuilder text = new StringBuilder();
    if (sizes().size() > 1) {
      TextColumns table = new TextColumns(">batch size", ">rows/s", ">ratio", ">network");
      sizes().stream()
          .sorted((a, b) -> Integer.compare(a.setting().batchSize(), b.setting().batchSize()))
          .forEach(
              rate ->
                  table.row(
                      String.format(Locale.ROOT, "%,d", rate.setting().batchSize()),
                      String.format(Locale.ROOT, "%,.0f", rate.rowsPerSecond()),
                      String.format(Locale.ROOT, "%.2f", ratio(rate)),
                      String.format(Locale.ROOT, "%,.1f MB", memory(rate) / 1e6)));
      text.append('\n').append(table.text());
    }
    if (threadings().size() > 1) {
      TextColumns table = new TextColumns(">threads", ">rows/s", ">ratio");
      threadings().stream()
          .sorted((a, b) -> Integer.compare(a.setting().threads(), b.setting().threads()))
          .forEach(
              rate ->
                  table.row(
                      Integer.toString(rate.setting().threads()),
                      String.format(Locale.ROOT, "%,.0f", rate.rowsPerSecond()),
                      String.format(Locale.ROOT, "%.2f", ratio(rate))));
      text.append('\n').append(table.text());
    }
    return text.toString();
  }

  /** How many times as fast as the run's own setting. */
  double ratio(Rate rate) {
    return rate.rowsPerSecond() / Math.max(rates.get(0).rowsPerSecond(), 1e-9);
  }

  long memory(Rate rate) {
    return subject.memory().applyAsLong(rate.setting().config());
  }

  private Map<String, Object> json(List<String> advice) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(
        "rows",
        Map.of(
            "training", data().train().rows(),
            "validation", data().validation().rows(),
            "test", data().test().rows()));
    json.put("parameters", subject.run().parameters());
    json.put("batch_size", batchSize());
    json.put("threads", threads());
    json.put("seconds_measured", times.measuredSeconds());
    json.put("epochs_measured", trial.epochs());
    json.put("ended", times.ended());
    json.put("epochs", times.epochs());
    json.put("seconds", times.total());
    json.put("first_epoch_rows_per_second", trial.firstRate());
    json.put("last_epoch_rows_per_second", trial.lastRate());
    List<Map<String, Object>> phases = new ArrayList<>();
    for (Phase phase : Phase.values()) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("phase", phase.word());
      line.put("measured", times.measured().getOrDefault(phase, 0.0));
      line.put("once", times.once().getOrDefault(phase, 0.0));
      line.put("per_epoch", times.perEpoch().getOrDefault(phase, 0.0));
      line.put("seconds", times.of(phase));
      line.put("share", times.share(phase));
      line.put("rows_per_second", rowsPerSecond(phase));
      phases.add(line);
    }
    json.put("phases", phases);
    json.put("peak_memory", Memory.peak());
    json.put("network_memory", network);
    json.put(
        "trials",
        rates.stream()
            .map(
                rate ->
                    Map.of(
                        "batch_size", rate.setting().batchSize(),
                        "threads", rate.setting().threads(),
                        "rows_per_second", rate.rowsPerSecond(),
                        "network_memory", memory(rate)))
            .toList());
    json.put("advice", advice);
    return json;
  }
}
