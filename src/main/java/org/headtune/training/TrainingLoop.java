package org.headtune.training;

import org.headtune.config.TrainingConfig;
import org.headtune.data.Examples;
import org.headtune.model.FeatureCache;
import org.headtune.model.FeatureTable;
import org.headtune.model.SoftmaxClassifier;
import org.nd4j.linalg.factory.Nd4j;

/** Passes over the training rows in batches, one weight update each. */
public final class TrainingLoop {
  private final TrainingConfig config;
  private final SoftmaxClassifier classifier;
  private final Examples train;
  private final FeatureCache features;

  /** What the caller learns while the loop runs, on the loop's own thread. */
  public interface Observer {

    /**
     * Called after each weight update.
     *
     * @param epoch counted from 1
     * @param batch counted from 1
     * @param batches of this epoch
     * @param loss mean cross-entropy of the batch before the update
     */
    void afterBatch(int epoch, int batch, int batches, double loss);

    /** Called after each epoch; the answer says whether there may be another one. */
    boolean afterEpoch(EpochRecord record);
  }

  public TrainingLoop(TrainingConfig config, SoftmaxClassifier classifier, Examples train) {
    this(
        config,
        classifier,
        train,
        FeatureCache.none(FeatureTable.of(train.features(), train.width())));
  }

  /**
   * @param features the training rows with what frozen layers make of them
   */
  public TrainingLoop(
      TrainingConfig config, SoftmaxClassifier classifier, Examples train, FeatureCache features) {
    this.config = config;
    this.classifier = classifier;
    this.train = train;
    this.features = features;
  }

  /**
   * Runs until the last epoch or until the observer has had enough.
   *
   * @throws Diverged when the loss of a batch is not finite, or at the end of an epoch a weight or
   *     the optimiser's state
   */
  public void run(Observer observer) {
    run(1, observer);
  }

  /**
   * Goes on with a run: given the classifier as an earlier epoch left it, optimiser state included,
   * the result is bit by bit that of a run without interruption.
   *
   * @param firstEpoch counted from 1
   * @throws Diverged as {@link #run(Observer)}
   */
  public void run(int firstEpoch, Observer observer) {
    BatchOrder order = new BatchOrder(config.seed(), train.rows());
    boolean goOn = true;
    for (int epoch = firstEpoch; goOn && epoch <= config.epochs(); epoch++) {
      // Dropout draws from this generator, which belongs to the thread.
      Nd4j.getRandom().setSeed(BatchOrder.epochSeed(config.seed(), epoch));
      goOn = observer.afterEpoch(epoch(epoch, order.of(epoch), observer));
    }
  }

  private EpochRecord epoch(int epoch, int[] order, Observer observer) {
    int batchSize = Math.min(config.batchSize(), train.rows());
    int batches = (train.rows() - 1) / batchSize + 1;
    classifier.beginEpoch(epoch, batches);
    FeatureTable table = features.rows(classifier);
    double sum = 0;
    for (int batch = 1; batch <= batches; batch++) {
      int from = (batch - 1) * batchSize;
      int count = Math.min(batchSize, train.rows() - from);
      double loss = classifier.fit(table, train.labels(), order, from, count);
      if (!Double.isFinite(loss)) {
        throw diverged(epoch, (epoch - 1L) * batches + batch);
      }
      sum += loss * count;
      observer.afterBatch(epoch, batch, batches, loss);
    }
    if (!classifier.isFinite()) {
      throw diverged(epoch, (long) epoch * batches);
    }
    classifier.graph().incrementEpochCount();
    return new EpochRecord(epoch, sum / train.rows(), classifier.learningRate(), train.rows());
  }

  private Diverged diverged(int epoch, long iteration) {
    return new Diverged(epoch, iteration, classifier.learningRate());
  }
}
