package org.headtune.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.headtune.config.ParameterAveragingConfig;
import org.headtune.config.TrainingConfig;

/**
 * Which worker trains which batches of an epoch. A round hands the next {@code workers * frequency}
 * batches out, to each worker as many that follow each other; the last round of an epoch has the
 * rest, as evenly as it goes, the first workers having one more.
 */
final class AveragingPlan {
  private final int workers;
  private final int frequency;
  private final int batches;

  private AveragingPlan(int workers, int frequency, int batches) {
    this.workers = workers;
    this.frequency = frequency;
    this.batches = batches;
  }

  /**
   * The plan of a run.
   *
   * @param rows of one epoch
   */
  static AveragingPlan of(TrainingConfig config, int rows) {
    int batches = (rows - 1) / config.updateRows() + 1;
    return config
        .parameterAveraging()
        .map(wanted -> of(wanted, batches))
        .orElse(new AveragingPlan(1, 1, batches));
  }

  private static AveragingPlan of(ParameterAveragingConfig wanted, int batches) {
    return new AveragingPlan(wanted.workers(), wanted.frequency(), batches);
  }

  /** Batches of an epoch, of all workers. */
  int batches() {
    return batches;
  }

  /** Weight updates that the busiest worker makes in an epoch. */
  int updates() {
    return updates(batches);
  }

  /** The same for the first batches of an epoch. */
  int updates(int done) {
    long round = (long) workers * frequency;
    return (int) (done / round * frequency + (done % round + workers - 1) / workers);
  }

  /**
   * The shares of the next round, of the workers that get one.
   *
   * @param done batches of the epoch that are over
   */
  List<Share> round(int epoch, int done, Schedule schedule) {
    int all = (int) Math.min((long) workers * frequency, batches - done);
    List<Share> shares = new ArrayList<>();
    int first = done + 1;
    for (int worker = 0; worker < Math.min(workers, all); worker++) {
      int count = all / workers + (worker < all % workers ? 1 : 0);
      double[] factors = new double[count];
      for (int i = 0; i < count; i++) {
        factors[i] = schedule.factor((epoch - 1L) * schedule.updatesPerEpoch() + updates(done) + i);
      }
      shares.add(new Share(epoch, first, factors));
      first += count;
    }
    return shares;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d workers, averaged every %d of the %d updates that each makes in an epoch of %d batches",
        workers,
        frequency,
        updates(),
        batches);
  }
}
