package org.headtune.recipe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.headtune.artifact.Json;
import org.headtune.artifact.RunFolder;
import org.headtune.data.Examples;
import org.headtune.evaluation.Evaluation;
import org.headtune.evaluation.Metric;
import org.headtune.model.SoftmaxClassifier;
import org.headtune.training.EarlyStopping;
import org.headtune.training.EpochRecord;
import org.headtune.training.TrainingLoop;

/**
 * What is written down while a model trains: each epoch's numbers, the weights of the best epoch,
 * and whether to go on.
 */
final class TrainingDiary implements TrainingLoop.Observer {
  private final Story story;
  private final Clock clock;
  private final RunFolder folder;
  private final SoftmaxClassifier model;
  private final Examples validation;
  private final Monitor monitor;
  private final EarlyStopping stopping;
  private final int epochs;
  private final List<EpochReport> reports = new ArrayList<>();
  private Optional<float[]> bestParameters = Optional.empty();
  private Instant epochBegan;
  private double secondsSoFar;

  TrainingDiary(
      Story story,
      Clock clock,
      RunFolder folder,
      SoftmaxClassifier model,
      Examples validation,
      Monitor monitor,
      EarlyStopping stopping,
      int epochs) {
    this.story = story;
    this.clock = clock;
    this.folder = folder;
    this.model = model;
    this.validation = validation;
    this.monitor = monitor;
    this.stopping = stopping;
    this.epochs = epochs;
    this.epochBegan = clock.instant();
  }

  @Override
  public void afterBatch(int epoch, int batch, int batches, double loss) {
    story.progress("epoch " + epoch + "/" + epochs, batch, batches);
  }

  @Override
  public boolean afterEpoch(EpochRecord epoch) {
    double trainingSeconds = secondsSince(epochBegan);
    Map<Metric, Double> metrics = judge();
    boolean best = stopping.isBest(epoch.epoch(), monitor.value(epoch.loss(), metrics));
    if (best) {
      bestParameters = Optional.of(model.parameters());
    }
    secondsSoFar += secondsSince(epochBegan);
    epochBegan = clock.instant();
    EpochReport report =
        new EpochReport(
            epoch.epoch(),
            epochs,
            epoch.loss(),
            epoch.learningRate(),
            metrics,
            best,
            epoch.rows() / trainingSeconds,
            secondsSoFar / epoch.epoch() * (epochs - epoch.epoch()));
    reports.add(report);
    folder.appendMetrics(Json.write(line(report)));
    story.epoch(report);
    return !stopping.shouldStop();
  }

  private Map<Metric, Double> judge() {
    return validation.rows() == 0
        ? Map.of()
        : Evaluation.of(Judge.predict(model, validation)).metrics();
  }

  /** Without times, so that the same run leaves the same file. */
  private static Map<String, Object> line(EpochReport epoch) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("epoch", epoch.epoch());
    line.put("loss", epoch.loss());
    line.put("learning_rate", epoch.learningRate());
    epoch.validation().forEach((metric, value) -> line.put("validation_" + metric.word(), value));
    line.put("best", epoch.best());
    return line;
  }

  private double secondsSince(Instant begin) {
    return Math.max(1e-6, Duration.between(begin, clock.instant()).toNanos() / 1e9);
  }

  /** One for each epoch that is over. */
  List<EpochReport> reports() {
    return reports;
  }

  /** The weights of the best epoch; empty if no epoch had a value that is a number. */
  Optional<float[]> bestParameters() {
    return bestParameters;
  }

  /** What decides which epoch is the best. */
  Monitor monitor() {
    return monitor;
  }

  /** The epoch those weights come from; 0 if there is none. */
  int bestEpoch() {
    return stopping.bestEpoch();
  }
}
