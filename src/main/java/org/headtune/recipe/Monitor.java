package org.headtune.recipe;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.config.DataConfig;
import org.headtune.config.RunConfig;
import org.headtune.config.ScheduleConfig;
import org.headtune.config.TrainingConfig;
import org.headtune.config.TrainingConfig.EarlyStoppingConfig;
import org.headtune.evaluation.Labelling;
import org.headtune.evaluation.Metric;
import org.headtune.training.EarlyStopping;

/**
 * The number that decides which epoch is the best one: the one that early stopping watches, else
 * the validation loss. Without validation rows the last epoch counts: the training loss is lowest
 * where dropout happened to be kind or a penalty had not worked yet, and says nothing of a schedule
 * that ends in small steps. Only a schedule that watches for a plateau has nothing else to watch.
 *
 * @param word as in the config, such as {@code validation_macro_f1}
 * @param metric of the validation rows, or empty for the training loss
 */
record Monitor(String word, Optional<Metric> metric) {
  private static final String TRAINING_LOSS = "loss";
  private static final String PREFIX = "validation_";
  private static final String KEY = "training.early_stopping.monitor";

  /** Takes each epoch for better than those before: the last one counts. */
  static final Monitor LAST = new Monitor("epoch", Optional.empty());

  /** The monitor that the config asks for. */
  static Monitor of(RunConfig config, Function<String, Place> placeOf) {
    TrainingConfig training = config.training();
    DataConfig data = config.data();
    boolean hasValidation = data.hasValidation();
    Optional<String> asked = training.earlyStopping().map(EarlyStoppingConfig::monitor);
    Labelling labelling = Objective.labelling(config);
    boolean watched = training.schedule() instanceof ScheduleConfig.ReduceOnPlateau;
    if (asked.isEmpty() && !hasValidation && !watched) {
      return LAST;
    }
    String word = asked.orElse(hasValidation ? PREFIX + Metric.LOSS.word() : TRAINING_LOSS);
    if (word.equals(TRAINING_LOSS)) {
      return new Monitor(word, Optional.empty());
    }
    Optional<Metric> metric =
        word.startsWith(PREFIX) ? Metric.named(word.substring(PREFIX.length())) : Optional.empty();
    if (metric.isEmpty() || !metric.get().isOf(labelling)) {
      throw new UserError(
          ExitCode.CONFIG,
          placeOf.apply(KEY),
          KEY
              + " is "
              + Text.quoted(word)
              + (metric.isEmpty()
                  ? ""
                  : switch (labelling) {
                    case NONE -> ", which is for rows with labels";
                    case SINGLE -> ", which is for rows with several classes";
                    case MULTIPLE -> ", which is for rows with one class";
                  })
              + "; expected one of "
              + words(labelling));
    }
    if (!hasValidation) {
      throw new UserError(
          ExitCode.CONFIG,
          placeOf.apply(KEY),
          KEY
              + " is "
              + word
              + " but there are no validation rows; set data.validation_split or data.validation,"
              + " or monitor `loss`");
    }
    return new Monitor(word, metric);
  }

  private static String words(Labelling labelling) {
    return TRAINING_LOSS
        + ", "
        + Metric.of(labelling).stream()
            .map(metric -> PREFIX + metric.word())
            .collect(Collectors.joining(", "));
  }

  /** The value of an epoch; NaN where the metric is undefined. */
  double value(int epoch, double loss, Map<Metric, Double> validation) {
    return equals(LAST) ? epoch : metric.map(validation::get).orElse(loss);
  }

  /** Which values are better. */
  EarlyStopping.Better better() {
    return equals(LAST) || metric.map(Metric::higherIsBetter).orElse(false)
        ? EarlyStopping.Better.HIGHER
        : EarlyStopping.Better.LOWER;
  }

  /** How a finished run names the epoch whose weights it keeps. */
  String choice(int epoch, int epochs) {
    if (epoch == 0) {
      return String.format(
          Locale.ROOT, "epoch %d of %d, the last: %s was never a number", epochs, epochs, word);
    }
    return equals(LAST)
        ? String.format(Locale.ROOT, "epoch %d of %d, the last", epoch, epochs)
        : String.format(Locale.ROOT, "best epoch %d of %d by %s", epoch, epochs, word);
  }

  /** What remembers the best epoch, and stops when the config asks for it. */
  EarlyStopping stopping(TrainingConfig training) {
    return training
        .earlyStopping()
        .filter(config -> !equals(LAST))
        .map(config -> new EarlyStopping(better(), config.patience(), config.minDelta()))
        .orElseGet(() -> new EarlyStopping(better(), Integer.MAX_VALUE, 0));
  }
}
