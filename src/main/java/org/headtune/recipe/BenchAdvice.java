package org.headtune.recipe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.headtune.config.DataConfig.Storage;
import org.headtune.recipe.RateTrials.Rate;

/**
 * What to change in a run, each line with the figure that it rests on.
 *
 * @param peak bytes that the process has taken
 * @param available bytes that it may take
 */
record BenchAdvice(BenchReport report, long peak, long available) {
  /** A setting must be so many times as fast to be worth a change. */
  private static final double WORTH = 1.15;

  /** What is within this share of the fastest is as fast. */
  private static final double AS_FAST = 0.95;

  /** A part of the time that is worth a word. */
  private static final double LARGE = 0.3;

  private static final double CHECKPOINTS = 0.1;

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    batchSize().ifPresent(lines::add);
    threads().ifPresent(lines::add);
    files().ifPresent(lines::add);
    if (report.times().shareOfEpoch(Phase.EVALUATION) > LARGE) {
      lines.add(
          String.format(
              Locale.ROOT,
              "validation rows: judging %,d of them is %.0f %% of each epoch; with fewer"
                  + " (data.validation_split) epochs are shorter, and which one is best is less"
                  + " certain",
              report.subject().run().data().validation().rows(),
              100 * report.times().shareOfEpoch(Phase.EVALUATION)));
    }
    if (report.times().shareOfEpoch(Phase.FROZEN) > LARGE) {
      lines.add(
          String.format(
              Locale.ROOT,
              "frozen layers: computing them is %.0f %% of each epoch; finetune.cache_features: true"
                  + " does it once, with the same result",
              100 * report.times().shareOfEpoch(Phase.FROZEN)));
    }
    if (report.times().share(Phase.CHECKPOINTS) > CHECKPOINTS) {
      lines.add(
          String.format(
              Locale.ROOT,
              "checkpoints: saving is %.0f %% of the run; a longer training.checkpoint.every saves"
                  + " less often, and an interrupted run repeats more",
              100 * report.times().share(Phase.CHECKPOINTS)));
    }
    double start = report.times().share(Phase.START) + report.times().share(Phase.NATIVES);
    if (start > LARGE) {
      lines.add(
          String.format(
              Locale.ROOT,
              "start: %.0f %% of the run is the start of Java and ND4J, which no setting changes",
              100 * start));
    }
    if (peak > 0.8 * available) {
      lines.add(
          "memory: the process takes most of what there is; a smaller training.batch_size or"
              + " data.storage: disk takes less");
    }
    return lines;
  }

  private static Optional<Rate> fastest(List<Rate> rates) {
    return rates.stream().max(Comparator.comparingDouble(Rate::rowsPerSecond));
  }

  private Optional<String> batchSize() {
    List<Rate> sizes = report.sizes();
    if (sizes.size() < 2) {
      return Optional.empty();
    }
    double best = fastest(sizes).orElseThrow().rowsPerSecond();
    // The size nearest to the run's own changes least of what is learnt.
    Rate found =
        sizes.stream()
            .filter(rate -> rate.rowsPerSecond() >= AS_FAST * best)
            .min(
                Comparator.comparingDouble(
                    rate ->
                        Math.abs(
                            Math.log((double) rate.setting().batchSize() / report.batchSize()))))
            .orElseThrow();
    if (report.ratio(found) < WORTH) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "batch size: %,d is well chosen, no other is much faster",
              report.batchSize()));
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "batch size: %,d instead of %,d trains %.1f times as many rows per second, with %s MB of"
                + " memory for the network; but %s, so look for the learning rate anew"
                + " (train --lr-finder) and compare the validation metrics",
            found.setting().batchSize(),
            report.batchSize(),
            report.ratio(found),
            String.format(Locale.ROOT, "%,.0f", report.memory(found) / 1e6),
            found.setting().batchSize() > report.batchSize()
                ? "fewer updates per epoch may cost accuracy"
                : "noisier updates may change the accuracy"));
  }

  private Optional<String> threads() {
    List<Rate> rates = report.threadings();
    if (rates.size() < 2) {
      return Optional.empty();
    }
    Rate best = fastest(rates).orElseThrow();
    if (report.ratio(best) >= WORTH) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "threads: --threads %d trains %.1f times as many rows per second as %d; the last digits"
                  + " of the weights may differ then, accuracy is not at risk",
              best.setting().threads(),
              report.ratio(best),
              report.threads()));
    }
    Optional<Rate> fewer =
        rates.stream()
            .filter(rate -> rate.setting().threads() < report.threads())
            .filter(rate -> report.ratio(rate) >= AS_FAST)
            .min(Comparator.comparingInt(rate -> rate.setting().threads()));
    return Optional.of(
        fewer
            .map(
                rate ->
                    String.format(
                        Locale.ROOT,
                        "threads: --threads %d is as fast as %d and leaves cores to other runs",
                        rate.setting().threads(),
                        report.threads()))
            .orElse(
                String.format(
                    Locale.ROOT,
                    "threads: %d is well chosen, no other number is much faster",
                    report.threads())));
  }

  private Optional<String> files() {
    PhaseTimes times = report.times();
    double share = 0;
    for (Phase phase : Phase.values()) {
      share += phase.isOfFiles() ? times.share(phase) : 0;
    }
    if (share < LARGE) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "data: reading and encoding is %.0f %% of the run%s",
            100 * share,
            report.config().data().storage() == Storage.DISK
                ? ""
                : String.format(
                    Locale.ROOT,
                    "; data.storage: disk keeps the encoded rows, which saves later runs on the same"
                        + " data up to %s, with the same result",
                    BenchReport.duration(times.of(Phase.ENCODING) + times.of(Phase.READING) / 3))));
  }
}
