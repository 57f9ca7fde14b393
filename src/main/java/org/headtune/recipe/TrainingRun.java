package org.headtune.recipe;

import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.headtune.ExitCode;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.artifact.Checkpoint;
import org.headtune.artifact.Json;
import org.headtune.artifact.RunFolder;
import org.headtune.artifact.SplitTable;
import org.headtune.backend.Backend;
import org.headtune.config.FinetuneConfig;
import org.headtune.config.TrainingConfig;
import org.headtune.data.ColumnShares;
import org.headtune.data.FittedColumn;
import org.headtune.data.Fold;
import org.headtune.data.Prepared;
import org.headtune.evaluation.Labelling;
import org.headtune.model.SoftmaxClassifier;
import org.headtune.training.Diverged;
import org.headtune.training.Schedule;

/**
 * What training from random weights and fine-tuning have in common: from a network and encoded rows
 * to a run folder.
 */
final class TrainingRun {
  /** How the warning begins that the time limit has ended the run. */
  static final String TIME_IS_OVER = "training.max_time is over";

  private final LoggedStory story;
  private final Clock clock;
  private final Interruption interruption;
  private final RunRecord run;
  private final Monitor monitor;
  private final Schedule schedule;
  private final KeptRows storage;
  private final Optional<Fold> fold;

  /**
   * A run.
   *
   * @param storage has files for rows
   */
  TrainingRun(
      LoggedStory story,
      Clock clock,
      Interruption interruption,
      RunRecord run,
      Monitor monitor,
      KeptRows storage) {
    this(story, clock, interruption, run, monitor, storage, Optional.empty());
  }

  /**
   * A run that may be a part of a cross-validation.
   *
   * @param storage has files for rows
   * @param fold that is held out
   */
  TrainingRun(
      LoggedStory story,
      Clock clock,
      Interruption interruption,
      RunRecord run,
      Monitor monitor,
      KeptRows storage,
      Optional<Fold> fold) {
    this.storage = storage;
    this.story = story;
    this.clock = clock;
    this.interruption = interruption;
    this.run = run;
    this.monitor = monitor;
    this.schedule = run.schedule();
    this.fold = fold;
  }

  /**
   * Trains and writes.
   *
   * @param fresh makes the network with its first weights; not asked when a run goes on
   */
  Outcome go(
      Supplier<SoftmaxClassifier> fresh, Optional<Resumption> earlier, JobSettings settings) {
    Path output = Path.of(run.config().config().output());
    if (RunFolder.isComplete(output) && earlier.isPresent() && earlier.get().isOver(run, monitor)) {
      return earlier.get().nothingToDo(output, run);
    }
    storage.others().ifPresent(Workforce::start);
    try (RunFolder folder = RunFolder.create(output, settings.earlierRun())) {
      folder.startLog();
      try {
        begin(folder);
        return train(fresh, earlier, folder, settings.stopAfter());
      } catch (RuntimeException | Error fault) {
        story.failure(fault);
        throw fault;
      }
    }
  }

  /** Writes down what is asked for, and of a whole run tells it. */
  void begin(RunFolder folder) {
    folder.write(RunFolder.CONFIG, run.config().yaml());
    folder.write(RunFolder.SPLITS, SplitTable.of(run.data().parts()));
    if (fold.isEmpty()) {
      tell(folder);
    }
  }

  /**
   * Trains in a folder that is ready, and writes what the run leaves.
   *
   * @param stopAfter the epoch after which the run ends although it could go on
   */
  Outcome train(
      Supplier<SoftmaxClassifier> fresh,
      Optional<Resumption> earlier,
      RunFolder folder,
      OptionalInt stopAfter) {
    Optional<Checkpoint<TrainingState>> checkpoint = earlier.map(Resumption::load);
    SoftmaxClassifier model =
        checkpoint
            .map(from -> SoftmaxClassifier.of(from.model().graph(), run.data().columns().shape()))
            .orElseGet(fresh);
    TrainingConfig training = run.config().config().training();
    model.train(run.objective().rules(run.config().config(), run.data(), run.layers()));
    // A forced change may have switched it off.
    checkpoint
        .flatMap(Checkpoint::average)
        .filter(average -> training.weightAverage().isPresent())
        .ifPresent(model::setAverage);
    FrozenFeatures features = new FrozenFeatures(story, storage, cachesFeatures());
    try (Interruption.Ear ear = interruption.listen();
        Aside aside = new Aside()) {
      Autosave autosave = new Autosave(training, clock, run.began(), ear, stopAfter);
      TrainingDiary diary =
          new TrainingDiary(
              story,
              clock,
              folder,
              run,
              model,
              monitor,
              schedule,
              autosave,
              features.of("validation", run.data().validation()),
              aside);
      diary.begin(earlier.map(Resumption::state), checkpoint.flatMap(Checkpoint::best));
      if (earlier.isPresent() && earlier.get().isExtended(run)) {
        diary.waitAnew();
      }
      if (!diary.isOver() && !diary.isToStop()) {
        fit(model, diary, features, folder, aside);
      }
      autosave.stopAsked().ifPresent(code -> stop(code, diary, folder));
      autosave.fullness(diary.reports().size()).ifPresent(story::warning);
      if (!diary.isOver() && diary.isToStop()) {
        story.note(
            "stops after epoch "
                + diary.reports().size()
                + " as asked for; the run goes on with: "
                + resumingCommand(folder));
      } else if (!diary.isOver()) {
        story.warning(
            TIME_IS_OVER
                + " in epoch "
                + diary.position().epoch()
                + "; the run ends here, and goes on with: "
                + resumingCommand(folder));
      }
      return finish(model, diary, folder, aside);
    }
  }

  private boolean cachesFeatures() {
    return run.config().config().finetune().map(FinetuneConfig::cacheFeatures).orElse(false);
  }

  private void tell(RunFolder folder) {
    Prepared data = run.data();
    Backend backend = run.backend();
    story.note(
        String.format(
            Locale.ROOT,
            "%,d training, %,d validation, %,d test rows; %d columns in, %s",
            data.train().rows(),
            data.validation().rows(),
            data.test().rows(),
            data.columns().columns().stream().map(FittedColumn::name).distinct().count(),
            run.outputs()));
    data.notes().forEach(story::note);
    storage.summary().forEach(story::note);
    story.note(
        String.format(
            Locale.ROOT,
            "%,d parameters in %d layers; %s (%s), %s (%s)",
            run.parameters(),
            run.layers().size(),
            backend.kind(),
            backend.reason(),
            backend.threads() == 1 ? "1 thread" : backend.threads() + " threads",
            backend.threadsReason()));
    story.note("run folder " + Text.printable(folder.path().toString()));
    boolean folds = run.config().config().data().crossValidation().isPresent();
    if (data.validation().rows() + data.test().rows() == 0 && !folds) {
      story.warning(
          "no validation and no test rows: nothing will say how good this model is on new rows;"
              + " set data.validation_split or data.test");
    }
  }

  /** Trains; when it diverges, keeps the best model there was and says what to change. */
  private void fit(
      SoftmaxClassifier model,
      TrainingDiary diary,
      FrozenFeatures features,
      RunFolder folder,
      Aside aside) {
    try {
      new Learning(run, story, storage).run(model, diary, features, schedule);
    } catch (Diverged diverged) {
      boolean kept = diary.bestParameters().isPresent() && fold.isEmpty();
      if (kept) {
        diary.diverged(diverged.epoch());
        finish(model, diary, folder, aside);
      }
      Optional<Path> where = kept ? Optional.of(folder.path()) : Optional.empty();
      throw Divergence.of(diverged, run, diary, fold, where);
    }
  }

  private void stop(ExitCode code, TrainingDiary diary, RunFolder folder) {
    diary.awaitSaved();
    throw new UserError(
        code,
        String.format(
            Locale.ROOT,
            "stopped on request in %sepoch %d after %d of its batches; everything is saved, and the run"
                + " goes on with: %s",
            fold.map(part -> part + ", ").orElse(""),
            diary.position().epoch(),
            diary.position().batches(),
            resumingCommand(folder)));
  }

  private String resumingCommand(RunFolder folder) {
    Path whole = fold.isPresent() ? folder.path().getParent().getParent() : folder.path();
    String command = run.config().config().from().isPresent() ? "finetune" : "train";
    return ResumingCommand.of(command, whole.resolve(RunFolder.CONFIG), storage.others());
  }

  /** Puts the best epoch's weights back, measures them, and writes what the run leaves. */
  private Outcome finish(
      SoftmaxClassifier model, TrainingDiary diary, RunFolder folder, Aside aside) {
    CompletableFuture<List<ColumnShares>> shares = aside.begin(run.data()::shares);
    diary.advice().forEach(advice -> story.warning(advice.sentence()));
    model.setParameters(diary.bestParameters().orElseGet(model::judgedParameters));
    List<Double> thresholds = ThresholdTuning.of(run, model, story);
    CalibratedModel calibrated =
        run.folds().map(done -> calibrate(model, done.held())).orElseGet(() -> calibrate(model));
    Findings findings = Findings.of(run, calibrated, thresholds);
    findings.warning().ifPresent(story::warning);
    run.write(folder, calibrated, diary, findings, thresholds, shares, clock.instant());
    return outcome(calibrated, diary, findings, folder);
  }

  /** Fits temperature and prediction sets on the validation rows; the test rows stay unseen. */
  private CalibratedModel calibrate(SoftmaxClassifier model) {
    if (run.labelling() != Labelling.SINGLE || run.data().validation().rows() == 0) {
      return CalibratedModel.of(model, Optional.empty());
    }
    return CalibratedModel.fit(
        model,
        run.data().validation(),
        run.config().config().calibration().fitsTemperature(),
        run.validationSum());
  }

  /** The final model of a cross-validation takes what was fitted to the rows held out. */
  private CalibratedModel calibrate(SoftmaxClassifier model, FoldPredictions held) {
    return CalibratedModel.of(
        model,
        Optional.of(
            held.calibration(
                run.config().config().calibration().fitsTemperature(), run.validationSum())));
  }

  private Outcome outcome(
      CalibratedModel model, TrainingDiary diary, Findings findings, RunFolder folder) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("output", folder.path().toString());
    json.putAll(run.metrics(model, diary, findings));
    String text =
        String.format(
            Locale.ROOT,
            "%s%n%s%s%smodel %s%nreport %s%n",
            run.folds().map(FoldSummary::line).orElseGet(diary::choice),
            run.folds().map(FoldSummary::text).orElse(""),
            model.calibration().map(fitted -> CalibrationText.line(fitted) + "\n").orElse(""),
            findings.text(),
            Text.printable(folder.file(RunFolder.MODEL).toString()),
            Text.printable(folder.file(RunFolder.REPORT).toString()));
    return new Outcome(text, Json.write(json));
  }
}
