package org.headtune.recipe;

import java.util.List;
import java.util.Optional;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.config.ObjectiveConfig;
import org.headtune.config.ResolvedConfig;
import org.headtune.config.TrainingConfig;
import org.headtune.data.Examples;
import org.headtune.data.Prepared;
import org.headtune.data.RowCell;
import org.headtune.data.Shape;
import org.headtune.model.Pretext;
import org.headtune.training.Augmentation;
import org.headtune.training.Corruption;
import org.headtune.training.ViewPairs;

/** To tell the two views of a row from those of other rows. */
final class ContrastTask {
  private ContrastTask() {}

  /**
   * The task.
   *
   * @throws UserError with {@link ExitCode#CONFIG} if there is nothing to compare
   */
  static Objective.Task of(
      ObjectiveConfig.Contrastive config, ResolvedConfig resolved, Prepared data) {
    TrainingConfig training = resolved.config().training();
    Shape shape = data.columns().shape();
    boolean images = Augmentation.fits(shape);
    List<RowCell> cells = shape.image() ? List.of() : data.columns().cells();
    if (!images && cells.size() < 2) {
      throw new UserError(
          ExitCode.CONFIG,
          resolved.place("training.objective"),
          "training.objective is contrastive, which compares views of images, or of rows of two"
              + " columns or more, and there is neither; expected such data, or another objective");
    }
    requireOthers(resolved, "training", data.train());
    requireOthers(resolved, "validation", data.validation());
    requireOthers(resolved, "test", data.test());
    return new Objective.Task(
        new Pretext.Contrast(config.projection(), config.temperature(), training.batchSize()),
        new ViewPairs(
            data.train().width(),
            images
                ? Optional.of(
                    new Augmentation(config.augmentation(), training.seed(), shape, data.train()))
                : Optional.empty(),
            cells.isEmpty()
                ? Optional.empty()
                : Optional.of(
                    new Corruption(cells, config.swap(), 0, training.seed(), data.train()))));
  }

  /** A row is told from others. */
  private static void requireOthers(ResolvedConfig resolved, String part, Examples rows) {
    if (rows.rows() == 1) {
      throw new UserError(
          ExitCode.CONFIG,
          resolved.place("training.objective"),
          "training.objective is contrastive, which tells the views of a row from those of others,"
              + " and there is one "
              + part
              + " row alone; expected 2 or more");
    }
  }
}
