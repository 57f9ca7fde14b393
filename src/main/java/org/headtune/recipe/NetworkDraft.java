package org.headtune.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.headtune.data.ColumnSurvey;
import org.headtune.data.ColumnSurvey.Verdict;
import org.headtune.data.ImageSurvey;
import org.headtune.data.Shape;
import org.headtune.data.Survey;

/**
 * Layers and training that suit the size of a table.
 *
 * @param layers of the config, from the input up
 * @param why the reason
 * @param training settings with a reason each
 */
record NetworkDraft(List<String> layers, String why, List<Setting> training) {
  private static final int SMALL = 1_000;
  private static final int SEVERAL = 5_000;
  private static final int MEDIUM = 10_000;
  private static final int LARGE = 200_000;
  private static final double FEW_PER_INPUT = 30;
  private static final double MANY_PER_INPUT = 150;
  private static final double PENALTY = 2; // twice what scikit-learn's LogisticRegression has
  private static final int WIDE = 48; // pixels on a side

  /** A line of the section {@code training}. */
  record Setting(String text, String reason) {}

  /**
   * @param heldOut rows that are not trained on
   */
  static NetworkDraft of(Survey survey, DraftedColumns columns, HeldOut heldOut) {
    if (survey.image().isPresent()) {
      Shape shape = survey.image().get();
      return image(heldOut, Math.min(shape.height(), shape.width()));
    } else if (columns.pixels().isPresent()) {
      return image(heldOut, columns.pixels().get());
    }
    if (columns.used().size() == 1 && columns.used().get(0).verdict() == Verdict.IMAGE) {
      ImageSurvey images = columns.used().get(0).images();
      return image(heldOut, Math.min(images.height(), images.width()));
    }
    boolean onlyText =
        !columns.used().isEmpty()
            && columns.used().stream().allMatch(column -> column.verdict() == Verdict.TEXT);
    return onlyText ? text(columns, heldOut) : table(columns, heldOut);
  }

  private static NetworkDraft image(HeldOut heldOut, int side) {
    int rows = heldOut.rows();
    List<String> layers = new ArrayList<>();
    boolean large = side >= 14;
    layers.add("conv2d: {filters: " + (large ? 16 : 32) + ", kernel: 3, padding: same}");
    if (large) {
      layers.add("max_pool: {size: 2}");
    }
    layers.add("conv2d: {filters: 32, kernel: 3, padding: same}");
    layers.add("max_pool: {size: 2}");
    if (side >= WIDE) {
      layers.add("conv2d: {filters: 64, kernel: 3, padding: same}");
      layers.add("max_pool: {size: 2}");
    }
    layers.add("dropout: {rate: 0.25}");
    layers.add("dense: {units: 128}");
    layers.add("dropout: {rate: 0.5}");
    int epochs = rows < MEDIUM ? 30 : 12;
    List<Setting> training = new ArrayList<>();
    training.add(new Setting("epochs: " + epochs, "fewer if it stops improving"));
    training.add(new Setting("batch_size: " + (rows < MEDIUM ? 32 : 64), ""));
    training.add(new Setting("seed: 42", ""));
    training.add(new Setting("optimizer: {type: adam, learning_rate: 0.002}", ""));
    training.add(new Setting("schedule: {type: cosine}", "small steps at the end"));
    training.addAll(stopping(heldOut, epochs / 3));
    if (rows < MEDIUM) {
      training.add(
          new Setting(
              "# augmentation: {shift: 0.1, rotate: 10, scale: 0.1}",
              "varies images; it helps where they may stand and turn like that"));
    }
    return new NetworkDraft(
        layers, (side >= WIDE ? "three" : "two") + " convolutions see edges and shapes", training);
  }

  /**
   * Gradient descent as fastText has it (Joulin et al. 2017). Adam moves the vector of an n-gram
   * that stands in two rows as far as that of one that stands in a thousand, and so learns rows by
   * heart before it has learnt from all.
   */
  private static NetworkDraft text(DraftedColumns columns, HeldOut heldOut) {
    int rows = heldOut.rows();
    int epochs = rows < MEDIUM ? 15 : rows < LARGE ? 10 : 5;
    List<Setting> training = new ArrayList<>();
    training.add(new Setting("epochs: " + epochs, "texts are learnt in few"));
    training.add(new Setting("batch_size: 32", ""));
    training.add(new Setting("seed: 42", ""));
    training.add(
        new Setting(
            "optimizer: {type: sgd, learning_rate: 3}",
            "frequent words learn more than rare ones, as adam would not let them"));
    training.add(new Setting("clipping: {global_norm: 1}", "for so large a rate"));
    training.add(new Setting("schedule: {type: cosine}", "small steps at the end"));
    training.addAll(stopping(heldOut, 3));
    training.addAll(weights(columns));
    return new NetworkDraft(
        List.of(), "for text alone the vectors of its n-grams are enough", training);
  }

  private static NetworkDraft table(DraftedColumns columns, HeldOut heldOut) {
    int rows = heldOut.rows();
    double perInput = (double) rows / Math.max(1, columns.inputs());
    boolean many = heldOut.validation() && rows >= SEVERAL;
    int units = many ? 256 : 128;
    double dropout = perInput < FEW_PER_INPUT ? 0.4 : perInput < MANY_PER_INPUT ? 0.3 : 0.1;
    List<String> layers = new ArrayList<>();
    layers.add("dense: {units: " + units + "}");
    layers.add("dropout: {rate: " + dropout + "}");
    if (many) {
      layers.add("dense: {units: " + units / 2 + "}");
      layers.add("dropout: {rate: " + dropout + "}");
    }
    int epochs = rows < SMALL ? 60 : rows < MEDIUM ? 40 : rows < LARGE ? 30 : 10;
    int batch = rows < SMALL ? 16 : rows < SEVERAL ? 32 : rows < LARGE ? 128 : 512;
    List<Setting> training = new ArrayList<>();
    training.add(
        new Setting(
            "epochs: " + epochs,
            heldOut.validation()
                ? "at most; early stopping ends it when it has learnt enough"
                : "all of them"));
    training.add(
        new Setting("batch_size: " + batch, String.format(Locale.ROOT, "fits %,d rows", rows)));
    training.add(new Setting("seed: 42", ""));
    training.add(
        new Setting(
            "optimizer: {type: adam, learning_rate: " + (many ? "0.002" : "0.003") + "}", ""));
    training.add(new Setting("schedule: {type: cosine}", "small steps at the end"));
    if (perInput < MANY_PER_INPUT) {
      training.add(
          new Setting(
              String.format(Locale.ROOT, "regularization: {l2: %.1g}", PENALTY / rows),
              String.format(Locale.ROOT, "only %,.0f rows for each input", perInput)));
    }
    training.addAll(stopping(heldOut, Math.max(3, epochs / 4)));
    training.addAll(weights(columns));
    return new NetworkDraft(
        layers, String.format(Locale.ROOT, "as wide as %,d rows can teach", rows), training);
  }

  private static List<Setting> stopping(HeldOut heldOut, int patience) {
    return heldOut.validation()
        ? List.of(
            new Setting(
                "early_stopping: {monitor: validation_loss, patience: " + patience + "}", ""))
        : List.of();
  }

  /** What is done for rare classes costs accuracy, so it is left to who wants it. */
  private static List<Setting> weights(DraftedColumns columns) {
    ColumnSurvey label = columns.label().orElseThrow();
    int most = label.values().values().stream().mapToInt(i -> i).max().orElse(1);
    int least = label.values().values().stream().mapToInt(i -> i).min().orElse(1);
    String ratio = String.format(Locale.ROOT, "the rarest class has 1 row for %,d", most / least);
    return List.of(
        new Setting(
            "loss: {class_weights: none}",
            most >= 5L * least ? ratio + "; `balanced` finds more of it" : "no class is rare"));
  }
}
