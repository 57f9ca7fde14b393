package org.headtune.recipe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** How long epochs take: their training alone, and with all that is done about them. */
final class EpochTimes {
  private final Clock clock;
  private Instant began;
  private Instant trainingBegan;
  private double seconds;
  private int epochs;

  /** The first epoch begins. */
  EpochTimes(Clock clock) {
    this.clock = clock;
    this.began = clock.instant();
    this.trainingBegan = began;
  }

  /** The training of an epoch begins, or of what is left of one. */
  void beginTraining() {
    trainingBegan = clock.instant();
  }

  /** Since the training of this epoch began, in seconds; more than 0. */
  double training() {
    return since(trainingBegan);
  }

  /**
   * An epoch is judged; what is written about it counts for the next one.
   *
   * @return seconds that an epoch has taken on average
   */
  double next() {
    seconds += since(began);
    epochs++;
    began = clock.instant();
    return seconds / epochs;
  }

  private double since(Instant begin) {
    return Math.max(1e-6, Duration.between(begin, clock.instant()).toNanos() / 1e9);
  }
}
