package org.headtune.recipe;

import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.backend.Backend;
import org.headtune.backend.Wanted;
import org.headtune.config.HeadConfig;
import org.headtune.config.ModelConfig;
import org.headtune.config.ResolvedConfig;
import org.headtune.config.TrainingConfig;
import org.headtune.data.Examples;
import org.headtune.data.Fold;
import org.headtune.data.Prepared;
import org.headtune.data.SplitMix64;
import org.headtune.data.StratifiedDeal;
import org.headtune.evaluation.ConfidentLearning;
import org.headtune.evaluation.RowResults;
import org.headtune.model.ClassSampling;
import org.headtune.model.FeatureCache;
import org.headtune.model.SoftmaxClassifier;
import org.headtune.model.StepRules;
import org.headtune.model.TrainingRules;
import org.headtune.model.Truncation;
import org.headtune.training.BatchOrder;
import org.headtune.training.Diverged;
import org.headtune.training.EpochRecord;
import org.headtune.training.Position;
import org.headtune.training.Schedule;
import org.headtune.training.TrainingLoop;

/**
 * Looks for training rows whose label is probably wrong: fold by fold, the network of the config
 * judges rows after a short training on the others.
 */
final class SuspectSearch {
  private static final int FOLDS = 4;

  /**
   * In few passes a network learns what rows have in common, in many it learns single rows by
   * heart, wrong labels among them (Arpit et al. 2017, "A closer look at memorization in deep
   * networks").
   */
  private static final int MOST_TRAINED = 75_000;

  private static final int MOST_ROWS = 100_000;
  private static final int FEWEST_OF_CLASS = 10;

  /** What the random numbers of a seed are for. */
  private static final long DEALING = 3;

  private final ResolvedConfig resolved;
  private final ModelConfig network;
  private final TrainingConfig training;
  private final Prepared data;
  private final int[] chosen; // of the training rows
  private final Examples rows;
  private final Story story;

  private SuspectSearch(ResolvedConfig resolved, Prepared data, Story story) {
    this.resolved = resolved;
    this.network = Train.network(resolved);
    this.data = data;
    this.story = story;
    int all = data.train().rows();
    int count = Math.min(all, MOST_ROWS);
    chosen = IntStream.range(0, count).map(i -> (int) ((long) i * all / count)).toArray();
    rows = data.train().only(chosen);
    int trained = Math.max(1, count - count / FOLDS);
    TrainingConfig wanted = resolved.config().training();
    training = wanted.brief(Math.max(1, Math.min(wanted.epochs(), MOST_TRAINED / trained)));
  }

  /**
   * Refuses rows that cannot be judged.
   *
   * @throws UserError with {@link ExitCode#CONFIG}
   */
  static void require(ResolvedConfig resolved) {
    if (resolved.config().from().isPresent()) {
      throw new UserError(
          ExitCode.CONFIG,
          resolved.place("from"),
          "--suspects judges rows by models that have not seen them, which the model that this config"
              + " starts from may have; expected `model` in place of `from`: check a config for"
              + " `headtune train`, or leave --suspects out");
    } else if (!Objective.needsLabels(resolved.config())) {
      throw new UserError(
          ExitCode.CONFIG,
          resolved.place("training.objective"),
          "--suspects judges labels, which this objective does without; expected the objective"
              + " classify: leave --suspects out");
    } else if (resolved.config().data().labelSeparator().isPresent()) {
      throw new UserError(
          ExitCode.CONFIG,
          resolved.place("data.label_separator"),
          "--suspects judges labels of one class, and here rows may have several or none; expected no"
              + " data.label_separator: leave --suspects out");
    }
  }

  /**
   * Trains and judges.
   *
   * @throws UserError if the numbers run away
   */
  static LabelSuspects of(ResolvedConfig resolved, Prepared data, Story story) {
    Backend.start(Wanted.AUTO, 0);
    return new SuspectSearch(resolved, data, story).search();
  }

  private LabelSuspects search() {
    int classes = data.classes().size();
    SplitMix64 random = SplitMix64.of(training.seed(), DEALING);
    int[] foldOfRow = StratifiedDeal.of(rows.labels(), classes, FOLDS, random);
    ConfidentLearning learning = new ConfidentLearning(rows.rows(), classes, FEWEST_OF_CLASS);
    try {
      for (int number = 0; number < FOLDS; number++) {
        int own = number;
        int[] held = numbers(row -> foldOfRow[row] == own);
        Examples others = rows.only(numbers(row -> foldOfRow[row] != own));
        if (held.length > 0 && others.rows() > 0) {
          learning.add(held, judged(new Fold(number + 1, FOLDS), others, rows.only(held)));
        }
      }
    } catch (Diverged diverged) {
      throw new UserError(
              ExitCode.DIVERGED,
              resolved.place("training.optimizer.learning_rate"),
              "the training for --suspects diverged: the loss or a weight is no longer a finite"
                  + " number; lower training.optimizer.learning_rate, or look for extreme values in"
                  + " the data")
          .because(diverged);
    }
    List<ConfidentLearning.Suspect> suspects = learning.suspects();
    return LabelSuspects.of(
        resolved.config().data(), data, chosen, FOLDS, training.epochs(), suspects);
  }

  private int[] numbers(IntPredicate wanted) {
    return IntStream.range(0, rows.rows()).filter(wanted).toArray();
  }

  private RowResults judged(Fold fold, Examples others, Examples held) {
    int perEpoch = BatchOrder.of(training, others.labels()).size();
    Schedule schedule = Schedule.of(training, perEpoch, resolved::place);
    try (SoftmaxClassifier model =
        SoftmaxClassifier.create(
            network,
            training.optimizer(),
            data.columns().shape(),
            data.classes().size(),
            training.seed())) {
      model.train(rules(others));
      FeatureCache features = FeatureCache.none(Judge.table(others));
      new TrainingLoop(training, model, others, features, schedule, Optional.empty())
          .run(new Progress("label suspects, " + fold, schedule));
      return RowResults.of(Judge.predict(model, held));
    }
  }

  private TrainingRules rules(Examples others) {
    return TrainingRules.PLAIN
        .with(StepRules.of(training))
        .with(Truncation.of(training))
        .withSampling(
            Optional.of(network.head())
                .filter(HeadConfig.SampledSoftmax.class::isInstance)
                .map(HeadConfig.SampledSoftmax.class::cast)
                .map(head -> ClassSampling.of(head, data.classes().size(), others.labels())));
  }

  /** Tells how far the training of one fold is. */
  private final class Progress implements TrainingLoop.Observer {
    private final String work;
    private final Schedule schedule;

    Progress(String work, Schedule schedule) {
      this.work = work;
      this.schedule = schedule;
    }

    @Override
    public boolean afterBatch(Position position, int batches) {
      story.progress(
          work, (position.epoch() - 1L) * batches + position.batches(), schedule.updates());
      return true;
    }

    @Override
    public boolean afterEpoch(EpochRecord record) {
      return true;
    }
  }
}
