package org.headtune.recipe;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.artifact.FinishedRun;
import org.headtune.config.ResolvedConfig;
import org.headtune.config.ResolvedPlan;
import org.headtune.evaluation.Metric;

/**
 * Which of several runs is the best: by the best of its first epochs, as {@code metrics.jsonl} has
 * them, so that a run that was begun twice is ranked as one that was begun once.
 *
 * @param word the key in that file
 * @param higherIsBetter of two values
 * @param place where the plan asks for it
 */
record Ranking(String word, boolean higherIsBetter, Place place) {
  private static final String LOSS = "loss";
  private static final String PREFIX = "validation_";

  static Ranking of(ResolvedPlan plan) {
    String word = plan.config().metric();
    Optional<Metric> metric =
        word.startsWith(PREFIX) ? Metric.named(word.substring(PREFIX.length())) : Optional.empty();
    if (!word.equals(LOSS) && metric.isEmpty()) {
      throw new UserError(
          ExitCode.CONFIG,
          plan.place("metric"),
          "metric is "
              + Text.quoted(word)
              + "; expected loss, or validation_ and a metric, such as validation_accuracy");
    }
    return new Ranking(
        word, metric.map(Metric::higherIsBetter).orElse(false), plan.place("metric"));
  }

  /** A run without the metric could not be ranked. */
  void require(ResolvedConfig config) {
    boolean judged = config.config().data().hasValidation();
    boolean known =
        word.equals(LOSS)
            || Metric.named(word.substring(PREFIX.length()))
                .filter(metric -> metric.isOf(Objective.labelling(config.config())))
                .isPresent();
    if (!word.equals(LOSS) && !judged) {
      throw new UserError(
          ExitCode.CONFIG,
          place,
          "metric is "
              + word
              + ", and "
              + Text.printable(config.file())
              + " has no validation rows; expected data.validation_split or data.validation there");
    } else if (!known) {
      throw new UserError(
          ExitCode.CONFIG,
          place,
          "metric is "
              + word
              + ", which is for other rows than those of "
              + Text.printable(config.file())
              + "; expected another one, such as validation_loss");
    }
  }

  /**
   * What a run is worth.
   *
   * @param epochs the first ones, which alone count
   * @return NaN if it has come to nothing
   */
  double value(BatchJob job, long epochs) {
    return FinishedRun.epochs(job.folder()).stream()
        .limit(epochs)
        .map(epoch -> epoch.getOrDefault(word, Double.NaN))
        .filter(value -> !value.isNaN())
        .reduce((a, b) -> higherIsBetter ? Math.max(a, b) : Math.min(a, b))
        .orElse(Double.NaN);
  }

  /** The jobs, the best first; of two that are as good, the one that was begun first. */
  List<BatchJob> ranked(List<BatchJob> jobs, long epochs) {
    Comparator<Double> better =
        higherIsBetter ? Comparator.reverseOrder() : Comparator.naturalOrder();
    return jobs.stream()
        .map(job -> Map.entry(job, value(job, epochs)))
        .sorted(
            Comparator.comparing((Map.Entry<BatchJob, Double> run) -> run.getValue().isNaN())
                .thenComparing(Map.Entry::getValue, better))
        .map(Map.Entry::getKey)
        .toList();
  }
}
