package org.headtune.recipe;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.artifact.CheckedModel;
import org.headtune.artifact.EvaluationTables;
import org.headtune.artifact.ModelCard;
import org.headtune.artifact.ModelZip;
import org.headtune.artifact.RunFolder;
import org.headtune.artifact.Sha256;
import org.headtune.config.DataConfig.Storage;
import org.headtune.data.ClassNames;
import org.headtune.data.Examples;
import org.headtune.data.FittedColumn;
import org.headtune.data.FittedColumns;
import org.headtune.data.LabelledRows;
import org.headtune.data.RowSource;
import org.headtune.data.SplitMix64;
import org.headtune.data.Tables;
import org.headtune.evaluation.Importance;
import org.headtune.evaluation.Labelling;
import org.headtune.evaluation.Metric;
import org.headtune.evaluation.MultiLabelPredictions;
import org.headtune.evaluation.PermutationImportance;
import org.headtune.evaluation.Predictions;
import org.headtune.model.FeatureTable;
import org.headtune.model.SoftmaxClassifier;
import org.headtune.report.HtmlReport;

/** Which columns a model lives on: what becomes of its predictions where a column tells nothing. */
public final class Explain {
  /** Fewer rows say nothing about others. */
  public static final int FEWEST_ROWS = 10;

  private static final int MOST_ROWS = 10_000;

  /** Of so many probabilities a metric is computed in milliseconds, and it is hundreds of times. */
  private static final int MOST_PROBABILITIES = 1 << 20;

  /** What the random numbers of a seed are for, beside the inputs 0, 1, ... */
  private static final int ROWS = -1;

  private static final int GROUPS = -2;

  private final Story story;
  private final Clock clock;
  private final Path cache;

  /**
   * What is explained.
   *
   * @param model a run folder or a model zip
   * @param data rows with labels
   * @param label the label column, or nothing for the model's own
   * @param form how the rows are laid out
   * @param metric word of the metric, or nothing for the loss
   * @param repeats how many donors each row has, one after the other; 1 or more
   * @param rows most rows to look at, at least {@link #FEWEST_ROWS}, or 0 for what takes a
   *     reasonable time
   * @param output where the files go, or nothing for none
   * @param force whether files of an earlier run there are replaced
   * @param computing where
   */
  public record Request(
      Path model,
      Path data,
      Optional<String> label,
      TableForm form,
      Optional<String> metric,
      int repeats,
      int rows,
      long seed,
      Optional<Path> output,
      boolean force,
      Computing computing) {

    RunFolder.Earlier earlier() {
      return force ? RunFolder.Earlier.REPLACED : RunFolder.Earlier.REFUSED;
    }
  }

  /**
   * Explaining.
   *
   * @param cache folder for rows that are too many for the memory
   */
  public Explain(Story story, Clock clock, Path cache) {
    this.story = story;
    this.clock = clock;
    this.cache = cache;
  }

  /** Measures the importance of every column, or of every patch of images. */
  public Outcome run(Request request) {
    request.output().ifPresent(folder -> requireUsable(folder, request));
    try (KeptRows kept = new KeptRows(story, clock, Storage.AUTO, cache);
        CheckedModel checked = ModelZip.check(request.model())) {
      ModelCard card = checked.card().requireClasses(checked.zip());
      Metric metric = metric(request, card);
      Examples rows = drawn(request, card, read(request, card, kept));
      request.computing().start();
      try (SoftmaxClassifier network =
          CalibratedModel.of(
                  SoftmaxClassifier.of(checked.load().graph(), card.input()),
                  Optional.ofNullable(card.calibration()))
              .network()) {
        Importances found = measure(request, card, metric, network, rows);
        request.output().ifPresent(folder -> write(folder, request, checked, found));
        return found.outcome(request);
      }
    }
  }

  private static void requireUsable(Path output, Request request) {
    RunFolder.requireApart(
        output,
        request.model(),
        "holds the model that is explained, which an explanation must not replace");
    RunFolder.requireUsable(output, request.earlier());
  }

  private static Metric metric(Request request, ModelCard card) {
    Labelling labelling = card.multiLabel() == null ? Labelling.SINGLE : Labelling.MULTIPLE;
    String word = request.metric().orElse(Metric.LOSS.word());
    return Metric.named(word)
        .filter(metric -> metric.isOf(labelling))
        .orElseThrow(
            () ->
                new UserError(
                    ExitCode.USAGE,
                    "--metric "
                        + Text.quoted(word)
                        + ": expected one of "
                        + Metric.of(labelling).stream()
                            .map(Metric::word)
                            .collect(Collectors.joining(", "))));
  }

  private static Examples read(Request request, ModelCard card, KeptRows kept) {
    Examples rows;
    try (RowSource source =
        Tables.openLabelled(request.data(), Optional.empty(), request.form().layout(card))) {
      rows =
          LabelledRows.read(
                  source,
                  card.columns(),
                  card.labelForm(request.label()),
                  ClassNames.inOrder(card.classes()),
                  kept)
              .rows();
    }
    if (rows.rows() < FEWEST_ROWS) {
      throw fault(
          request,
          String.format(
              Locale.ROOT,
              "has %d usable row%s, which say nothing about others; give %d or more",
              rows.rows(),
              rows.rows() == 1 ? "" : "s",
              FEWEST_ROWS));
    }
    requireSameSteps(request, card.columns(), rows);
    return rows;
  }

  /**
   * Behind a short sequence there is nothing that a column of another row could take the place of.
   */
  private static void requireSameSteps(Request request, FittedColumns columns, Examples rows) {
    if (!columns.shape().sequence()
        || !columns.columns().stream().allMatch(FittedColumn.Numeric.class::isInstance)) {
      return;
    }
    int last = rows.width() - 1;
    float[] first = new float[rows.width()];
    rows.copyRow(0, first);
    float[] other = new float[rows.width()];
    for (int row = 0; row < rows.rows(); row++) {
      rows.copyRow(row, other);
      if (other[last] != first[last]) {
        throw fault(
            request,
            String.format(
                Locale.ROOT,
                "the sequences on lines %d and %d differ in length, and the cell of a column cannot"
                    + " be taken from a row that has none; give rows of one length",
                rows.line(0),
                rows.line(row)));
      }
    }
  }

  /** So many rows that it takes a reasonable time. */
  private Examples drawn(Request request, ModelCard card, Examples rows) {
    int most =
        request.rows() > 0
            ? request.rows()
            : Math.max(
                FEWEST_ROWS, Math.min(MOST_ROWS, MOST_PROBABILITIES / card.classes().size()));
    if (rows.rows() <= most) {
      return rows;
    }
    story.note(
        String.format(
            Locale.ROOT,
            "%,d of %,d rows are drawn by the seed; --rows says how many",
            most,
            rows.rows()));
    int[] order = IntStream.range(0, rows.rows()).toArray();
    SplitMix64.of(request.seed(), ROWS).shuffle(order);
    return rows.some(IntStream.of(order).limit(most).sorted().toArray());
  }

  private Importances measure(
      Request request, ModelCard card, Metric metric, SoftmaxClassifier network, Examples rows) {
    int count = rows.rows();
    int[] order = IntStream.range(0, count).toArray();
    float[] features = rows.features();
    ToDoubleFunction<int[]> own = worth(metric, card, network, rows, features);
    double baseline = own.applyAsDouble(order);
    if (!Double.isFinite(baseline)) {
      throw fault(
          request,
          "the metric "
              + metric.word()
              + " is undefined for these rows and this model; choose another with --metric, or give"
              + " other rows");
    }
    SplitMix64.of(request.seed(), GROUPS).shuffle(order);
    List<InputPart> parts = InputPart.of(card.columns());
    List<Importance> importances = new ArrayList<>();
    float[] mixed = features.clone();
    int[] themselves = IntStream.range(0, count).toArray();
    for (int i = 0; i < parts.size(); i++) {
      InputPart part = parts.get(i);
      PermutationImportance importance = new PermutationImportance(order);
      for (int repeat = 0; repeat < request.repeats(); repeat++) {
        int[] donors = SplitMix64.of(request.seed(), i, repeat).circle(count);
        part.take(features, donors, mixed);
        ToDoubleFunction<int[]> other = worth(metric, card, network, rows, mixed);
        importance.add(
            donors, some -> metric.worsening(own.applyAsDouble(some), other.applyAsDouble(some)));
      }
      part.take(features, themselves, mixed);
      importances.add(importance.of(part.name()));
      story.progress("explain", i + 1, parts.size());
    }
    importances.sort(Comparator.comparingDouble(Importance::importance).reversed());
    return new Importances(metric, count, baseline, InputPart.patches(card.input()), importances);
  }

  /** The metric of some rows, by their numbers, with these features. */
  private static ToDoubleFunction<int[]> worth(
      Metric metric, ModelCard card, SoftmaxClassifier network, Examples rows, float[] features) {
    FeatureTable table = FeatureTable.of(features, rows.width());
    if (card.multiLabel() == null) {
      Predictions predictions = Judge.held(network, table, rows.labels());
      return some -> metric.of(predictions.some(some));
    }
    MultiLabelPredictions predictions =
        Judge.predict(network, table, rows, card.multiLabel().thresholdsOfClasses());
    return some -> metric.of(predictions.some(some));
  }

  private void write(Path output, Request request, CheckedModel checked, Importances found) {
    try (RunFolder folder = RunFolder.create(output, request.earlier())) {
      folder.write(
          RunFolder.EXPLANATION, HtmlReport.of(found.report(request, Sha256.of(checked.zip()))));
      folder.write(RunFolder.IMPORTANCE, EvaluationTables.importance(found.all()));
      folder.complete();
      story.note("written to " + Text.printable(folder.path().toString()));
    }
  }

  private static UserError fault(Request request, String message) {
    return new UserError(ExitCode.DATA, Place.of(request.data().toString()), message);
  }
}
