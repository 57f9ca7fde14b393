package org.headtune.recipe;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.headtune.artifact.Checkpoints;
import org.headtune.artifact.Json;
import org.headtune.artifact.ModelCard;
import org.headtune.artifact.ModelZip;
import org.headtune.artifact.RunFolder;
import org.headtune.config.TrainingConfig;
import org.headtune.data.Examples;
import org.headtune.evaluation.Metric;
import org.headtune.model.FeatureCache;
import org.headtune.model.SoftmaxClassifier;
import org.headtune.training.EarlyStopping;
import org.headtune.training.EpochRecord;
import org.headtune.training.HealthAdvice;
import org.headtune.training.Plateau;
import org.headtune.training.Position;
import org.headtune.training.Schedule;
import org.headtune.training.TrainingLoop;

/**
 * What is written down while a model trains: each epoch's numbers, the weights of the best epoch,
 * the checkpoints, and whether to go on.
 */
final class TrainingDiary implements TrainingLoop.Observer {
  /** Parameters of which a second copy matters to nobody: 16 MB. */
  private static final long MOST_COPIED = 1 << 22;

  private final Story story;
  private final Clock clock;
  private final RunFolder folder;
  private final RunRecord run;
  private final SoftmaxClassifier model;
  private final Monitor monitor;
  private final EarlyStopping stopping;
  private final Schedule schedule;
  private final Autosave autosave;
  private final FeatureCache validation;
  private final Aside aside;
  private CompletableFuture<?> lastSaving = CompletableFuture.completedFuture(null);
  private final List<EpochReport> reports = new ArrayList<>();
  private Optional<float[]> bestParameters = Optional.empty();
  private Position position = Position.START;
  private int bestSaved;
  private OptionalInt divergedIn = OptionalInt.empty();
  private final EpochTimes times;

  TrainingDiary(
      Story story,
      Clock clock,
      RunFolder folder,
      RunRecord run,
      SoftmaxClassifier model,
      Monitor monitor,
      Schedule schedule,
      Autosave autosave,
      FeatureCache validation,
      Aside aside) {
    this.story = story;
    this.clock = clock;
    this.folder = folder;
    this.run = run;
    this.model = model;
    this.monitor = monitor;
    this.stopping = monitor.stopping(training(run));
    this.schedule = schedule;
    this.autosave = autosave;
    this.validation = validation;
    this.aside = aside;
    this.times = new EpochTimes(clock);
  }

  private static TrainingConfig training(RunRecord run) {
    return run.config().config().training();
  }

  /** Begins a run; with a state, goes on with one. */
  void begin(Optional<TrainingState> state, Optional<float[]> best) {
    state.ifPresent(
        earlier -> {
          position = earlier.position();
          stopping.recall(earlier.stopping());
          schedule.plateau().ifPresent(plateau -> plateau.recall(earlier.plateau()));
          model.health().recall(earlier.health());
          earlier.epochs().forEach(epoch -> reports.add(epoch.report(epochs(), run.labelling())));
          bestParameters = best;
        });
    List<String> lines = lines();
    lines.forEach(autosave::keep);
    folder.startMetrics(lines);
  }

  /** If no better epoch was expected any more, waits as if the last one had been the best. */
  void waitAnew() {
    if (stopping.shouldStop()) {
      stopping.waitAnew();
    }
  }

  @Override
  public void beforeEpoch() {
    times.beginTraining();
  }

  @Override
  public boolean afterBatch(Position after, int batches) {
    position = after;
    story.progress("epoch " + after.epoch() + "/" + epochs(), after.batches(), batches);
    boolean end = autosave.stopAsked().isPresent() || autosave.timeIsUp();
    if (!autosave.isDueAfterStep() && !end) {
      return true;
    }
    if (!model.isFinite()) {
      return true; // The loop will find out, and no file may hold such weights.
    }
    save();
    return !end;
  }

  @Override
  public boolean afterEpoch(EpochRecord epoch) {
    position = Position.beginOf(epoch.epoch() + 1);
    double trainingSeconds = times.training();
    Instant judging = clock.instant();
    Map<Metric, Double> metrics = model.judged(this::judge);
    autosave.judged(judging);
    double value = monitor.value(epoch.epoch(), epoch.loss(), metrics);
    boolean best = stopping.isBest(epoch.epoch(), value);
    if (best) {
      bestParameters = Optional.of(model.judgedParameters());
    }
    double secondsPerEpoch = times.next();
    EpochReport report =
        new EpochReport(
            epoch.epoch(),
            epochs(),
            epoch.loss(),
            epoch.learningRate(),
            metrics,
            model.health().layers(),
            best,
            epoch.rows() / trainingSeconds,
            secondsPerEpoch * (epochs() - epoch.epoch()));
    reports.add(report);
    String line = Json.write(report.line());
    autosave.keep(line);
    if (folder.hasMetrics()) {
      folder.appendMetrics(line);
    } else {
      folder.startMetrics(lines());
    }
    story.epoch(report);
    if (schedule.plateau().map(plateau -> plateau.judge(monitor.better(), value)).orElse(false)) {
      story.note(
          String.format(
              Locale.ROOT,
              "%s got no better, so the learning rate falls to %.3g of the optimizer's",
              monitor.word(),
              schedule.plateau().get().factor()));
    }
    boolean end = isOver() || isToStop() || autosave.stopAsked().isPresent() || autosave.timeIsUp();
    if (autosave.isDueAfterEpoch() || end) {
      save();
    }
    return !end;
  }

  /** Whether the last epoch is done, no better one is expected, or no more can be kept. */
  boolean isOver() {
    return position.epoch() > epochs() || stopping.shouldStop() || autosave.isFull();
  }

  /** Nothing follows but what is kept of the epochs before. */
  void diverged(int epoch) {
    divergedIn = OptionalInt.of(epoch);
  }

  /** The epoch in which it diverged; empty if it did not. */
  OptionalInt divergedIn() {
    return divergedIn;
  }

  /** Whether it was told to end here, be there more to do or not. */
  boolean isToStop() {
    return autosave.isToStop(position.epoch());
  }

  private int epochs() {
    return run.epochs();
  }

  private void save() {
    Instant begin = clock.instant();
    if (isOver() && run.parameters() <= MOST_COPIED) {
      // What comes next writes nothing for a while, and of the network changes the weights alone.
      lastSaving = aside.begin(saving(ModelZip.Numbers.of(model.graph(), model.parameters())));
    } else {
      saving(ModelZip.Numbers.of(model.graph())).get();
    }
    if (bestSaved != bestEpoch() && !isOver()) {
      saveBest(folder.checkpoints());
    }
    autosave.saved(begin);
  }

  private Supplier<Void> saving(ModelZip.Numbers network) {
    long step = model.iterations();
    ModelCard card = run.card(validationOf(reports.size()), run.untuned());
    TrainingState state =
        new TrainingState(
            position,
            monitor.word(),
            stopping.memory(),
            schedule.plateau().map(Plateau::memory).orElse(Plateau.Memory.NONE),
            reports.stream().map(TrainingState.Epoch::of).toList(),
            model.health().memory(),
            run.layers(),
            run.settings());
    Optional<float[]> best = bestParameters;
    Optional<float[]> average = model.average();
    int keep = training(run).checkpoint().keepLast();
    return () -> {
      folder.checkpoints().write(step, network, card, state, best, average, keep);
      return null;
    };
  }

  /** Waits until the last checkpoint is written, whose faults are told here. */
  void awaitSaved() {
    Pipeline.await(lastSaving);
  }

  private void saveBest(Checkpoints checkpoints) {
    float[] now = model.parameters();
    model.setParameters(bestParameters.orElseThrow());
    checkpoints.writeBest(model.graph(), run.card(validationOf(bestEpoch()), run.untuned()));
    model.setParameters(now);
    bestSaved = bestEpoch();
  }

  /** What an epoch was worth, as metrics by part of the data. */
  private Map<String, Map<String, Double>> validationOf(int epoch) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    if (epoch > 0) {
      reports
          .get(epoch - 1)
          .validation()
          .forEach((metric, value) -> metrics.put(metric.word(), value));
    }
    return metrics.isEmpty() ? Map.of() : Map.of("validation", metrics);
  }

  private Map<Metric, Double> judge() {
    Examples rows = run.data().validation();
    return rows.rows() == 0
        ? Map.of()
        : run.objective().judge(model, validation.rows(model), rows).metrics();
  }

  private List<String> lines() {
    return reports.stream().map(report -> Json.write(report.line())).toList();
  }

  /** One for each epoch that is over. */
  List<EpochReport> reports() {
    return reports;
  }

  /** What the layers' gradients, updates and units say about the run so far. */
  List<HealthAdvice> advice() {
    int present = model.health().memory().epoch();
    return HealthAdvice.of(
        run.layers(),
        reports.stream()
            .map(report -> new HealthAdvice.Epoch(report.epoch(), report.layers()))
            .toList(),
        present > reports.size()
            ? Optional.of(new HealthAdvice.Epoch(present, model.health().layers()))
            : Optional.empty());
  }

  /** How far the run has come. */
  Position position() {
    return position;
  }

  /** The weights of the best epoch; empty if no epoch had a value that is a number. */
  Optional<float[]> bestParameters() {
    return bestParameters;
  }

  /** What decides which epoch is the best. */
  Monitor monitor() {
    return monitor;
  }

  /** Which epoch the weights come from, in words. */
  String choice() {
    return reports.isEmpty()
        ? "no epoch was finished"
        : monitor.choice(bestEpoch(), reports.size());
  }

  /** The epoch those weights come from; 0 if there is none. */
  int bestEpoch() {
    return stopping.bestEpoch();
  }
}
