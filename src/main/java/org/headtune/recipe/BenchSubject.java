package org.headtune.recipe;

import java.time.Clock;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.headtune.backend.Backend;
import org.headtune.backend.Memory;
import org.headtune.config.ModelConfig;
import org.headtune.config.ResolvedConfig;
import org.headtune.config.TrainingConfig;
import org.headtune.data.Prepared;
import org.headtune.data.RowStorage;
import org.headtune.model.LayerFate;
import org.headtune.model.NetworkPlan;
import org.headtune.model.SoftmaxClassifier;
import org.headtune.model.TransferPlan;

/**
 * A run that is ready to be trained, from random weights or from another model. Its time limit
 * counts from here.
 *
 * @param model with its first weights
 * @param memory estimate in bytes of what the network needs when it is trained as a config says
 */
record BenchSubject(RunRecord run, SoftmaxClassifier model, ToLongFunction<ResolvedConfig> memory) {

  /** Does what {@link Train} or {@link Finetune} does before it trains. */
  static BenchSubject of(
      ResolvedConfig resolved, JobSettings settings, RowStorage rows, Clock clock) {
    return resolved.config().from().isPresent()
        ? finetune(resolved, settings, rows, clock)
        : train(resolved, settings, rows, clock);
  }

  private static BenchSubject train(
      ResolvedConfig resolved, JobSettings settings, RowStorage rows, Clock clock) {
    ModelConfig network = Train.network(resolved);
    Prepared data = Train.prepare(resolved.config(), Optional.empty(), rows);
    Objective objective = Objective.of(resolved, data);
    NetworkPlan plan = Train.plan(network, resolved, data, objective);
    Backend backend = settings.startBackend();
    SoftmaxClassifier model = Train.fresh(network, resolved, data, objective);
    return new BenchSubject(
        new RunRecord(
            resolved,
            data,
            plan.layers().stream().map(LayerFate::fresh).toList(),
            objective,
            backend,
            Optional.empty(),
            clock.instant()),
        model,
        other -> Train.plan(network, other, data, objective).memoryBytes());
  }

  private static BenchSubject finetune(
      ResolvedConfig resolved, JobSettings settings, RowStorage rows, Clock clock) {
    ParentModel parent = ParentModel.of(resolved);
    Prepared data = parent.prepare(rows);
    Objective objective = Objective.of(resolved, data);
    Backend backend = settings.startBackend();
    SoftmaxClassifier network = parent.network();
    TransferPlan plan = parent.plan(network, data);
    Memory.require(plan.memoryBytes(), resolved.place("finetune"));
    TrainingConfig training = resolved.config().training();
    SoftmaxClassifier model =
        SoftmaxClassifier.transfer(network.graph(), plan, training.optimizer(), training.seed());
    return new BenchSubject(
        new RunRecord(
            resolved,
            data,
            plan.layers(),
            objective,
            backend,
            Optional.of(parent.origin()),
            clock.instant()),
        model,
        other -> {
          long bytes = new ParentModel(other, parent.file()).plan(network, data).memoryBytes();
          Memory.require(bytes, other.place("finetune"));
          return bytes;
        });
  }

  /** Refuses a config whose network has no room in memory. */
  void requireRoom(ResolvedConfig config) {
    var unused = memory.applyAsLong(config);
  }
}
