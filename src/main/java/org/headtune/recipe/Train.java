package org.headtune.recipe;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.artifact.RunFolder;
import org.headtune.backend.Backend;
import org.headtune.backend.Memory;
import org.headtune.config.ModelConfig;
import org.headtune.config.ObjectiveConfig;
import org.headtune.config.ResolvedConfig;
import org.headtune.config.RunConfig;
import org.headtune.config.TrainingConfig;
import org.headtune.data.Inherited;
import org.headtune.data.Prepared;
import org.headtune.data.RowStorage;
import org.headtune.data.Shape;
import org.headtune.model.LayerFate;
import org.headtune.model.NetworkPlan;
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
    settings.requireFor(resolved);
    if (resolved.config().data().crossValidation().isPresent()) {
      return new CrossValidation(story, clock, interruption, resolved, settings.resume())
          .run(settings);
    }
    Instant began = clock.instant();
    RunConfig config = resolved.config();
    ModelConfig network = network(resolved);
    Path output = Path.of(config.output());
    RunFolder.requireUsable(output, settings.earlierRun());
    Optional<Resumption> earlier =
        settings.resume() ? Optional.of(Resumption.of(output, story)) : Optional.empty();
    Monitor monitor = Monitor.of(config, resolved::place);
    try (KeptRows rows = settings.rows(resolved, story, clock)) {
      Prepared data = prepare(config, earlier.map(Resumption::inherited), rows);
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
    Objective objective = Objective.of(resolved, data);
    NetworkPlan plan = plan(network, resolved, data, objective);
    Backend backend = settings.startBackend();

    RunRecord run =
        new RunRecord(
            resolved,
            data,
            earlier
                .map(from -> from.state().layers())
                .orElseGet(() -> plan.layers().stream().map(LayerFate::fresh).toList()),
            objective,
            backend,
            Optional.empty(),
            began);
    earlier.ifPresent(from -> from.compare(run, monitor, settings.force(), story));
    if (earlier.isEmpty()) {
      plan.choices().forEach(story::note);
    }
    return new TrainingRun(story, clock, interruption, run, monitor, rows)
        .go(() -> fresh(network, resolved, data, objective), earlier, settings);
  }

  /**
   * The rows to learn from.
   *
   * @param inherited what a run that goes on knows of them
   */
  static Prepared prepare(RunConfig config, Optional<Inherited> inherited, RowStorage rows) {
    long seed = config.training().seed();
    if (!Objective.needsLabels(config)) {
      return Prepared.unlabelled(config.data(), seed, inherited, rows);
    }
    return inherited
        .map(known -> Prepared.prepare(config.data(), seed, known, rows))
        .orElseGet(() -> Prepared.prepare(config.data(), seed, rows));
  }

  /** The network with its first weights. */
  static SoftmaxClassifier fresh(
      ModelConfig network, ResolvedConfig resolved, Prepared data, Objective objective) {
    TrainingConfig training = resolved.config().training();
    Shape shape = data.columns().shape();
    return objective
        .task()
        .map(
            task ->
                SoftmaxClassifier.create(
                    network, training.optimizer(), shape, task.pretext(), training.seed()))
        .orElseGet(
            () ->
                SoftmaxClassifier.create(
                    network, training.optimizer(), shape, data.classes().size(), training.seed()));
  }

  /** The network in numbers, which fits into memory. */
  static NetworkPlan plan(
      ModelConfig network, ResolvedConfig resolved, Prepared data, Objective objective) {
    NetworkPlan plan =
        numbers(network, resolved, data, objective)
            .with(StepRules.of(resolved.config().training()));
    List<LayerFate> layers = plan.layers().stream().map(LayerFate::fresh).toList();
    Objective.requireKeptNorms(resolved, layers);
    Memory.require(plan.memoryBytes(), resolved.place("model"));
    int rows = BatchRoom.rows(resolved.config().training(), data.train());
    BatchRoom.require(resolved, layers, rows);
    return plan;
  }

  private static NetworkPlan numbers(
      ModelConfig network, ResolvedConfig resolved, Prepared data, Objective objective) {
    TrainingConfig training = resolved.config().training();
    int rows = BatchRoom.rows(training, data.train());
    Shape shape = data.columns().shape();
    Truncation truncation = Truncation.of(training);
    return objective
        .task()
        .map(
            task ->
                NetworkPlan.of(
                    network,
                    shape,
                    task.pretext(),
                    rows,
                    training.optimizer(),
                    truncation,
                    resolved::place))
        .orElseGet(
            () ->
                NetworkPlan.of(
                    network,
                    shape,
                    data.classes().size(),
                    rows,
                    training.optimizer(),
                    truncation,
                    resolved::place));
  }

  /** The layers to train, which a config that starts from another model does not have. */
  static ModelConfig network(ResolvedConfig resolved) {
    ObjectiveConfig objective = resolved.config().training().objective();
    return resolved
        .config()
        .model()
        .map(model -> objective.asksTokens() ? model.ofSteps(objective.asksAhead()) : model)
        .orElseThrow(
            () ->
                new UserError(
                    ExitCode.CONFIG,
                    resolved.place("from"),
                    "starts from another model; run `headtune finetune` with this config, or replace"
                        + " `from` by `model` to train from random weights"));
  }
}
