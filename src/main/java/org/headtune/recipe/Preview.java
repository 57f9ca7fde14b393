package org.headtune.recipe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;
import org.headtune.config.ResolvedConfig;
import org.headtune.config.TrainingConfig;
import org.headtune.data.Examples;
import org.headtune.data.Prepared;
import org.headtune.report.PreviewReport;
import org.headtune.report.Raster;
import org.headtune.training.Augmentation;

/** Some images of training rows, each beside what the first epochs see of it. */
final class Preview {
  private static final int ROWS = 12;
  private static final int EPOCHS = 6;
  private static final String VARIATION = "training\\.(objective\\.)?augmentation\\.";

  private final ResolvedConfig resolved;
  private final Prepared data;
  private final RowImages images;

  private Preview(ResolvedConfig resolved, Prepared data) {
    this.resolved = resolved;
    this.data = data;
    images = RowImages.of(data.columns(), data.train());
  }

  /**
   * The page.
   *
   * @throws UserError if rows have no images
   */
  static PreviewReport of(ResolvedConfig resolved, Prepared data) {
    Preview preview = new Preview(resolved, data);
    if (preview.images.none()) {
      throw new UserError(
          ExitCode.CONFIG,
          resolved.place("data"),
          "--preview shows images, and no column holds any; expected IDX files, data.image, a folder"
              + " of images or a column of `type: image`");
    }
    return preview.report();
  }

  private PreviewReport report() {
    TrainingConfig training = resolved.config().training();
    Optional<Augmentation> augmentation =
        training
            .variation()
            .map(
                wanted ->
                    new Augmentation(
                        wanted, training.seed(), data.columns().shape(), data.train()));
    List<PreviewReport.Line> lines = new ArrayList<>();
    List<Integer> rows = rows();
    Map<Integer, Place> places = data.parts().places("train", Set.copyOf(rows));
    for (int row : rows) {
      lines.addAll(lines(row, places.get(row), augmentation));
    }
    String settings =
        resolved.entries().stream()
            .filter(entry -> entry.path().matches(VARIATION + ".*"))
            .map(entry -> entry.path().replaceFirst(VARIATION, "") + " " + entry.value())
            .collect(Collectors.joining(", "));
    return new PreviewReport(
        "Images of " + resolved.config().data().trainName(),
        augmentation.isPresent()
            ? "Each in the size that the network gets, and as it is varied: " + settings + "."
            : "Each in the size that the network gets. They are not varied: training.augmentation is"
                + " not set.",
        lines);
  }

  /** Rows of each class in turn. */
  private List<Integer> rows() {
    Examples train = data.train();
    List<Integer> chosen = new ArrayList<>();
    int[] labels = Arrays.stream(train.labels()).distinct().sorted().toArray();
    int[] next = new int[labels.length];
    boolean more = true;
    while (more && chosen.size() < ROWS) {
      more = false;
      for (int k = 0; k < labels.length && chosen.size() < ROWS; k++) {
        while (next[k] < train.rows() && train.labels()[next[k]] != labels[k]) {
          next[k]++;
        }
        if (next[k] < train.rows()) {
          chosen.add(next[k]++);
          more = true;
        }
      }
    }
    return chosen;
  }

  /** A line for each image of a row. */
  private List<PreviewReport.Line> lines(
      int row, Place place, Optional<Augmentation> augmentation) {
    Examples train = data.train();
    List<List<Raster>> versions = new ArrayList<>();
    for (int epoch = 1; epoch <= EPOCHS && augmentation.isPresent(); epoch++) {
      float[] numbers = new float[train.width()];
      train.copyRow(row, numbers);
      augmentation.get().vary(numbers, epoch, row);
      versions.add(images.of(numbers));
    }
    List<PreviewReport.Line> lines = new ArrayList<>();
    List<Raster> originals = images.of(train, row);
    for (int i = 0; i < originals.size(); i++) {
      int image = i;
      lines.add(
          new PreviewReport.Line(
              String.format(Locale.ROOT, "%s, %s", place, originals.get(i).name()),
              label(train.labels()[row]),
              originals.get(i),
              versions.stream().map(version -> version.get(image)).toList()));
    }
    return lines;
  }

  private String label(int label) {
    List<String> names = data.classes().names();
    if (data.train().sets().areSingle()) {
      return names.get(label);
    }
    return Arrays.stream(data.train().sets().classes(label))
        .mapToObj(names::get)
        .collect(Collectors.joining(", "));
  }
}
