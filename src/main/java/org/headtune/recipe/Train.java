package org.headtune.recipe;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.headtune.ExitCode;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.artifact.Json;
import org.headtune.artifact.RunFolder;
import org.headtune.backend.Backend;
import org.headtune.backend.Memory;
import org.headtune.config.ResolvedConfig;
import org.headtune.config.RunConfig;
import org.headtune.config.TrainingConfig;
import org.headtune.data.Prepared;
import org.headtune.model.NetworkPlan;
import org.headtune.model.SoftmaxClassifier;
import org.headtune.training.Diverged;
import org.headtune.training.TrainingLoop;

/** Training from random weights: from a config to a run folder. */
public final class Train {
  private final LoggedStory story;
  private final Clock clock;

  /**
   * What the config does not say.
   *
   * @param force whether a run in the output folder is replaced
   * @param backend {@code AUTO}, {@code CPU} or {@code CUDA}
   * @param threads of the native code, or 0 for the environment's choice
   */
  public record Options(boolean force, String backend, int threads) {}

  public Train(Story story, Clock clock) {
    this.story = new LoggedStory(story);
    this.clock = clock;
  }

  /**
   * Does the run. Config, output folder, data, memory and backend are checked, in this order,
   * before anything is computed or written.
   */
  public Outcome run(ResolvedConfig resolved, Options options) {
    Instant began = clock.instant();
    RunConfig config = resolved.config();
    TrainingConfig training = config.training();
    Path output = Path.of(config.output());
    RunFolder.requireUsable(output, options.force());
    Monitor monitor = Monitor.of(config, resolved::place);
    Prepared data = Prepared.prepare(config.data(), training.seed());
    NetworkPlan plan =
        NetworkPlan.of(
            config.model().orElseThrow(),
            data.columns().shape(),
            data.classes().size(),
            training.batchSize(),
            training.optimizer(),
            resolved::place);
    Memory.require(plan.memoryBytes(), resolved.place("model"));
    Backend backend = Backend.start(Backend.Wanted.valueOf(options.backend()), options.threads());

    try (RunFolder folder = RunFolder.create(output, options.force())) {
      folder.startLog();
      folder.write(RunFolder.CONFIG, resolved.yaml());
      RunRecord run = new RunRecord(resolved, data, plan, backend, began);
      try {
        return train(run, monitor, folder);
      } catch (RuntimeException | Error fault) {
        story.failure(fault);
        throw fault;
      }
    }
  }

  private Outcome train(RunRecord run, Monitor monitor, RunFolder folder) {
    RunConfig config = run.config().config();
    TrainingConfig training = config.training();
    Prepared data = run.data();
    tell(run, folder);
    SoftmaxClassifier model =
        SoftmaxClassifier.create(
            config.model().orElseThrow(),
            training.optimizer(),
            data.columns().shape(),
            data.classes().size(),
            training.seed());
    TrainingDiary diary =
        new TrainingDiary(
            story,
            clock,
            folder,
            model,
            data.validation(),
            monitor,
            monitor.stopping(training),
            training.epochs());
    fit(model, diary, run, folder);
    return finish(model, diary, run, folder);
  }

  private void tell(RunRecord run, RunFolder folder) {
    Prepared data = run.data();
    Backend backend = run.backend();
    story.note(
        String.format(
            Locale.ROOT,
            "%,d training, %,d validation, %,d test rows; %d columns in, %d classes",
            data.train().rows(),
            data.validation().rows(),
            data.test().rows(),
            data.columns().columns().size(),
            data.classes().size()));
    data.notes().forEach(story::note);
    story.note(
        String.format(
            Locale.ROOT,
            "%,d parameters in %d layers; %s, %s (%s)",
            run.plan().parameters(),
            run.plan().layers().size(),
            backend.kind(),
            backend.threads() == 1 ? "1 thread" : backend.threads() + " threads",
            backend.threadsReason()));
    story.note("run folder " + Text.printable(folder.path().toString()));
    if (data.validation().rows() + data.test().rows() == 0) {
      story.warning(
          "no validation and no test rows: nothing will say how good this model is on new rows;"
              + " set data.validation_split or data.test");
    }
  }

  /** Trains; when it diverges, keeps the best model there was and says what to change. */
  private void fit(SoftmaxClassifier model, TrainingDiary diary, RunRecord run, RunFolder folder) {
    TrainingConfig training = run.config().config().training();
    try {
      new TrainingLoop(training, model, run.data().train()).run(diary);
    } catch (Diverged diverged) {
      boolean kept = diary.bestParameters().isPresent();
      if (kept) {
        // It has gathered numbers that are not finite, and no file may hold those.
        model.resetOptimizer();
        finish(model, diary, run, folder);
      }
      throw new UserError(
              ExitCode.DIVERGED,
              run.config().place("training.optimizer.learning_rate"),
              String.format(
                  Locale.ROOT,
                  "training diverged in epoch %d, iteration %d: the loss or a weight is no longer a finite"
                      + " number; lower training.optimizer.learning_rate (now %s), or look for"
                      + " extreme values in the data; %s",
                  diverged.epoch(),
                  diverged.iteration(),
                  diverged.learningRate(),
                  kept
                      ? "the model of epoch "
                          + diary.bestEpoch()
                          + " is kept in "
                          + Text.printable(folder.path().toString())
                      : "there was no good epoch before, so no model was written"))
          .because(diverged);
    }
  }

  /** Puts the best epoch's weights back, measures them, and writes what the run leaves. */
  private Outcome finish(
      SoftmaxClassifier model, TrainingDiary diary, RunRecord run, RunFolder folder) {
    diary.bestParameters().ifPresent(model::setParameters);
    Prepared data = run.data();
    List<Findings.Part> parts = new ArrayList<>();
    if (data.test().rows() > 0) {
      parts.add(Findings.judge("test", model, data.test(), run.testFile()));
    }
    if (data.validation().rows() > 0) {
      parts.add(Findings.judge("validation", model, data.validation(), run.validationFile()));
    }
    Findings findings = new Findings(data.classes(), parts);
    run.write(folder, model, diary, findings, clock.instant());
    return outcome(diary, run, findings, folder);
  }

  private static Outcome outcome(
      TrainingDiary diary, RunRecord run, Findings findings, RunFolder folder) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("output", folder.path().toString());
    json.putAll(run.metrics(diary, findings));
    String text =
        String.format(
            Locale.ROOT,
            "best epoch %d of %d by %s%n%smodel %s%nreport %s%n",
            diary.bestEpoch(),
            diary.reports().size(),
            diary.monitor().word(),
            findings.text(),
            Text.printable(folder.file(RunFolder.MODEL).toString()),
            Text.printable(folder.file(RunFolder.REPORT).toString()));
    return new Outcome(text, Json.write(json));
  }
}
