package org.headtune.recipe;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import org.headtune.artifact.AtomicFile;
import org.headtune.artifact.Calibration;
import org.headtune.artifact.CheckedModel;
import org.headtune.artifact.ModelCard;
import org.headtune.artifact.ModelZip;
import org.headtune.artifact.MultiLabel;
import org.headtune.artifact.PredictionFormat;
import org.headtune.artifact.PredictionWriter;
import org.headtune.backend.Backend;
import org.headtune.data.ClassNames;
import org.headtune.data.RowSource;
import org.headtune.data.Tables;
import org.headtune.evaluation.AdaptiveSets;
import org.headtune.model.SoftmaxClassifier;

/**
 * Predictions for the rows of a table, of any length in constant memory. ND4J is loaded while the
 * model file is checked and the first rows are read.
 */
public final class Predict {
  /** Standard input or output. */
  public static final String STANDARD_STREAM = "-";

  /** The word that keeps all input columns. */
  public static final String ALL = "all";

  private static final String ABSTAIN = "abstain";

  /** A table of more columns is of no use: the most probable classes are listed instead. */
  public static final int MOST_CLASS_COLUMNS = 1000;

  /** How many then, if nobody says. */
  public static final int TOP_OF_MANY = 5;

  private final Story story;
  private final Clock clock;
  private final InputStream in;
  private final OutputStream out;

  /** How rows are written. */
  public enum Format {
    CSV,
    JSONL
  }

  /** What becomes of a faulty row. */
  public enum OnError {
    /** The command ends with its message. */
    FAIL,
    /** It is left out. */
    SKIP,
    /** It is written with empty cells in place of the prediction. */
    NULL
  }

  /**
   * What is predicted, and how it is written.
   *
   * @param model a run folder or a model zip
   * @param input file of rows, or {@code -}
   * @param form how the rows are laid out
   * @param output file of predictions, or {@code -}
   * @param topK the most probable classes to list instead of a column per class; 0 for none, or of
   *     more than {@link #MOST_CLASS_COLUMNS} classes for {@link #TOP_OF_MANY}
   * @param keep input columns to carry through, or the one word {@code all}
   * @param threshold confidence, 0 to 1, below which the label is {@code abstain}; for a model that
   *     gives several classes, the probability from which on it gives any class, in place of each
   *     class's own threshold
   * @param decimals of probabilities, 1 to 9
   * @param raw whether texts that a spreadsheet takes for formulas stay as they are
   * @param uncalibrated whether probabilities are the network's own
   * @param coverage of prediction sets to write beside, or nothing for none
   * @param neverEmpty whether each of these has a class at least
   * @param reasons how many parts of a row to tell that its prediction rests on; 0 for none
   * @param computing where
   */
  public record Request(
      Path model,
      String input,
      TableForm form,
      String output,
      Format format,
      int topK,
      List<String> keep,
      Optional<Double> threshold,
      OnError onError,
      int decimals,
      boolean raw,
      boolean uncalibrated,
      OptionalDouble coverage,
      boolean neverEmpty,
      int reasons,
      Computing computing) {

    /** Whether the most probable classes are listed though nobody asked. */
    boolean listsUnasked(int classes) {
      return topK == 0 && classes > MOST_CLASS_COLUMNS;
    }

    PredictionFormat predictionFormat(List<String> columns, int classes) {
      int listed = listsUnasked(classes) ? TOP_OF_MANY : topK;
      return new PredictionFormat(
          PredictionFormat.Layout.valueOf(format.name()),
          keep.equals(List.of(ALL)) ? columns : keep,
          listed == 0,
          listed,
          decimals,
          threshold.orElse(0.0),
          ABSTAIN,
          raw,
          coverage.isPresent(),
          reasons > 0);
    }

    /** What the model's predictions are calibrated by. */
    Optional<Calibration> calibration(ModelCard card) {
      return Optional.ofNullable(card.calibration()).filter(fitted -> !uncalibrated);
    }

    /** How the classes of a row are given, where it may have several or none. */
    Optional<MultiLabel> labels(ModelCard card) {
      return Optional.ofNullable(card.multiLabel())
          .map(
              own ->
                  threshold
                      .map(t -> Collections.nCopies(card.classes().size(), t))
                      .map(all -> new MultiLabel(own.separator(), all))
                      .orElse(own));
    }
  }

  public Predict(Story story, Clock clock, InputStream in, OutputStream out) {
    this.story = story;
    this.clock = clock;
    this.in = in;
    this.out = out;
  }

  /** Predicts all rows. */
  public void run(Request request) {
    Instant began = clock.instant();
    try (Pipeline pipeline = new Pipeline()) {
      CompletableFuture<Backend> started = pipeline.begin(() -> request.computing().start());
      try (CheckedModel checked = ModelZip.check(request.model());
          RowSource source = open(request, checked.card())) {
        checked.card().requireClasses(checked.zip());
        OneClassOptions.require(checked.card(), request.uncalibrated(), request.coverage());
        requireApart(request.input(), checked, request.output());
        Optional<AdaptiveSets> sets = sets(request, checked);
        int number = checked.card().classes().size();
        if (request.listsUnasked(number)) {
          story.note(
              String.format(
                  Locale.ROOT,
                  "the model has %,d classes: the %d most probable are listed in place of a column per"
                      + " class; --top-k says how many",
                  number,
                  TOP_OF_MANY));
        }
        PredictionFormat format = request.predictionFormat(source.columns(), number);
        ChunkReader reader =
            new ChunkReader(
                story,
                source,
                checked.card(),
                format.keep(),
                request.onError(),
                sets,
                request.reasons() == 0
                    ? Optional.empty()
                    : Optional.of(new Reasons(checked.card(), request.reasons())));
        CompletableFuture<SoftmaxClassifier> model =
            pipeline.begin(
                () -> {
                  started.join();
                  return classifier(checked, request);
                });
        ClassNames classes = ClassNames.inOrder(checked.card().classes());
        AtomicFile.Content content =
            to -> {
              // Closed by whoever opened it: a file still has to be moved into place.
              PredictionWriter writer =
                  new PredictionWriter(to, classes, request.labels(checked.card()), format);
              write(pipeline, reader, model, writer);
            };
        if (request.output().equals(STANDARD_STREAM)) {
          content.writeTo(out);
        } else {
          AtomicFile.write(Path.of(request.output()), content);
        }
        tell(reader, Duration.between(began, clock.instant()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Neither the table nor the model is written over. */
  static void requireApart(String input, CheckedModel model, String output) {
    if (!output.equals(STANDARD_STREAM)) {
      KeptInput.require(Path.of(output), model.zip(), "the model");
      if (!input.equals(STANDARD_STREAM)) {
        KeptInput.requireTables(Path.of(output), List.of(input), "the data");
      }
    }
  }

  private static void write(
      Pipeline pipeline,
      ChunkReader reader,
      CompletableFuture<SoftmaxClassifier> model,
      PredictionWriter writer)
      throws IOException {
    try {
      pipeline.run(reader, model, writer);
      writer.flush();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void tell(ChunkReader reader, Duration time) {
    reader.drift().ifPresent(story::warning);
    story.note(
        String.format(
            Locale.ROOT,
            "%,d rows predicted%s in %.1f s",
            reader.good(),
            reader.faultyText(),
            Math.max(0, time.toMillis()) / 1e3));
  }

  private RowSource open(Request request, ModelCard card) {
    return request.input().equals(STANDARD_STREAM)
        ? Tables.open("stdin", in, request.form().layout(card))
        : Tables.open(Path.of(request.input()), request.form().layout(card));
  }

  private static SoftmaxClassifier classifier(CheckedModel checked, Request request) {
    SoftmaxClassifier network =
        SoftmaxClassifier.of(checked.load().graph(), checked.card().input());
    return CalibratedModel.of(network, request.calibration(checked.card())).network();
  }

  private Optional<AdaptiveSets> sets(Request request, CheckedModel checked) {
    if (request.coverage().isEmpty()) {
      return Optional.empty();
    }
    double coverage = request.coverage().getAsDouble();
    Calibration calibration =
        PromisedCoverage.require(coverage, checked.zip(), request.calibration(checked.card()));
    if (coverage < calibration.accuracy() && !request.neverEmpty()) {
      story.note(
          String.format(
              Locale.ROOT,
              "the most probable class alone was right for %.4f of the calibration rows, so to cover"
                  + " no more than %s some sets are empty; ask for a higher coverage, or give"
                  + " --never-empty",
              calibration.accuracy(),
              coverage));
    }
    return Optional.of(
        new AdaptiveSets(
            checked.card().classes().size(),
            calibration.scores().quantile(coverage),
            request.neverEmpty()));
  }
}
