package org.headtune.recipe;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.artifact.Checkpoints;
import org.headtune.artifact.Json;
import org.headtune.artifact.LoadedModel;
import org.headtune.artifact.ModelZip;
import org.headtune.artifact.Provenance;
import org.headtune.artifact.RunFolder;
import org.headtune.artifact.RunMetrics;
import org.headtune.backend.Backend;
import org.headtune.config.ModelConfig;
import org.headtune.config.ResolvedConfig;
import org.headtune.config.RunConfig;
import org.headtune.data.Fold;
import org.headtune.data.Prepared;
import org.headtune.model.LayerFate;
import org.headtune.model.NetworkPlan;
import org.headtune.model.SoftmaxClassifier;

/**
 * Cross-validation: a model for each fold, trained on the rows of the others and measured on its
 * own, then the final model, trained on all rows. Each fold is a run of its own in a folder within
 * that of the whole, so that a run that goes on finds those that are finished.
 */
final class CrossValidation {
  private final LoggedStory story;
  private final Clock clock;
  private final Interruption interruption;
  private final ResolvedConfig resolved;
  private final RunConfig config;
  private final ModelConfig network;
  private final boolean resume;
  private final Instant began;

  CrossValidation(
      LoggedStory story,
      Clock clock,
      Interruption interruption,
      ResolvedConfig resolved,
      boolean resume) {
    this.story = story;
    this.clock = clock;
    this.interruption = interruption;
    this.resolved = resolved;
    this.resume = resume;
    config = resolved.config();
    network = Train.network(resolved);
    began = clock.instant();
  }

  /** A folder that is ready, and place for the predictions of the rows that are dealt out. */
  private record Begun(RunFolder folder, FoldPredictions held, Backend backend)
      implements AutoCloseable {

    @Override
    public void close() {
      folder.close();
    }
  }

  /** Does the run; checks come before anything is computed or written, as in {@link Train}. */
  Outcome run(JobSettings settings) {
    if (settings.stopAfter().isPresent()) {
      throw new UserError(
          ExitCode.USAGE,
          resolved.place("data.cross_validation"),
          "does not go with --stop-after, since a cross-validation has no model before its end; leave"
              + " one of them out");
    }
    Path output = Path.of(config.output());
    RunFolder.requireUsable(output, settings.earlierRun());
    Monitor monitor = Monitor.of(config, resolved::place);
    if (resume && RunFolder.isComplete(output)) {
      return nothingToDo(output, settings);
    }
    // The rows of all folds are let go, and read anew for the final model.
    try (Begun begun = begin(output, settings);
        Interruption.Ear ear = interruption.listen()) {
      try {
        FoldSummary folds = folds(begun, settings, monitor, ear);
        return finish(begun, settings, folds, ear);
      } catch (RuntimeException | Error fault) {
        story.failure(fault);
        throw fault;
      }
    }
  }

  private Begun begin(Path output, JobSettings settings) {
    try (KeptRows rows = rows(settings)) {
      Prepared all = Prepared.prepare(config.data(), config.training().seed(), rows);
      Objective objective = Objective.of(resolved, all);
      NetworkPlan plan = Train.plan(network, resolved, all, objective);
      Backend backend = settings.startBackend();
      FoldPredictions held = new FoldPredictions(all.train().rows(), all.classes().size());
      RunRecord whole = record(all, backend, Optional.empty());
      RunFolder folder = RunFolder.create(output, settings.earlierRun());
      try {
        folder.startLog();
        new TrainingRun(story, clock, interruption, whole, Monitor.LAST, rows).begin(folder);
        plan.choices().forEach(story::note);
        return new Begun(folder, held, backend);
      } catch (RuntimeException | Error fault) {
        folder.close();
        throw fault;
      }
    }
  }

  private KeptRows rows(JobSettings settings) {
    return new KeptRows(story, clock, config.data().storage(), settings.cache());
  }

  /** The requests that the whole run hears, for a part of it. */
  private static Interruption shared(Interruption.Ear ear) {
    return () ->
        new Interruption.Ear() {
          @Override
          public Optional<ExitCode> heard() {
            return ear.heard();
          }

          @Override
          public void close() {
            // The whole run goes on listening.
          }
        };
  }

  private RunRecord record(Prepared data, Backend backend, Optional<FoldSummary> folds) {
    Objective objective = Objective.of(resolved, data);
    return new RunRecord(
        resolved,
        data,
        Train.plan(network, resolved, data, objective).layers().stream()
            .map(LayerFate::fresh)
            .toList(),
        objective,
        backend,
        Optional.empty(),
        began,
        folds);
  }

  private FoldSummary folds(
      Begun begun, JobSettings settings, Monitor monitor, Interruption.Ear ear) {
    int count = config.data().crossValidation().orElseThrow();
    List<FoldSummary.Result> results = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      Fold fold = new Fold(number, count);
      try (KeptRows rows = rows(settings)) {
        Prepared data = Prepared.prepare(config.data(), config.training().seed(), fold, rows);
        results.add(fold(fold, begun, data, rows, monitor, ear));
      }
    }
    return new FoldSummary(results, begun.held());
  }

  private FoldSummary.Result fold(
      Fold fold, Begun begun, Prepared data, KeptRows rows, Monitor monitor, Interruption.Ear ear) {
    Path place = begun.folder().fold(fold.number());
    RunRecord run = record(data, begun.backend(), Optional.empty());
    if (resume && RunFolder.isComplete(place)) {
      requireSame(run, place, fold.toString());
      story.note(fold + " is finished");
    } else {
      train(run, place, fold, rows, monitor, ear);
    }
    ear.heard().ifPresent(code -> stop(code, fold, begun.folder()));
    LoadedModel model = ModelZip.read(place);
    begun.held().add(SoftmaxClassifier.of(model.graph(), data.columns().shape()), data.test());
    return new FoldSummary.Result(data.test().rows(), RunMetrics.read(place));
  }

  private void train(
      RunRecord run, Path place, Fold fold, KeptRows rows, Monitor monitor, Interruption.Ear ear) {
    boolean begun = resume && Checkpoints.exist(place);
    Optional<Resumption> earlier =
        begun ? Optional.of(Resumption.of(place, story)) : Optional.empty();
    earlier.ifPresent(from -> from.compare(run, monitor, false, story));
    story.note(
        String.format(
            Locale.ROOT,
            "%s: %,d training, %,d validation, %,d rows held out",
            fold,
            run.data().train().rows(),
            run.data().validation().rows(),
            run.data().test().rows()));
    RunFolder.Earlier files = begun ? RunFolder.Earlier.RESUMED : RunFolder.Earlier.REPLACED;
    try (RunFolder own = RunFolder.create(place, files)) {
      own.startLog();
      TrainingRun training =
          new TrainingRun(story, clock, shared(ear), run, monitor, rows, Optional.of(fold));
      training.begin(own);
      training.train(
          () -> Train.fresh(network, resolved, run.data(), run.objective()),
          earlier,
          own,
          OptionalInt.empty());
    }
  }

  private Outcome finish(
      Begun begun, JobSettings settings, FoldSummary folds, Interruption.Ear ear) {
    RunFolder folder = begun.folder();
    try (KeptRows rows = rows(settings)) {
      Prepared all = Prepared.prepare(config.data(), config.training().seed(), rows);
      RunRecord run = record(all, begun.backend(), Optional.of(folds));
      Optional<Resumption> earlier =
          resume && Checkpoints.exist(folder.path())
              ? Optional.of(Resumption.of(folder.path(), story))
              : Optional.empty();
      earlier.ifPresent(from -> from.compare(run, Monitor.LAST, false, story));
      story.note(folds.line());
      return new TrainingRun(story, clock, shared(ear), run, Monitor.LAST, rows)
          .train(
              () -> Train.fresh(network, resolved, all, run.objective()),
              earlier,
              folder,
              OptionalInt.empty());
    }
  }

  /** What is finished counts only if it was trained as it would be trained now. */
  private static void requireSame(RunRecord run, Path place, String what) {
    Provenance before = ModelZip.read(place).card().provenance();
    Provenance now = run.provenance();
    if (!before.configSha256().equals(now.configSha256())
        || !before.dataSha256().equals(now.dataSha256())) {
      throw new UserError(
          ExitCode.CONFIG,
          Place.of(place.toString()),
          what
              + " was trained with other settings or other data than those of now (its config.yaml has"
              + " the settings); put them back, or start the run anew with --force and without"
              + " --resume");
    }
  }

  private void stop(ExitCode code, Fold fold, RunFolder folder) {
    throw new UserError(
        code,
        "stopped on request after "
            + fold
            + "; everything is saved, and the run goes on with: "
            + ResumingCommand.of("train", folder.file(RunFolder.CONFIG)));
  }

  private Outcome nothingToDo(Path output, JobSettings settings) {
    try (KeptRows rows = rows(settings)) {
      Prepared all = Prepared.prepare(config.data(), config.training().seed(), rows);
      RunRecord run = record(all, settings.startBackend(), Optional.empty());
      requireSame(run, output, "the cross-validation");
    }
    return new Outcome(
        "the cross-validation in "
            + Text.printable(output.toString())
            + " is finished, nothing is left to do\n",
        Json.write(Map.of("output", output.toString(), "finished", true)));
  }
}
