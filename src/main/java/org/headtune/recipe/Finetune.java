package org.headtune.recipe;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.artifact.ModelCard;
import org.headtune.artifact.RunFolder;
import org.headtune.backend.Backend;
import org.headtune.backend.Memory;
import org.headtune.config.ResolvedConfig;
import org.headtune.config.TrainingConfig;
import org.headtune.data.Prepared;
import org.headtune.model.SoftmaxClassifier;
import org.headtune.model.TransferPlan;

/** Training that starts from another model: from a config and a model to a run folder. */
public final class Finetune {
  private final LoggedStory story;
  private final Clock clock;
  private final Interruption interruption;

  public Finetune(Story story, Clock clock, Interruption interruption) {
    this.story = new LoggedStory(story);
    this.clock = clock;
    this.interruption = interruption;
  }

  /**
   * Does the run. Config, output folder, the model to start from, data, backend, layers and memory
   * are checked, in this order, before anything is computed or written.
   */
  public Outcome run(ResolvedConfig resolved, JobSettings settings) {
    Instant began = clock.instant();
    settings.requireFor(resolved);
    requireFrom(resolved);
    Path output = Path.of(resolved.config().output());
    RunFolder.requireUsable(output, settings.earlierRun());
    Monitor monitor = Monitor.of(resolved.config(), resolved::place);
    return settings.resume()
        ? resume(resolved, settings, monitor, Resumption.of(output, story), began)
        : start(resolved, settings, monitor, began);
  }

  private Outcome start(
      ResolvedConfig resolved, JobSettings settings, Monitor monitor, Instant began) {
    ParentModel parent = ParentModel.of(resolved);
    RunFolder.requireApart(
        Path.of(resolved.config().output()),
        parent.file().path(),
        "holds the model that training starts from, which the new run must not replace");
    try (KeptRows rows = settings.rows(resolved, story, clock)) {
      return start(resolved, settings, monitor, parent, parent.prepare(rows), began, rows);
    }
  }

  private Outcome start(
      ResolvedConfig resolved,
      JobSettings settings,
      Monitor monitor,
      ParentModel parent,
      Prepared data,
      Instant began,
      KeptRows rows) {
    Objective objective = Objective.of(resolved, data);
    Backend backend = settings.startBackend();
    SoftmaxClassifier network = parent.network();
    TransferPlan plan = parent.plan(network, data);
    Memory.require(plan.memoryBytes(), resolved.place("finetune"));
    RunRecord run =
        new RunRecord(
            resolved, data, plan.layers(), objective, backend, Optional.of(parent.origin()), began);
    parent.text(plan, data, story).lines().forEach(story::note);
    TrainingConfig training = resolved.config().training();
    return new TrainingRun(story, clock, interruption, run, monitor, rows)
        .go(
            () ->
                SoftmaxClassifier.transfer(
                    network.graph(), plan, training.optimizer(), training.seed()),
            Optional.empty(),
            settings);
  }

  /** The checkpoint knows all that came from the old model, which need not be there any more. */
  private Outcome resume(
      ResolvedConfig resolved,
      JobSettings settings,
      Monitor monitor,
      Resumption earlier,
      Instant began) {
    try (KeptRows rows = settings.rows(resolved, story, clock)) {
      Prepared data =
          Prepared.prepare(
              resolved.config().data(),
              resolved.config().training().seed(),
              earlier.inherited(),
              rows);
      return resume(resolved, settings, monitor, earlier, data, began, rows);
    }
  }

  private Outcome resume(
      ResolvedConfig resolved,
      JobSettings settings,
      Monitor monitor,
      Resumption earlier,
      Prepared data,
      Instant began,
      KeptRows rows) {
    ModelCard card = earlier.card();
    Objective objective = Objective.of(resolved, data);
    Backend backend = settings.startBackend();
    RunRecord run =
        new RunRecord(
            resolved,
            data,
            earlier.state().layers(),
            objective,
            backend,
            Optional.ofNullable(card.provenance().parent()),
            began);
    earlier.compare(run, monitor, settings.force(), story);
    return new TrainingRun(story, clock, interruption, run, monitor, rows)
        .go(
            () -> {
              throw new IllegalStateException("a run that goes on has its network");
            },
            Optional.of(earlier),
            settings);
  }

  /** Refuses a config that names no model to start from. */
  static void requireFrom(ResolvedConfig resolved) {
    if (resolved.config().from().isEmpty()) {
      throw new UserError(
          ExitCode.CONFIG,
          resolved.place(""),
          "names no model to start from; set `from`, give --from, or run `headtune train`");
    }
  }
}
