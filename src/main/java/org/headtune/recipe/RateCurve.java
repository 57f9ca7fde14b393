package org.headtune.recipe;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.headtune.config.ResolvedConfig;
import org.headtune.config.TrainingConfig;
import org.headtune.training.Schedule;

/**
 * The learning rate that a run would have, before it starts.
 *
 * @param monitor what a schedule watches that depends on how the training goes
 */
record RateCurve(ResolvedConfig config, Schedule schedule, Monitor monitor) {
  /** The curve of a config that is in order. */
  static RateCurve of(ResolvedConfig config, int rows) {
    return new RateCurve(
        config,
        Schedule.of(config.config().training(), rows, config::place),
        Monitor.of(config.config(), config::place));
  }

  private TrainingConfig training() {
    return config.config().training();
  }

  private double rate(long update) {
    return training().optimizer().learningRate() * schedule.factor(update);
  }

  private String word() {
    return config.entries().stream()
        .filter(entry -> entry.path().equals("training.schedule.type"))
        .findFirst()
        .orElseThrow()
        .value();
  }

  /** The schedule in numbers. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("schedule", word());
    json.put("updates_per_epoch", schedule.updatesPerEpoch());
    json.put("updates", schedule.updates());
    json.put("warmup_updates", schedule.warmup());
    json.put(
        "per_epoch",
        IntStream.rangeClosed(1, training().epochs())
            .mapToDouble(epoch -> rate((long) epoch * schedule.updatesPerEpoch() - 1))
            .toArray());
    return json;
  }

  /** A line of facts, and a picture where the rate changes. */
  String text() {
    double[] rates =
        IntStream.range(0, TextCurve.WIDTH)
            .mapToDouble(column -> rate(column * (schedule.updates() - 1) / (TextCurve.WIDTH - 1)))
            .toArray();
    String text =
        String.format(
            Locale.ROOT,
            "learning rate %s, %s%s: %,d steps in each of %,d epochs%n",
            TextCurve.number(training().optimizer().learningRate()),
            word(),
            schedule.warmup() == 0
                ? ""
                : String.format(Locale.ROOT, " after %,.0f steps of warm-up", schedule.warmup()),
            schedule.updatesPerEpoch(),
            training().epochs());
    if (schedule.plateau().isPresent()) {
      text +=
          "it falls when " + monitor.word() + " gets no better, which nobody knows beforehand\n";
    }
    double top = Arrays.stream(rates).max().orElseThrow();
    return Arrays.stream(rates).allMatch(rate -> rate == top)
        ? text
        : text + TextCurve.of(rates, "epoch 1", Integer.toString(training().epochs()));
  }
}
