package org.headtune.recipe;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.headtune.config.Amount;

/**
 * Where the time of a run goes.
 *
 * @param measured seconds by phase, from the first to the last look
 * @param once seconds of a run by phase that do not depend on the number of epochs
 * @param perEpoch seconds of one more epoch by phase
 * @param epochs of the run: as many as were measured if it came to its end, else all there may be
 * @param ended whether the run that was measured came to its end
 */
record PhaseTimes(
    Map<Phase, Double> measured,
    Map<Phase, Double> once,
    Map<Phase, Double> perEpoch,
    int epochs,
    boolean ended) {

  /**
   * Takes a measured run apart.
   *
   * @param sections seconds by phase: one section up to the end of each epoch, and the rest
   * @param trial what was heard of that run
   * @param epochs that are asked for
   * @param judging seconds that the validation rows take, where no epoch came to its end
   */
  static PhaseTimes of(
      List<Map<Phase, Double>> sections, TrialStory trial, int epochs, double judging) {
    Map<Phase, Double> measured = new EnumMap<>(Phase.class);
    sections.forEach(
        section -> section.forEach((phase, time) -> measured.merge(phase, time, Double::sum)));
    Map<Phase, Double> once = new EnumMap<>(measured);
    Map<Phase, Double> perEpoch = new EnumMap<>(Phase.class);
    int done = trial.epochs();
    for (Phase phase : Phase.values()) {
      if (done > 1) {
        // The first epoch has more to do: code is compiled, memory is taken, the folder is made.
        double sum =
            sections.subList(1, done).stream().mapToDouble(s -> s.getOrDefault(phase, 0.0)).sum();
        perEpoch.put(phase, sum / (done - 1));
      } else if (phase.isOfLoop()) {
        double part = done == 1 ? 1 : Math.max(trial.partOfEpoch(), 1e-9);
        perEpoch.put(phase, sections.get(0).getOrDefault(phase, 0.0) / part);
      } else if (phase == Phase.EVALUATION) {
        perEpoch.put(phase, done == 1 ? sections.get(0).getOrDefault(phase, 0.0) : judging);
      }
      once.put(phase, once(phase, sections, perEpoch.getOrDefault(phase, 0.0), done));
    }
    boolean ended = !trial.timeWasUp();
    return new PhaseTimes(measured, once, perEpoch, ended ? done : epochs, ended);
  }

  /** What is left beside the epochs; a part of one that was cut off belongs to no run. */
  private static double once(
      Phase phase, List<Map<Phase, Double>> sections, double perEpoch, int done) {
    double first = sections.get(0).getOrDefault(phase, 0.0);
    double last = sections.get(sections.size() - 1).getOrDefault(phase, 0.0);
    if (done == 0) {
      return phase.isOfLoop() ? 0 : first;
    }
    return Math.max(0, first - perEpoch) + (phase.isOfLoop() ? 0 : last);
  }

  /** With so many seconds more that a run needs once. */
  PhaseTimes with(Phase phase, double seconds) {
    Map<Phase, Double> more = new EnumMap<>(once);
    more.merge(phase, seconds, Double::sum);
    return new PhaseTimes(measured, more, perEpoch, epochs, ended);
  }

  /** With the checkpoints of a longer run, each as long as the one at the end. */
  PhaseTimes withCheckpoints(Amount interval) {
    double every = interval.time().map(Duration::toSeconds).orElse(0L);
    return ended || every == 0
        ? this
        : with(
            Phase.CHECKPOINTS,
            Math.floor(total() / every) * once.getOrDefault(Phase.CHECKPOINTS, 0.0));
  }

  /** Seconds of a whole run. */
  double of(Phase phase) {
    return once.getOrDefault(phase, 0.0) + epochs * perEpoch.getOrDefault(phase, 0.0);
  }

  /** Seconds of a whole run, all phases together. */
  double total() {
    double sum = 0;
    for (Phase phase : Phase.values()) {
      sum += of(phase);
    }
    return sum;
  }

  /** The share of a whole run, 0 to 1. */
  double share(Phase phase) {
    return of(phase) / Math.max(total(), 1e-9);
  }

  /** The share of one epoch, 0 to 1. */
  double shareOfEpoch(Phase phase) {
    double sum = perEpoch.values().stream().mapToDouble(Double::doubleValue).sum();
    return perEpoch.getOrDefault(phase, 0.0) / Math.max(sum, 1e-9);
  }

  /** Seconds measured, all phases together. */
  double measuredSeconds() {
    return measured.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
