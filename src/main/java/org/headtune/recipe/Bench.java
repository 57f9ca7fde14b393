package org.headtune.recipe;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.config.FinetuneConfig;
import org.headtune.config.ResolvedConfig;
import org.headtune.config.RunConfig;
import org.headtune.config.YamlText;
import org.headtune.data.Examples;
import org.headtune.model.FeatureCache;
import org.headtune.model.SoftmaxClassifier;
import org.headtune.recipe.RateTrials.Rate;
import org.headtune.recipe.RateTrials.Setting;
import org.headtune.training.Schedule;

/**
 * Where the time of a run goes, and what would change it. The run itself is done, in a folder that
 * nobody keeps and for a few seconds, while {@link PhaseSampler} looks on; then its training loop
 * goes on with other batch sizes and numbers of threads.
 */
public final class Bench {
  /** Batch sizes that are tried, as shares of the config's. */
  private static final double[] SIZES = {1, 2, 0.5, 4, 8};

  private final Story story;
  private final Clock clock;
  private final Interruption interruption;

  /** The config with some keys set, as {@code key=value}. */
  public interface Variation {
    ResolvedConfig with(List<String> settings);
  }

  /**
   * How far to go.
   *
   * @param seconds for training, 2 or more: half for the run, half for other settings. What a run
   *     does once is done once, whatever it takes.
   * @param scratch an empty folder
   * @param started how long Java has taken to come here
   */
  public record Extent(int seconds, Path scratch, Duration started) {}

  public Bench(Story story, Clock clock, Interruption interruption) {
    this.story = story;
    this.clock = clock;
    this.interruption = interruption;
  }

  /** Measures; a request to stop ends it without a result. */
  public Outcome run(Variation variation, Extent extent, JobSettings settings) {
    RunConfig own = single(variation.with(List.of()));
    List<String> brief =
        List.of(
            "output=" + YamlText.quoted(extent.scratch().resolve("run").toString()),
            "training.max_time=" + (extent.seconds() + 1) / 2 + " seconds");
    ResolvedConfig resolved = variation.with(brief);
    Monitor monitor = Monitor.of(resolved.config(), resolved::place);
    try (KeptRows rows = new KeptRows(story, clock, own.data().storage(), settings.cache());
        PhaseSampler sampler = new PhaseSampler(clock)) {
      BenchSubject subject = BenchSubject.of(resolved, settings, rows, clock);
      try (Interruption.Ear ear = interruption.listen()) {
        TrialStory trial = new TrialStory(story, sampler);
        train(subject, monitor, rows, sampler, trial, ear, settings);
        double judging = trial.epochs() == 0 ? judging(subject) : 0;
        PhaseTimes times =
            PhaseTimes.of(sampler.sections(), trial, subject.run().epochs(), judging)
                .with(Phase.START, extent.started().toNanos() / 1e9)
                .withCheckpoints(own.training().checkpoint().interval());
        FeatureCache features = features(subject.run(), trial, rows);
        RateTrials trials =
            new RateTrials(clock, ear, subject.run(), subject.model(), features, settings);
        List<Rate> rates =
            trials.of(
                settings(variation, brief, subject),
                Duration.ofSeconds(Math.max(1, extent.seconds() / 2)));
        settings.withThreads(subject.run().backend().threads()).startBackend();
        requireUndisturbed(ear);
        long network = subject.memory().applyAsLong(resolved);
        return new BenchReport(own, subject, times, trial, rates, network).outcome();
      }
    }
  }

  private static RunConfig single(ResolvedConfig resolved) {
    if (resolved.config().data().crossValidation().isPresent()) {
      throw new UserError(
          ExitCode.CONFIG,
          resolved.place("data.cross_validation"),
          "bench measures one training, and this config asks for one per fold and another at the end;"
              + " take it out with --set data.cross_validation=null, and count the training so many"
              + " times");
    }
    return resolved.config();
  }

  /** Does the run. */
  private void train(
      BenchSubject subject,
      Monitor monitor,
      KeptRows rows,
      PhaseSampler sampler,
      TrialStory trial,
      Interruption.Ear ear,
      JobSettings settings) {
    try {
      new TrainingRun(
              new LoggedStory(trial), clock, () -> shared(ear), subject.run(), monitor, rows)
          .go(subject::model, Optional.empty(), settings);
    } catch (UserError fault) {
      requireUndisturbed(ear);
      if (fault.exitCode() == ExitCode.DIVERGED) {
        throw new UserError(
                ExitCode.DIVERGED,
                subject.run().config().place("training.optimizer.learning_rate"),
                "training diverged while it was measured: the loss or a weight is no longer a finite"
                    + " number; lower training.optimizer.learning_rate, and see what `headtune train`"
                    + " says of it")
            .because(fault);
      }
      throw fault;
    } finally {
      sampler.close();
    }
    requireUndisturbed(ear);
  }

  /** An ear that the run may close without making its owner deaf. */
  private static Interruption.Ear shared(Interruption.Ear ear) {
    return new Interruption.Ear() {
      @Override
      public Optional<ExitCode> heard() {
        return ear.heard();
      }

      @Override
      public void close() {
        // Its owner does.
      }
    };
  }

  private static void requireUndisturbed(Interruption.Ear ear) {
    ear.heard()
        .ifPresent(
            code -> {
              throw new UserError(code, "stopped on request; bench leaves nothing behind");
            });
  }

  /** Seconds for the validation rows, which the diary would have judged. */
  private double judging(BenchSubject subject) {
    RunRecord run = subject.run();
    SoftmaxClassifier model = subject.model();
    Examples rows = run.data().validation();
    if (rows.rows() == 0) {
      return 0;
    }
    Instant begin = clock.instant();
    model.judged(() -> run.objective().judge(model, Judge.table(rows), rows));
    return Duration.between(begin, clock.instant()).toNanos() / 1e9;
  }

  private static FeatureCache features(RunRecord run, Story silent, KeptRows rows) {
    RunConfig config = run.config().config();
    boolean wanted =
        config.finetune().map(FinetuneConfig::cacheFeatures).orElse(false)
            && config.training().augmentation().isEmpty();
    return new FrozenFeatures(silent, rows, wanted).of("training", run.data().train());
  }

  /** The run's own setting, then other batch sizes, then other numbers of threads. */
  private static List<Setting> settings(
      Variation variation, List<String> brief, BenchSubject subject) {
    RunRecord run = subject.run();
    int threads = run.backend().threads();
    int size = run.config().config().training().batchSize();
    List<Setting> settings = new ArrayList<>();
    for (double share : SIZES) {
      int rows = (int) (size * share);
      if (share == 1 || (rows >= 1 && rows <= run.data().train().rows())) {
        variant(variation, brief, subject, rows)
            .ifPresent(config -> settings.add(new Setting(config, threads)));
      }
    }
    boolean onCpu = run.backend().kind().equals("cpu");
    int cores = onCpu ? Runtime.getRuntime().availableProcessors() : 0;
    for (int number = 1; number <= cores; number *= 2) {
      if (number != threads) {
        settings.add(new Setting(run.config(), number));
      }
    }
    return settings;
  }

  /** The config with another batch size; empty if it does not go with that, or has no room. */
  private static Optional<ResolvedConfig> variant(
      Variation variation, List<String> brief, BenchSubject subject, int batchSize) {
    try {
      List<String> words =
          Stream.concat(brief.stream(), Stream.of("training.batch_size=" + batchSize)).toList();
      ResolvedConfig config = variation.with(words);
      subject.requireRoom(config);
      Schedule.of(config.config().training(), subject.run().data().train().rows(), config::place);
      return Optional.of(config);
    } catch (UserError refused) {
      return Optional.empty();
    }
  }
}
