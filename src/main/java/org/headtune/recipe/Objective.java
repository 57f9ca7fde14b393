package org.headtune.recipe;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.headtune.ExitCode;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.config.HeadConfig;
import org.headtune.config.ObjectiveConfig;
import org.headtune.config.ResolvedConfig;
import org.headtune.config.RunConfig;
import org.headtune.config.TrainingConfig;
import org.headtune.data.Bag;
import org.headtune.data.Examples;
import org.headtune.data.FittedColumn;
import org.headtune.data.Prepared;
import org.headtune.data.RowCell;
import org.headtune.data.Shape;
import org.headtune.data.TokenSequence;
import org.headtune.data.Tokenizer;
import org.headtune.evaluation.Judgement;
import org.headtune.evaluation.Labelling;
import org.headtune.model.ClassSampling;
import org.headtune.model.FeatureTable;
import org.headtune.model.Freezing;
import org.headtune.model.LayerFate;
import org.headtune.model.Pretext;
import org.headtune.model.PretextScore;
import org.headtune.model.RowLoss;
import org.headtune.model.SoftmaxClassifier;
import org.headtune.model.StepRules;
import org.headtune.model.TrainingRules;
import org.headtune.model.Truncation;
import org.headtune.training.Augmentation;
import org.headtune.training.Corruption;
import org.headtune.training.MaskedSteps;
import org.headtune.training.NextSteps;
import org.headtune.training.Views;

/**
 * What a run makes as small as possible, once its data is known.
 *
 * @param loss of rows with labels
 * @param task of rows without
 */
record Objective(RowLoss loss, Optional<Task> task) {
  private static final int MOST_COUNTED = 100_000;

  /**
   * What a network learns from rows without labels.
   *
   * @param pretext what it is asked
   * @param views what it is given
   */
  record Task(Pretext pretext, Views views) {}

  /** Whether the rows of a run need labels. */
  static boolean needsLabels(RunConfig config) {
    return config.training().objective().needsLabels();
  }

  /**
   * The objective of the run.
   *
   * @throws UserError with {@link ExitCode#CONFIG} if what is asked for does not go with the data
   */
  static Objective of(ResolvedConfig resolved, Prepared data) {
    Optional<Task> task = task(resolved, data);
    RowLoss loss = task.isPresent() ? TrainingRules.PLAIN.loss() : loss(resolved, data);
    return new Objective(loss, task);
  }

  private static Optional<Task> task(ResolvedConfig resolved, Prepared data) {
    TrainingConfig training = resolved.config().training();
    if (training.objective() instanceof ObjectiveConfig.Denoise denoise) {
      return Optional.of(denoising(denoise, resolved, data));
    }
    if (training.objective() instanceof ObjectiveConfig.Contrastive contrastive) {
      return Optional.of(ContrastTask.of(contrastive, resolved, data));
    }
    return training.objective().asksTokens()
        ? Optional.of(tokens(resolved, data))
        : Optional.empty();
  }

  private static Task tokens(ResolvedConfig resolved, Prepared data) {
    List<FittedColumn> columns = data.columns().columns();
    if (columns.size() != 1 || !(columns.get(0) instanceof TokenSequence column)) {
      throw new UserError(
          ExitCode.CONFIG,
          resolved.place("training.objective"),
          "training.objective asks for tokens, which one column of `type: tokens` has, and there must"
              + " be no other column; found the columns "
              + columns.stream()
                  .map(other -> Text.quoted(other.name()))
                  .collect(Collectors.joining(", "))
              + ": set the type of one, and `type: ignore` for the others");
    }
    Bag bag = column.bag();
    TrainingConfig training = resolved.config().training();
    return new Task(
        new Pretext.Entries(
            bag.entries(),
            training.objective().asksAhead(),
            training.objective().isTied() ? Optional.of(bag.units()) : Optional.empty()),
        training.objective() instanceof ObjectiveConfig.MaskedTokens masked
            ? new MaskedSteps(
                bag.length(),
                masked.rate(),
                Tokenizer.MASK,
                Tokenizer.MASK + 1,
                bag.entries(),
                training.seed())
            : new NextSteps(bag.length(), Tokenizer.END));
  }

  /** How often each token stands in the training rows, at equal distances, of very many. */
  private static int[] countsOfTokens(Examples train, int entries) {
    int[] counts = new int[entries];
    float[] row = new float[train.width()];
    int looked = Math.min(train.rows(), MOST_COUNTED);
    for (int i = 0; i < looked; i++) {
      train.copyRow((int) ((long) i * train.rows() / looked), row);
      for (int step = 1; step < row[row.length - 1]; step++) {
        counts[(int) row[step]]++;
      }
    }
    return counts;
  }

  private static Task denoising(
      ObjectiveConfig.Denoise config, ResolvedConfig resolved, Prepared data) {
    Shape shape = data.columns().shape();
    List<RowCell> cells = data.columns().cells();
    long plain = shape.image() ? shape.size() : shape.channels();
    List<RowCell> asked = cells.stream().filter(cell -> cell.from() < plain).toList();
    if (asked.isEmpty() || shape.sequence()) {
      throw new UserError(
          ExitCode.CONFIG,
          resolved.place("training.objective"),
          "training.objective is denoise, which restores numbers and categories, and no column holds"
              + " any; expected one, or another objective");
    }
    long seed = resolved.config().training().seed();
    return new Task(
        new Pretext.Reconstruction(asked),
        new Corruption(cells, config.swap(), config.mask(), seed, data.train()));
  }

  private static RowLoss loss(ResolvedConfig resolved, Prepared data) {
    TrainingConfig training = resolved.config().training();
    if (training.mixup() > 0 && hasSteps(data.columns().shape())) {
      throw new UserError(
          ExitCode.CONFIG,
          resolved.place("training.mixup"),
          "training.mixup mixes the numbers of two rows, and sequences of different lengths have no"
              + " mean; expected numeric columns or images: set training.mixup to 0");
    }
    List<String> words = data.columns().wordColumns();
    if (training.mixup() > 0 && !words.isEmpty()) {
      throw new UserError(
          ExitCode.CONFIG,
          resolved.place("training.mixup"),
          "training.mixup mixes the numbers of two rows, and column "
              + Text.quoted(words.get(0))
              + (words.size() > 1 ? " (one of " + words.size() + ")" : "")
              + " holds words or truth values, or tells which cells were missing, and between those"
              + " there is nothing; expected numeric columns or images: set training.mixup to 0, or"
              + " ignore the column");
    }
    if (training.augmentation().isPresent() && !Augmentation.fits(data.columns().shape())) {
      throw new UserError(
          ExitCode.CONFIG,
          resolved.place("training.augmentation"),
          "training.augmentation varies images, and no column holds any; expected IDX files, data.image,"
              + " a folder of images or a column of `type: image`: remove it");
    }
    if (training.accumulate() > 1 && data.columns().shape().looksUp()) {
      throw new UserError(
          ExitCode.CONFIG,
          resolved.place("training.accumulate"),
          "training.accumulate gathers gradients, but each batch looks up vectors of its own in column "
              + Text.quoted(words.get(words.size() - 1))
              + ": set it to 1, and training.batch_size higher");
    }
    if (!data.train().sets().areSingle()) {
      return TrainingRules.PLAIN.loss(); // the head has a loss of its own
    }
    return RowLoss.of(training.loss(), data.classes(), data.train().labels(), resolved::place);
  }

  private static boolean hasSteps(Shape shape) {
    return shape.sequence() || !shape.series().isEmpty();
  }

  /**
   * Refuses a bound of norms where a layer cannot keep it.
   *
   * @param layers of the network, from the input to the head
   */
  static void requireKeptNorms(ResolvedConfig resolved, List<LayerFate> layers) {
    Optional<LayerFate> attention =
        layers.stream().filter(layer -> layer.kind().equals("self_attention")).findFirst();
    boolean bounded = resolved.config().training().regularization().maxNorm().isPresent();
    if (bounded && attention.isPresent()) {
      throw new UserError(
          ExitCode.CONFIG,
          resolved.place("training.regularization.max_norm"),
          "training.regularization.max_norm cannot be kept in the layer "
              + Text.printable(attention.get().name())
              + ", whose weights are not stored unit by unit; expected weight_decay or l2 beside"
              + " self_attention: remove the key");
    }
  }

  /**
   * How the weights of a run are moved.
   *
   * @param layers of the network, from the input to the head
   */
  TrainingRules rules(RunConfig config, Prepared data, List<LayerFate> layers) {
    return new TrainingRules(
        Freezing.of(layers),
        loss,
        StepRules.of(config.training()),
        data.train().sets(),
        config
            .head()
            .filter(HeadConfig.SampledSoftmax.class::isInstance)
            .map(HeadConfig.SampledSoftmax.class::cast)
            .map(head -> sampling(head, data)),
        Truncation.of(config.training()),
        task.map(Task::pretext));
  }

  private ClassSampling sampling(HeadConfig.SampledSoftmax head, Prepared data) {
    return task.isPresent()
        ? ClassSampling.of(head, countsOfTokens(data.train(), task.get().pretext().outputs()))
        : ClassSampling.of(head, data.classes().size(), data.train().labels());
  }

  /** What makes views of the rows, if they have no labels. */
  Optional<Views> views() {
    return task.map(Task::views);
  }

  /** How many classes a row has. */
  static Labelling labelling(RunConfig config) {
    return !needsLabels(config)
        ? Labelling.NONE
        : config.data().labelSeparator().isPresent() ? Labelling.MULTIPLE : Labelling.SINGLE;
  }

  /**
   * What the model is worth on rows while it is trained.
   *
   * @param rows the examples, or what the network's frozen layers make of them
   */
  Judgement judge(SoftmaxClassifier model, FeatureTable rows, Examples examples) {
    return task.map(asked -> judge(asked, model, rows, examples.rows()))
        .orElseGet(() -> Judge.judge(model, rows, examples));
  }

  private static Judgement judge(Task task, SoftmaxClassifier model, FeatureTable rows, int count) {
    Views views = task.views();
    PretextScore score =
        model.score(views.of(rows, Views.JUDGED), views.asked(rows, Views.JUDGED), 0, count);
    return Judge.answers(score, count);
  }
}
