package org.headtune.recipe;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.headtune.ExitCode;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.config.TrainingConfig;
import org.headtune.data.Fold;
import org.headtune.training.Diverged;

/** What is said of a run whose numbers ran away. */
final class Divergence {
  private Divergence() {}

  /**
   * The error that ends the run.
   *
   * @param fold of a cross-validation, whose model is of no use by itself
   * @param kept where the model of the best epoch was written
   */
  static UserError of(
      Diverged diverged,
      RunRecord run,
      TrainingDiary diary,
      Optional<Fold> fold,
      Optional<Path> kept) {
    TrainingConfig training = run.config().config().training();
    return new UserError(
            ExitCode.DIVERGED,
            run.config().place("training.optimizer.learning_rate"),
            String.format(
                Locale.ROOT,
                "training diverged in %sepoch %d, iteration %d: the loss or a weight is no longer a"
                    + " finite number; %slower training.optimizer.learning_rate (now %s%s), or look"
                    + " for extreme values in the data; %s",
                fold.map(part -> part + ", ").orElse(""),
                diverged.epoch(),
                diverged.iteration(),
                diary.advice().stream()
                    .map(advice -> advice.finding() + "; ")
                    .collect(Collectors.joining()),
                training.optimizer().learningRate(),
                diverged.learningRate() == training.optimizer().learningRate()
                    ? ""
                    : String.format(Locale.ROOT, ", %.3g at that step", diverged.learningRate()),
                kept.map(
                        folder ->
                            "the model of epoch "
                                + diary.bestEpoch()
                                + " is kept in "
                                + Text.printable(folder.toString()))
                    .orElse(
                        fold.isPresent()
                            ? "a cross-validation ends with it, so no model was written"
                            : "there was no good epoch before, so no model was written")))
        .because(diverged);
  }
}
