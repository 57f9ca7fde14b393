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
  private static final int MEDIUM = 10_000;
  private static final int LARGE = 200_000;
  private static final int WIDE = 48; // pixels on a side

  /** A line of the section {@code training}. */
  record Setting(String text, String reason) {}

  static NetworkDraft of(Survey survey, DraftedColumns columns) {
    if (survey.image().isPresent()) {
      Shape shape = survey.image().get();
      return image(survey.rows(), Math.min(shape.height(), shape.width()));
    } else if (columns.pixels().isPresent()) {
      return image(survey.rows(), columns.pixels().get());
    }
    if (columns.used().size() == 1 && columns.used().get(0).verdict() == Verdict.IMAGE) {
      ImageSurvey images = columns.used().get(0).images();
      return image(survey.rows(), Math.min(images.height(), images.width()));
    }
    boolean onlyText =
        !columns.used().isEmpty()
            && columns.used().stream().allMatch(column -> column.verdict() == Verdict.TEXT);
    return onlyText ? text(survey, columns) : table(survey, columns);
  }

  private static NetworkDraft image(int rows, int side) {
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
    return new NetworkDraft(
        layers,
        (side >= WIDE ? "three" : "two") + " convolutions see edges and shapes",
        List.of(
            new Setting("epochs: " + epochs, "fewer if it stops improving"),
            new Setting("batch_size: " + (rows < MEDIUM ? 32 : 64), ""),
            new Setting("seed: 42", ""),
            new Setting("optimizer: {type: adam, learning_rate: 0.002}", ""),
            new Setting("schedule: {type: cosine}", "small steps at the end"),
            stopping(epochs / 3)));
  }

  private static NetworkDraft text(Survey survey, DraftedColumns columns) {
    int rows = survey.rows();
    int epochs = rows < MEDIUM ? 20 : rows < LARGE ? 10 : 5;
    List<Setting> training = new ArrayList<>();
    training.add(new Setting("epochs: " + epochs, "texts are learnt in few"));
    training.add(new Setting("batch_size: 32", ""));
    training.add(new Setting("seed: 42", ""));
    training.add(new Setting("optimizer: {type: adam, learning_rate: 0.005}", ""));
    training.add(stopping(3));
    training.addAll(weights(columns));
    return new NetworkDraft(
        List.of(), "for text alone the vectors of its n-grams are enough", training);
  }

  private static NetworkDraft table(Survey survey, DraftedColumns columns) {
    int rows = survey.rows();
    int units = rows < SMALL ? 32 : rows < MEDIUM ? 64 : rows < LARGE ? 128 : 256;
    List<String> layers = new ArrayList<>();
    layers.add("dense: {units: " + units + "}");
    layers.add("dropout: {rate: " + (rows < MEDIUM ? "0.1" : "0.2") + "}");
    if (rows >= MEDIUM) {
      layers.add("dense: {units: " + units / 2 + "}");
    }
    int epochs = rows < SMALL ? 100 : rows < MEDIUM ? 60 : rows < LARGE ? 30 : 10;
    int batch = rows < SMALL ? 16 : rows < MEDIUM ? 32 : rows < LARGE ? 128 : 512;
    List<Setting> training = new ArrayList<>();
    training.add(
        new Setting(
            "epochs: " + epochs, "at most; early stopping ends it when it has learnt enough"));
    training.add(
        new Setting("batch_size: " + batch, String.format(Locale.ROOT, "fits %,d rows", rows)));
    training.add(new Setting("seed: 42", ""));
    training.add(
        new Setting(
            "optimizer: {type: adamw, learning_rate: " + (rows < MEDIUM ? "0.003" : "0.001") + "}",
            ""));
    training.add(new Setting("schedule: {type: cosine}", "small steps at the end"));
    training.add(stopping(Math.max(3, epochs / 6)));
    training.addAll(weights(columns));
    return new NetworkDraft(
        layers, String.format(Locale.ROOT, "as wide as %,d rows can teach", rows), training);
  }

  private static Setting stopping(int patience) {
    return new Setting(
        "early_stopping: {monitor: validation_loss, patience: " + patience + "}", "");
  }

  /** Rare classes weigh more only where they would hardly be seen; it costs accuracy. */
  private static List<Setting> weights(DraftedColumns columns) {
    ColumnSurvey label = columns.label().orElseThrow();
    int most = label.values().values().stream().mapToInt(i -> i).max().orElse(1);
    int least = label.values().values().stream().mapToInt(i -> i).min().orElse(1);
    String ratio = String.format(Locale.ROOT, "the rarest class has 1 row for %,d", most / least);
    return most >= 50L * least
        ? List.of(new Setting("loss: {class_weights: effective_number}", ratio))
        : List.of(
            new Setting(
                "loss: {class_weights: none}",
                most >= 5L * least ? ratio + "; `balanced` finds more of it" : "no class is rare"));
  }
}
