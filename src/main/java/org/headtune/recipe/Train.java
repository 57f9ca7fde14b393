package org.headtune.recipe;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.artifact.RunFolder;
import org.headtune.backend.Backend;
import org.headtune.backend.Memory;
import org.headtune.config.ModelConfig;
import org.headtune.config.ResolvedConfig;
import org.headtune.config.RunConfig;
import org.headtune.config.TrainingConfig;
import org.headtune.data.Prepared;
import org.headtune.model.LayerFate;
import org.headtune.model.NetworkPlan;
import org.headtune.model.RowLoss;
import org.headtune.model.SoftmaxClassifier;
import org.headtune.model.StepRules;
import org.headtune.model.Truncation;

/** Training from random weights: from a config to a run folder. */
public final class Train {
  private final LoggedStory story;
  private final Clock clock;
  private final Interruption interruption;

  public Train(Story story, Clock clock, Interruption interruption) {
    this.story = new LoggedStory(story);
    this.clock = clock;
    this.interruption = interruption;
  }

  /**
   * Does the run. Config, output folder, data, memory and backend are checked, in this order,
   * before anything is computed or written.
   */
  public Outcome run(ResolvedConfig resolved, JobSettings settings) {
    if (resolved.config().data().crossValidation().isPresent()) {
      return new CrossValidation(story, clock, interruption, resolved, settings.resume())
          .run(settings);
    }
    Instant began = clock.instant();
    RunConfig config = resolved.config();
    TrainingConfig training = config.training();
    ModelConfig network = network(resolved);
    Path output = Path.of(config.output());
    RunFolder.requireUsable(output, settings.earlierRun());
    Optional<Resumption> earlier =
        settings.resume() ? Optional.of(Resumption.of(output, story)) : Optional.empty();
    Monitor monitor = Monitor.of(config, resolved::place);
    try (KeptRows rows = new KeptRows(story, clock, config.data().storage(), settings.cache())) {
      Prepared data =
          earlier.isPresent()
              ? Prepared.prepare(config.data(), training.seed(), earlier.get().inherited(), rows)
              : Prepared.prepare(config.data(), training.seed(), rows);
      return go(resolved, settings, network, data, monitor, earlier, began, rows);
    }
  }

  private Outcome go(
      ResolvedConfig resolved,
      JobSettings settings,
      ModelConfig network,
      Prepared data,
      Monitor monitor,
      Optional<Resumption> earlier,
      Instant began,
      KeptRows rows) {
    TrainingConfig training = resolved.config().training();
    RowLoss loss = Objective.of(resolved, data);
    NetworkPlan plan = plan(network, resolved, data);
    Backend backend = settings.startBackend();

    RunRecord run =
        new RunRecord(
            resolved,
            data,
            earlier
                .map(from -> from.state().layers())
                .orElseGet(() -> plan.layers().stream().map(LayerFate::fresh).toList()),
            loss,
            backend,
            Optional.empty(),
            began);
    earlier.ifPresent(from -> from.compare(run, monitor, settings.force(), story));
    if (earlier.isEmpty()) {
      plan.choices().forEach(story::note);
    }
    return new TrainingRun(story, clock, interruption, run, monitor, rows)
        .go(
            () ->
                SoftmaxClassifier.create(
                    network,
                    training.optimizer(),
                    data.columns().shape(),
                    data.classes().size(),
                    training.seed()),
            earlier,
            settings);
  }

  /** The network in numbers, which fits into memory. */
  static NetworkPlan plan(ModelConfig network, ResolvedConfig resolved, Prepared data) {
    TrainingConfig training = resolved.config().training();
    NetworkPlan plan =
        NetworkPlan.of(
                network,
                data.columns().shape(),
                data.classes().size(),
                training.batchSize(),
                training.optimizer(),
                Truncation.of(training),
                resolved::place)
            .with(StepRules.of(training));
    Objective.requireKeptNorms(resolved, plan.layers().stream().map(LayerFate::fresh).toList());
    Memory.require(plan.memoryBytes(), resolved.place("model"));
    return plan;
  }

  /** The layers to train, which a config that starts from another model does not have. */
  static ModelConfig network(ResolvedConfig resolved) {
    return resolved
        .config()
        .model()
        .orElseThrow(
            () ->
                new UserError(
                    ExitCode.CONFIG,
                    resolved.place("from"),
                    "starts from another model; run `headtune finetune` with this config, or replace"
                        + " `from` by `model` to train from random weights"));
  }
}
