package org.headtune.recipe;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.headtune.Text;
import org.headtune.artifact.FinishedRun;
import org.headtune.artifact.Json;
import org.headtune.artifact.ModelCard;
import org.headtune.artifact.MultiLabel;
import org.headtune.artifact.Provenance;
import org.headtune.artifact.RunFolder;
import org.headtune.artifact.Sha256;
import org.headtune.backend.Backend;
import org.headtune.config.HeadConfig;
import org.headtune.config.ModelConfig;
import org.headtune.config.ResolvedConfig;
import org.headtune.config.TrainingConfig;
import org.headtune.data.ColumnShares;
import org.headtune.data.Prepared;
import org.headtune.data.Shape;
import org.headtune.data.SourceFile;
import org.headtune.evaluation.Labelling;
import org.headtune.model.LayerFate;
import org.headtune.model.LayerHealth;
import org.headtune.report.HtmlReport;
import org.headtune.report.ReportData;
import org.headtune.training.BatchOrder;
import org.headtune.training.HealthAdvice;
import org.headtune.training.Schedule;

/**
 * The facts of one training run, and the files they are written to.
 *
 * @param layers from the input up, the head last
 * @param objective what is trained
 * @param parent the model that training started from
 * @param began when the command started
 * @param folds what a cross-validation came to whose final model this run trains
 */
record RunRecord(
    ResolvedConfig config,
    Prepared data,
    List<LayerFate> layers,
    Objective objective,
    Backend backend,
    Optional<Provenance.Parent> parent,
    Instant began,
    Optional<FoldSummary> folds) {
  /** A mean of more rows would be hardly another one. */
  static final int TYPICAL_ROWS = 1000;

  /** A run without a cross-validation. */
  RunRecord(
      ResolvedConfig config,
      Prepared data,
      List<LayerFate> layers,
      Objective objective,
      Backend backend,
      Optional<Provenance.Parent> parent,
      Instant began) {
    this(config, data, layers, objective, backend, parent, began, Optional.empty());
  }

  /** What the network gives for a row, in words. */
  String outputs() {
    return objective.task().isPresent()
        ? "no labels (" + config.config().training().objective().word() + ")"
        : data.classes().size() + " classes";
  }

  /** How many epochs are trained at most. */
  int epochs() {
    int asked = config.config().training().epochs();
    return folds.map(FoldSummary::epochs).orElse(asked);
  }

  /** How many numbers the network stores. */
  long parameters() {
    return layers.stream().mapToLong(LayerFate::parameters).sum();
  }

  /** The learning rate over the run, from its beginning. */
  Schedule schedule() {
    TrainingConfig training = config.config().training();
    int rows = BatchOrder.of(training, data.train().labels()).size();
    return Schedule.of(training, rows, config::place);
  }

  /** How many classes a row has. */
  Labelling labelling() {
    return Objective.labelling(config.config());
  }

  /**
   * Writes all that a finished run leaves beside the config, the epochs and the log, once its last
   * checkpoint is written.
   *
   * @param thresholds of the classes, where a row may have several
   * @param shares what the training rows hold, as it is found out meanwhile
   */
  void write(
      RunFolder folder,
      CalibratedModel model,
      TrainingDiary diary,
      Findings findings,
      List<Double> thresholds,
      CompletableFuture<List<ColumnShares>> shares,
      Instant finished) {
    String report = HtmlReport.of(report(model, diary, findings, finished));
    diary.awaitSaved();
    findings.writeTables(folder);
    folder.write(RunFolder.REPORT, report);
    folder.write(RunFolder.PROVENANCE, Json.pretty(times(diary, finished)));
    List<ColumnShares> found = Pipeline.await(shares);
    ModelCard card = card(findings.metrics(), thresholds).withTraining(found);
    folder.writeModel(
        model.network().graph(), model.calibration().map(card::withCalibration).orElse(card));
    folder.write(RunFolder.METRICS, Json.pretty(metrics(model, diary, findings)));
    folder.complete();
  }

  /** What messages call the training files. */
  String trainFile() {
    return config.config().data().trainName();
  }

  /** The files of the validation rows, or of those that folds hold out, with their SHA-256. */
  Map<String, String> validationSum() {
    Set<String> own = data.parts().files(data.validation().rows() > 0 ? "validation" : "train");
    return data.files().stream()
        .filter(file -> own.contains(file.path()))
        .collect(Collectors.toMap(SourceFile::path, SourceFile::sha256, (one, same) -> same));
  }

  /**
   * All that is known about a model of this run.
   *
   * @param metrics what it is worth, by part of the data
   * @param thresholds of the classes, where a row may have several
   */
  ModelCard card(Map<String, Map<String, Double>> metrics, List<Double> thresholds) {
    ModelCard card =
        ModelCard.of(data.classes(), data.label(), data.columns(), metrics, provenance())
            .withLabelAliases(config.config().data().labelAliases())
            .withTypical(typical());
    if (objective.task().isPresent()) {
      return card.withObjective(config.config().training().objective().word());
    }
    return config
        .config()
        .data()
        .labelSeparator()
        .map(separator -> card.with(new MultiLabel(separator, thresholds)))
        .orElse(card);
  }

  /** What stands for "nothing known" in the plain numbers of a row. */
  private List<Float> typical() {
    Shape shape = data.columns().shape();
    boolean row = !shape.image() && !shape.sequence();
    return data.train().means(row ? shape.channels() : 0, TYPICAL_ROWS);
  }

  /** Whether the thresholds of classes are tuned; in fine-tuning they always are. */
  boolean tunesThresholds() {
    return config
        .config()
        .model()
        .map(ModelConfig::head)
        .map(head -> head instanceof HeadConfig.Sigmoid sigmoid && sigmoid.tuneThresholds())
        .orElse(true);
  }

  /** The thresholds of classes that are not tuned. */
  List<Double> untuned() {
    return Collections.nCopies(data.classes().size(), MultiLabel.UNTUNED);
  }

  /** The config's values by path, but for the place of the run. */
  Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    config.entries().stream()
        .filter(entry -> !entry.path().equals("output"))
        .forEach(entry -> settings.put(entry.path(), entry.value()));
    return settings;
  }

  /** What the model's bytes depend on; no wall-clock facts. */
  Provenance provenance() {
    Map<String, String> sums = new TreeMap<>();
    data.files().forEach(file -> sums.put(file.path(), file.sha256()));
    return new Provenance(
        Tool.version(),
        System.getProperty("java.runtime.version") + ", " + System.getProperty("java.vendor"),
        System.getProperty("os.name") + ", " + System.getProperty("os.arch"),
        backend.kind(),
        backend.blas(),
        backend.threads(),
        config.config().training().seed(),
        configSha256(),
        sums,
        parent.orElse(null));
  }

  /**
   * Of every key and value but those that do not change the model: where the run is written and its
   * rows are kept, how often it is saved, and how long it may take.
   */
  private String configSha256() {
    String keys =
        config.entries().stream()
            .filter(
                entry ->
                    !entry
                        .path()
                        .matches("output|data\\.storage|training\\.(checkpoint\\..*|max_time)"))
            .map(entry -> entry.path() + ": " + entry.value() + "\n")
            .collect(Collectors.joining());
    return Sha256.of(keys.getBytes(StandardCharsets.UTF_8));
  }

  private Map<String, Object> times(TrainingDiary diary, Instant finished) {
    Map<String, Object> times = new LinkedHashMap<>();
    times.put("started", began.toString());
    times.put("finished", finished.toString());
    times.put("seconds", seconds(finished));
    times.put(
        "samples_per_second", diary.reports().stream().map(EpochReport::samplesPerSecond).toList());
    times.put("threads_reason", backend.threadsReason());
    times.put("files", data.files());
    times.put("model", provenance());
    return times;
  }

  /** How long the run took. */
  double seconds(Instant finished) {
    // A clock may be set back while a run goes on.
    return Math.max(0, Duration.between(began, finished).toMillis() / 1e3);
  }

  /** The numbers of the run, for {@code metrics.json}. */
  Map<String, Object> metrics(CalibratedModel model, TrainingDiary diary, Findings findings) {
    Map<String, Object> metrics = new LinkedHashMap<>();
    metrics.put("epochs", diary.reports().size());
    metrics.put("best_epoch", diary.bestEpoch());
    metrics.put("monitor", diary.monitor().word());
    if (diary.isToStop() && !diary.isOver()) {
      metrics.put(FinishedRun.STOPPED_AFTER, diary.reports().size());
    }
    diary.divergedIn().ifPresent(epoch -> metrics.put(FinishedRun.DIVERGED_IN, epoch));
    model
        .calibration()
        .ifPresent(fitted -> metrics.put("calibration", CalibrationText.json(fitted)));
    metrics.putAll(findings.json());
    folds.ifPresent(done -> metrics.put("folds", done.json()));
    return metrics;
  }

  private ReportData report(
      CalibratedModel model, TrainingDiary diary, Findings findings, Instant finished) {
    return new ReportData(
        (parent.isPresent() ? "finetune " : "train ") + config.file(),
        new RunFacts(this).of(model, finished),
        Stream.concat(diary.advice().stream().map(HealthAdvice::sentence), data.notes().stream())
            .toList(),
        findings.judged(),
        data.classes().names(),
        diary.reports().stream().map(RunRecord::epoch).toList(),
        layers.stream().map(layer -> health(layer.name(), diary.reports())).toList(),
        diary.bestEpoch(),
        layers.stream()
            .map(
                layer ->
                    new ReportData.Layer(
                        layer.name(),
                        layer.kind(),
                        layer.output().toString(),
                        layer.parameters(),
                        layer.firstEpoch() <= diary.reports().size()))
            .toList(),
        folds.map(FoldSummary::report));
  }

  private static ReportData.LayerCurve health(String layer, List<EpochReport> reports) {
    LayerHealth unknown = LayerHealth.of(Map.of());
    List<LayerHealth> epochs =
        reports.stream().map(report -> report.layers().getOrDefault(layer, unknown)).toList();
    return new ReportData.LayerCurve(
        Text.printable(layer),
        epochs.stream().map(LayerHealth::gradientNorm).toList(),
        epochs.stream().map(LayerHealth::updateRatio).toList(),
        epochs.stream().map(LayerHealth::deadUnits).toList());
  }

  private static ReportData.Epoch epoch(EpochReport epoch) {
    return new ReportData.Epoch(
        epoch.epoch(),
        epoch.loss(),
        epoch.validationLoss(),
        epoch.validationAccuracy(),
        epoch.learningRate());
  }
}
