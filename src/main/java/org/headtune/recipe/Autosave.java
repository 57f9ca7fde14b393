package org.headtune.recipe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.headtune.ExitCode;
import org.headtune.config.Amount;
import org.headtune.config.TrainingConfig;

/**
 * Decides when the state of a run is saved, and when the run must end before its last epoch: on
 * request, after the epoch that was named, because its time is up, or because a checkpoint would
 * have to hold too much.
 */
final class Autosave {
  /** Saving and judging may take longer the next time. */
  private static final int MARGIN = 2;

  /** Characters that the numbers of all epochs may take; with 64 MB no checkpoint can be read. */
  private static final long MOST_KEPT = 48 << 20;

  private final Clock clock;
  private final Amount interval;
  private final Optional<Instant> deadline;
  private final Interruption.Ear ear;
  private final OptionalInt stopAfter;
  private Instant saved;
  private Duration lastSaving = Duration.ZERO;
  private Duration lastJudging = Duration.ZERO;
  private int stepsSince;
  private int epochsSince;
  private long kept;

  /**
   * Begins to count.
   *
   * @param began when the run started
   * @param stopAfter the epoch after which the run must end
   */
  Autosave(
      TrainingConfig config,
      Clock clock,
      Instant began,
      Interruption.Ear ear,
      OptionalInt stopAfter) {
    this.clock = clock;
    this.interval = config.checkpoint().interval();
    this.deadline = config.timeLimit().map(began::plus);
    this.ear = ear;
    this.stopAfter = stopAfter;
    this.saved = clock.instant();
  }

  /** Counts a weight update; answers whether the state is to be saved after it. */
  boolean isDueAfterStep() {
    stepsSince++;
    return interval.unit() == Amount.Unit.STEPS
        ? stepsSince >= interval.count()
        : interval.time().isPresent() && sinceSaved().compareTo(interval.time().get()) >= 0;
  }

  /** Counts an epoch; answers whether the state is to be saved after it. */
  boolean isDueAfterEpoch() {
    epochsSince++;
    return interval.unit() == Amount.Unit.EPOCHS && epochsSince >= interval.count();
  }

  private Duration sinceSaved() {
    return Duration.between(saved, clock.instant());
  }

  /** The state was saved, which took from then till now. */
  void saved(Instant begin) {
    saved = clock.instant();
    lastSaving = Duration.between(begin, saved);
    stepsSince = 0;
    epochsSince = 0;
  }

  /** The validation rows were judged, which took from then till now. */
  void judged(Instant begin) {
    lastJudging = Duration.between(begin, clock.instant());
  }

  /** The request to stop, if there was one. */
  Optional<ExitCode> stopAsked() {
    return ear.heard();
  }

  /** Whether the epoch before the one that comes next is the last one that was asked for. */
  boolean isToStop(int next) {
    return stopAfter.isPresent() && next > stopAfter.getAsInt();
  }

  /** Whether what is left of the time limit is needed to save, judge and write the model. */
  boolean timeIsUp() {
    Duration needed = lastSaving.plus(lastJudging).multipliedBy(MARGIN);
    return deadline.isPresent() && !clock.instant().plus(needed).isBefore(deadline.get());
  }

  /** Counts the numbers of an epoch, which every checkpoint from now on holds. */
  void keep(String line) {
    kept += line.length();
  }

  /** Whether checkpoints hold as many epochs as they can. */
  boolean isFull() {
    return kept >= MOST_KEPT;
  }

  /** What is to be said if they do. */
  Optional<String> fullness(int epochs) {
    return isFull()
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "the run ends here, since no checkpoint can hold the numbers of more than these %,d"
                    + " epochs; a larger training.batch_size or learning rate takes fewer of them",
                epochs))
        : Optional.empty();
  }
}
