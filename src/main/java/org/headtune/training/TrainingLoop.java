package org.headtune.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.headtune.Place;
import org.headtune.config.TrainingConfig;
import org.headtune.data.Examples;
import org.headtune.model.FeatureCache;
import org.headtune.model.FeatureTable;
import org.headtune.model.HealthMemory;
import org.headtune.model.Mixture;
import org.headtune.model.NetworkState;
import org.headtune.model.SoftmaxClassifier;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Passes over the training rows in batches, one weight update each. Where batches are accumulated,
 * those of one update count as one.
 */
public final class TrainingLoop {
  private final TrainingConfig config;
  private final SoftmaxClassifier classifier;
  private final Examples train;
  private final FeatureCache features;
  private final Schedule schedule;
  private final Optional<Augmentation> augmentation;
  private final Optional<Views> views;
  private FeatureTable rowsOfEpoch; // and their order, of the last share
  private int[] order;
  private int epochOfRows;

  /**
   * What the caller learns while the loop runs, on the loop's own thread. Whenever it is called,
   * the run may be saved.
   */
  public interface Observer {

    /** Called before the first batch of an epoch, or of what is left of one. */
    default void beforeEpoch() {}

    /**
     * Called after each weight update; the answer says whether the loop goes on.
     *
     * @param position after this batch
     * @param batches of this epoch in all
     */
    boolean afterBatch(Position position, int batches);

    /** Called after each epoch; the answer says whether there may be another one. */
    boolean afterEpoch(EpochRecord record);
  }

  /** A loop that trains from the examples themselves. */
  public TrainingLoop(TrainingConfig config, SoftmaxClassifier classifier, Examples train) {
    this(
        config,
        classifier,
        train,
        FeatureCache.none(FeatureTable.of(train.encoded())),
        Schedule.of(config, BatchOrder.of(config, train.labels()).size(), Place::of),
        Optional.empty());
  }

  /**
   * A loop.
   *
   * @param features the training rows with what frozen layers make of them
   * @param schedule of the learning rate
   * @param views of rows whose labels do not matter
   */
  public TrainingLoop(
      TrainingConfig config,
      SoftmaxClassifier classifier,
      Examples train,
      FeatureCache features,
      Schedule schedule,
      Optional<Views> views) {
    this.config = config;
    this.classifier = classifier;
    this.train = train;
    this.features = features;
    this.schedule = schedule;
    this.views = views;
    this.augmentation = Augmentation.of(config, classifier.input(), train);
  }

  /** The training rows as an epoch sees them. */
  private FeatureTable rows(int epoch) {
    FeatureTable table = features.rows(classifier);
    if (augmentation.isPresent() && table.level() > 0) {
      throw new IllegalStateException("what layers made of images before they were varied");
    }
    return views
        .map(seen -> seen.of(table, epoch))
        .or(() -> augmentation.map(varied -> varied.of(table, epoch)))
        .orElse(table);
  }

  /**
   * Runs until the last epoch or until the observer has had enough.
   *
   * @throws Diverged when the loss of a batch is not finite, or at the end of an epoch a weight or
   *     the optimiser's state
   */
  public void run(Observer observer) {
    run(Position.START, observer);
  }

  /**
   * Goes on with a run: given the classifier as it was at that position, optimiser state included,
   * the result is bit by bit that of a run without interruption.
   *
   * @throws Diverged as {@link #run(Observer)}
   */
  public void run(Position start, Observer observer) {
    BatchOrder order = BatchOrder.of(config, train.labels());
    Position position = start;
    boolean goOn = true;
    while (goOn && position.epoch() <= config.epochs()) {
      goOn = epoch(position, order.of(position.epoch()), observer);
      position = Position.beginOf(position.epoch() + 1);
    }
  }

  /**
   * Trains a share of a round, as a worker does.
   *
   * @param from where the network starts
   * @param health what was seen of its layers in this epoch so far
   */
  public TrainedShare train(NetworkState from, HealthMemory health, Share share) {
    from.restore(classifier);
    classifier.health().recall(health);
    classifier.beginEpoch(share.epoch(), schedule.updatesPerEpoch());
    if (rowsOfEpoch == null || epochOfRows != share.epoch()) {
      order = BatchOrder.of(config, train.labels()).of(share.epoch());
      rowsOfEpoch = rows(share.epoch());
      epochOfRows = share.epoch();
    }
    double sum = 0;
    long count = 0;
    for (int i = 0; i < share.batches() && Double.isFinite(sum); i++) {
      int batch = share.firstBatch() + i;
      double loss = update(rowsOfEpoch, order, share.epoch(), batch, share.factors()[i]);
      sum += loss * rows(batch, order);
      count += rows(batch, order);
    }
    return new TrainedShare(NetworkState.of(classifier), classifier.health().memory(), sum, count);
  }

  /** Workers that are this loop's network, one after the other. */
  public Workers alone() {
    return (from, health, shares) -> {
      List<TrainedShare> trained = new ArrayList<>();
      for (Share share : shares) {
        HealthMemory seen = trained.isEmpty() ? health : HealthMemory.beginOf(share.epoch());
        trained.add(train(from, seen, share));
      }
      return TrainedRound.of(trained);
    };
  }

  private boolean epoch(Position start, int[] order, Observer observer) {
    int epoch = start.epoch();
    int batches = schedule.updatesPerEpoch();
    classifier.beginEpoch(epoch, batches);
    FeatureTable table = rows(epoch);
    double sum = start.loss();
    if (start.batches() > 0) {
      // The rate that is told for an epoch is that of its last update, which may be done already.
      classifier.setRateFactor(schedule.factor((epoch - 1L) * batches + start.batches() - 1));
    }
    observer.beforeEpoch();
    for (int batch = start.batches() + 1; batch <= batches; batch++) {
      int count = rows(batch, order);
      double factor = schedule.factor((epoch - 1L) * batches + batch - 1);
      double loss = update(table, order, epoch, batch, factor);
      if (!Double.isFinite(loss)) {
        throw diverged(epoch, (epoch - 1L) * batches + batch);
      }
      sum += loss * count;
      if (!observer.afterBatch(new Position(epoch, batch, sum), batches)) {
        return false;
      }
    }
    if (!classifier.isFinite()) {
      throw diverged(epoch, (long) epoch * batches);
    }
    classifier.graph().incrementEpochCount();
    double loss = sum / order.length;
    return observer.afterEpoch(
        new EpochRecord(epoch, loss, classifier.learningRate(), order.length));
  }

  /** Rows of a batch, counted from 1; the last of an epoch may have fewer. */
  private int rows(int batch, int[] order) {
    return Math.min(config.updateRows(), order.length - firstRow(batch));
  }

  private int firstRow(int batch) {
    return (batch - 1) * config.updateRows();
  }

  /** The loss before the update. */
  private double update(FeatureTable table, int[] order, int epoch, int batch, double factor) {
    int count = rows(batch, order);
    // Dropout draws from this generator, which belongs to the thread.
    Nd4j.getRandom().setSeed(BatchOrder.batchSeed(config.seed(), epoch, batch));
    classifier.setRateFactor(factor);
    if (views.isPresent()) {
      FeatureTable asked = views.get().asked(features.rows(classifier), epoch);
      return classifier.fit(table, asked, order, firstRow(batch), count);
    }
    Mixture mixture = new Mixup(config.mixup(), config.seed()).of(epoch, batch, count);
    return classifier.fit(table, train.labels(), order, firstRow(batch), count, mixture);
  }

  /**
   * Trains with the rates of a range test in place of the schedule's, over as many epochs as that
   * takes. Layers are frozen as in the first epoch. The classifier is of no use afterwards.
   *
   * @param test takes the losses
   * @param done told the number of updates so far
   */
  public void tryRates(RangeTest test, IntConsumer done) {
    BatchOrder order = BatchOrder.of(config, train.labels());
    int batches = schedule.updatesPerEpoch();
    classifier.beginEpoch(1, batches);
    int update = 0;
    boolean goOn = true;
    for (int epoch = 1; goOn; epoch++) {
      int[] rows = order.of(epoch);
      FeatureTable table = rows(epoch);
      for (int batch = 1; goOn && batch <= batches; batch++) {
        double factor = RangeTest.rate(update) / config.optimizer().learningRate();
        goOn = test.add(update(table, rows, epoch, batch, factor));
        update++;
        done.accept(update);
      }
    }
  }

  private Diverged diverged(int epoch, long iteration) {
    return new Diverged(epoch, iteration, classifier.learningRate());
  }
}
