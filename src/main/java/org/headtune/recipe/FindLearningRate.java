package org.headtune.recipe;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.artifact.Json;
import org.headtune.backend.Memory;
import org.headtune.config.ModelConfig;
import org.headtune.config.OptimizerConfig;
import org.headtune.config.ResolvedConfig;
import org.headtune.config.TrainingConfig;
import org.headtune.data.Examples;
import org.headtune.data.Prepared;
import org.headtune.model.FeatureCache;
import org.headtune.model.LayerFate;
import org.headtune.model.NetworkPlan;
import org.headtune.model.SoftmaxClassifier;
import org.headtune.model.TrainingRules;
import org.headtune.model.TransferPlan;
import org.headtune.training.BatchOrder;
import org.headtune.training.RangeTest;
import org.headtune.training.RangeTest.Suggestion;
import org.headtune.training.Schedule;
import org.headtune.training.TrainingLoop;

/**
 * A learning rate for a run that is still to come, from trying many on a network that is thrown
 * away. All that is checked before training is checked here, but for the output folder: nothing is
 * written.
 */
public final class FindLearningRate {
  private static final String KEY = "training.optimizer.learning_rate";

  private final Story story;
  private final Clock clock;

  public FindLearningRate(Story story, Clock clock) {
    this.story = story;
    this.clock = clock;
  }

  private KeptRows rows(ResolvedConfig resolved, JobSettings settings) {
    return new KeptRows(story, clock, resolved.config().data().storage(), settings.cache());
  }

  /** For training from random weights. */
  public Outcome train(ResolvedConfig resolved, JobSettings settings) {
    ModelConfig network = Train.network(resolved);
    requireRate(resolved);
    Monitor.of(resolved.config(), resolved::place);
    try (KeptRows rows = rows(resolved, settings)) {
      Prepared data = Train.prepare(resolved.config(), Optional.empty(), rows);
      Objective objective = Objective.of(resolved, data);
      NetworkPlan plan = Train.plan(network, resolved, data, objective);
      return find(
          resolved,
          settings,
          data,
          plan.layers().stream().map(LayerFate::fresh).toList(),
          objective,
          () -> Train.fresh(network, resolved, data, objective));
    }
  }

  /** For training that starts from another model; layers keep the ratios of their rates. */
  public Outcome finetune(ResolvedConfig resolved, JobSettings settings) {
    Finetune.requireFrom(resolved);
    requireRate(resolved);
    TrainingConfig training = resolved.config().training();
    Monitor.of(resolved.config(), resolved::place);
    ParentModel parent = ParentModel.of(resolved);
    try (KeptRows rows = rows(resolved, settings)) {
      Prepared data = parent.prepare(rows);
      SoftmaxClassifier network = parent.network();
      TransferPlan plan = parent.plan(network, data);
      Memory.require(plan.memoryBytes(), resolved.place("finetune"));
      return find(
          resolved,
          settings,
          data,
          plan.layers(),
          Objective.of(resolved, data),
          () ->
              SoftmaxClassifier.transfer(
                  network.graph(), plan, training.optimizer(), training.seed()));
    }
  }

  private static void requireRate(ResolvedConfig resolved) {
    if (resolved.config().training().optimizer() instanceof OptimizerConfig.Adadelta) {
      throw new UserError(
          ExitCode.CONFIG,
          resolved.place("training.optimizer"),
          "adadelta finds its own step size, so there is no learning rate for --lr-finder to find;"
              + " choose another optimizer, or train without --lr-finder");
    }
  }

  private Outcome find(
      ResolvedConfig resolved,
      JobSettings settings,
      Prepared data,
      List<LayerFate> layers,
      Objective objective,
      Supplier<SoftmaxClassifier> network) {
    TrainingConfig training = resolved.config().training();
    Examples train = data.train();
    TrainingRules rules = objective.rules(resolved.config(), data, layers);
    Schedule schedule =
        Schedule.of(training, BatchOrder.of(training, train.labels()).size(), resolved::place);
    settings.startBackend();
    RangeTest test = new RangeTest();
    try (SoftmaxClassifier model = network.get()) {
      model.train(rules);
      FeatureCache features = FeatureCache.none(Judge.table(train));
      new TrainingLoop(training, model, train, features, schedule, objective.views())
          .tryRates(test, done -> story.progress("learning-rate test", done, RangeTest.UPDATES));
    }
    return outcome(test, training.optimizer().learningRate());
  }

  private static Outcome outcome(RangeTest test, double present) {
    Map<String, Object> json = new LinkedHashMap<>();
    Optional<Suggestion> suggestion = test.suggestion();
    json.put("end", test.end().name().toLowerCase(Locale.ROOT));
    json.put("learning_rate", present);
    suggestion.ifPresent(
        found ->
            json.put(
                "suggestion",
                Map.of("steepest", found.steepest(), "tenth_of_lowest", found.tenth())));
    json.put("points", test.points());
    String text =
        picture(test) + end(test) + suggestion.map(found -> advice(found, present)).orElse(NONE);
    return new Outcome(text, Json.write(json));
  }

  private static final String NONE =
      "the loss does not fall clearly at any rate, so none is suggested; look at the data with"
          + " `headtune check`, or try a larger training.batch_size\n";

  private static String picture(RangeTest test) {
    List<RangeTest.Point> points = test.points();
    if (points.isEmpty()) {
      return "";
    }
    double[] losses =
        IntStream.range(0, TextCurve.WIDTH)
            .map(column -> Math.round(column * (points.size() - 1f) / (TextCurve.WIDTH - 1)))
            .mapToDouble(i -> points.get(i).smoothed())
            .toArray();
    return "smoothed loss over the learning rate, which rises exponentially\n"
        + TextCurve.of(
            losses,
            TextCurve.number(points.get(0).rate()),
            TextCurve.number(points.get(points.size() - 1).rate()));
  }

  private static String end(RangeTest test) {
    int updates = test.points().size();
    return switch (test.end()) {
      case HIGHEST_RATE -> "the highest rate was reached after " + updates + " steps\n";
      case LOSS_BURST -> "after " + updates + " steps the loss was 4 times its lowest\n";
      case NOT_FINITE -> "after " + updates + " steps the loss was no longer a finite number\n";
    };
  }

  private static String advice(Suggestion found, double present) {
    return String.format(
        Locale.ROOT,
        "the loss falls fastest at %s; a tenth of the rate where it is lowest is %s; now %s%n%s: %s%n",
        rounded(found.steepest()),
        rounded(found.tenth()),
        TextCurve.number(present),
        KEY,
        rounded(found.tenth()));
  }

  /** Two digits are more than a range test knows. */
  private static String rounded(double rate) {
    return TextCurve.number(Double.parseDouble(String.format(Locale.ROOT, "%.1e", rate)));
  }
}
