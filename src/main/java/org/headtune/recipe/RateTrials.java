package org.headtune.recipe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.headtune.config.ResolvedConfig;
import org.headtune.config.TrainingConfig;
import org.headtune.data.Examples;
import org.headtune.model.FeatureCache;
import org.headtune.model.SoftmaxClassifier;
import org.headtune.training.BatchOrder;
import org.headtune.training.Diverged;
import org.headtune.training.EpochRecord;
import org.headtune.training.Position;
import org.headtune.training.Schedule;
import org.headtune.training.TrainingLoop;

/**
 * How many rows per second the training loop takes in several settings, each tried several times in
 * turn, so that a disturbance meets them all. The weights go on from trial to trial.
 */
final class RateTrials {
  private static final int ROUNDS = 3;

  private final Clock clock;
  private final Interruption.Ear ear;
  private final RunRecord run;
  private final SoftmaxClassifier model;
  private final FeatureCache features;
  private final JobSettings settings;

  /**
   * One way to train.
   *
   * @param config that differs from the run's in the batch size at most
   * @param threads of the native code
   */
  record Setting(ResolvedConfig config, int threads) {
    int batchSize() {
      return config.config().training().batchSize();
    }
  }

  /**
   * What it gave.
   *
   * @param rowsPerSecond the median of its trials
   */
  record Rate(Setting setting, double rowsPerSecond) {}

  RateTrials(
      Clock clock,
      Interruption.Ear ear,
      RunRecord run,
      SoftmaxClassifier model,
      FeatureCache features,
      JobSettings settings) {
    this.clock = clock;
    this.ear = ear;
    this.run = run;
    this.model = model;
    this.features = features;
    this.settings = settings;
  }

  /**
   * Tries all settings that there is time for, the first ones first.
   *
   * @param time for all of them, which one update that takes long may exceed
   */
  List<Rate> of(List<Setting> all, Duration time) {
    Instant deadline = clock.instant().plus(time);
    Duration slice = time.dividedBy((long) ROUNDS * all.size());
    List<List<Double>> rates = new ArrayList<>();
    all.forEach(setting -> rates.add(new ArrayList<>()));
    try {
      for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < all.size(); i++) {
          if (clock.instant().isBefore(deadline) && ear.heard().isEmpty()) {
            rates.get(i).add(rate(all.get(i), slice));
          }
        }
      }
    } catch (Diverged diverged) {
      // So many updates are more than the run may bear; what was measured before holds.
      return found(all, rates);
    }
    return found(all, rates);
  }

  private static List<Rate> found(List<Setting> all, List<List<Double>> rates) {
    List<Rate> found = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (!rates.get(i).isEmpty()) {
        found.add(new Rate(all.get(i), median(rates.get(i))));
      }
    }
    return found;
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private double rate(Setting setting, Duration time) {
    settings.withThreads(setting.threads()).startBackend();
    TrainingConfig training = setting.config().config().training();
    Examples train = run.data().train();
    int rows = BatchOrder.of(training, train.labels()).size();
    Schedule schedule = Schedule.of(training, rows, setting.config()::place);
    model.train(run.objective().rules(setting.config().config(), run.data(), run.layers()));
    Meter meter = new Meter(time, rows, training.updateRows());
    while (!meter.over) {
      new TrainingLoop(training, model, train, features, schedule, run.objective().views())
          .run(meter);
    }
    return meter.rate();
  }

  /** Counts rows and time after the first update, which takes memory for a batch of its size. */
  private final class Meter implements TrainingLoop.Observer {
    private final Duration time;
    private final int rowsOfEpoch;
    private final int rowsOfUpdate;
    private Instant began;
    private Duration spent = Duration.ZERO;
    private long rows;
    private boolean over;

    Meter(Duration time, int rowsOfEpoch, int rowsOfUpdate) {
      this.time = time;
      this.rowsOfEpoch = rowsOfEpoch;
      this.rowsOfUpdate = rowsOfUpdate;
    }

    @Override
    public boolean afterBatch(Position after, int batches) {
      Instant now = clock.instant();
      if (began == null) {
        began = now;
        return true;
      }
      rows += Math.min(rowsOfUpdate, rowsOfEpoch - (after.batches() - 1L) * rowsOfUpdate);
      spent = Duration.between(began, now);
      over = spent.compareTo(time) >= 0 || ear.heard().isPresent();
      return !over;
    }

    @Override
    public boolean afterEpoch(EpochRecord epoch) {
      return !over;
    }

    double rate() {
      return rows / Math.max(1e-6, spent.toNanos() / 1e9);
    }
  }
}
