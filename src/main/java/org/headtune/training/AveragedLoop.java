package org.headtune.training;

import java.util.List;
import org.headtune.config.TrainingConfig;
import org.headtune.model.NetworkState;
import org.headtune.model.SoftmaxClassifier;

/**
 * Passes over the training rows in rounds: in each, several copies of the network are trained on
 * batches of their own, and their mean is what the next round starts from (McDonald, Hall and Mann
 * 2010, "iterative parameter mixing"; DL4J's {@code ParameterAveragingTrainingMaster}). Each batch
 * is trained with the rows and the chance that it would have anywhere.
 */
public final class AveragedLoop {
  private final TrainingConfig config;
  private final SoftmaxClassifier classifier;
  private final int rows;
  private final Schedule schedule;
  private final AveragingPlan plan;
  private final Workers workers;

  /**
   * A loop.
   *
   * @param classifier holds the mean after each round
   * @param rows of one epoch
   * @param schedule of the learning rate, by the updates of one worker
   */
  public AveragedLoop(
      TrainingConfig config,
      SoftmaxClassifier classifier,
      int rows,
      Schedule schedule,
      Workers workers) {
    this.config = config;
    this.classifier = classifier;
    this.rows = rows;
    this.schedule = schedule;
    this.plan = AveragingPlan.of(config, rows);
    this.workers = workers;
  }

  /** Who does what, in words. */
  public String plan() {
    return plan.toString();
  }

  /**
   * Runs until the last epoch or until the observer, who is called after each round, has had
   * enough; as {@link TrainingLoop#run(Position, TrainingLoop.Observer)}.
   *
   * @throws Diverged as there
   */
  public void run(Position start, TrainingLoop.Observer observer) {
    if (config.weightAverage().isPresent() && classifier.average().isEmpty()) {
      classifier.setAverage(classifier.parameters());
    }
    Position position = start;
    boolean goOn = true;
    while (goOn && position.epoch() <= config.epochs()) {
      goOn = epoch(position, observer);
      position = Position.beginOf(position.epoch() + 1);
    }
  }

  private boolean epoch(Position start, TrainingLoop.Observer observer) {
    int epoch = start.epoch();
    classifier.beginEpoch(epoch, schedule.updatesPerEpoch());
    double sum = start.loss();
    int done = start.batches();
    if (done > 0) {
      setRate(epoch, done);
    }
    observer.beforeEpoch();
    while (done < plan.batches()) {
      List<Share> shares = plan.round(epoch, done, schedule);
      TrainedRound round =
          workers.train(NetworkState.of(classifier), classifier.health().memory(), shares);
      round.state().restore(classifier);
      classifier.health().recall(round.health());
      done += shares.stream().mapToInt(Share::batches).sum();
      setRate(epoch, done);
      if (!Double.isFinite(round.loss())) {
        throw diverged(epoch);
      }
      sum += round.loss();
      if (!observer.afterBatch(new Position(epoch, done, sum), plan.batches())) {
        return false;
      }
    }
    if (!classifier.isFinite()) {
      throw diverged(epoch);
    }
    classifier.graph().incrementEpochCount();
    return observer.afterEpoch(new EpochRecord(epoch, sum / rows, classifier.learningRate(), rows));
  }

  /** The rate that is told is that of the last update. */
  private void setRate(int epoch, int done) {
    classifier.setRateFactor(
        schedule.factor((epoch - 1L) * schedule.updatesPerEpoch() + plan.updates(done) - 1));
  }

  private Diverged diverged(int epoch) {
    return new Diverged(epoch, classifier.iterations(), classifier.learningRate());
  }
}
