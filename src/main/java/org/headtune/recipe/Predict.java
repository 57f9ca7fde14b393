package org.headtune.recipe;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.headtune.artifact.AtomicFile;
import org.headtune.artifact.LoadedModel;
import org.headtune.artifact.ModelZip;
import org.headtune.artifact.PredictionFormat;
import org.headtune.artifact.PredictionWriter;
import org.headtune.backend.Backend;
import org.headtune.data.ClassNames;
import org.headtune.data.RowSource;
import org.headtune.data.Tables;
import org.headtune.model.SoftmaxClassifier;

/**
 * Predictions for the rows of a table, of any length in constant memory: while one chunk of rows is
 * predicted and written, another thread reads and encodes the next one.
 */
public final class Predict {
  /** Standard input or output. */
  public static final String STANDARD_STREAM = "-";

  /** The word that keeps all input columns. */
  public static final String ALL = "all";

  private static final String ABSTAIN = "abstain";

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
   * @param topK the most probable classes to list instead of a column per class; 0 for none
   * @param keep input columns to carry through, or the one word {@code all}
   * @param threshold confidence, 0 to 1, below which the label is {@code abstain}
   * @param decimals of probabilities, 1 to 9
   * @param raw whether texts that a spreadsheet takes for formulas stay as they are
   * @param threads of the native code, or 0 for the environment's choice
   */
  public record Request(
      Path model,
      String input,
      TableForm form,
      String output,
      Format format,
      int topK,
      List<String> keep,
      double threshold,
      OnError onError,
      int decimals,
      boolean raw,
      int threads) {

    PredictionFormat predictionFormat(List<String> columns) {
      return new PredictionFormat(
          PredictionFormat.Layout.valueOf(format.name()),
          keep.equals(List.of(ALL)) ? columns : keep,
          topK == 0,
          topK,
          decimals,
          threshold,
          ABSTAIN,
          raw);
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
    Backend.start(Backend.Wanted.AUTO, request.threads());
    LoadedModel loaded = ModelZip.read(request.model());
    try (RowSource source = open(request)) {
      PredictionFormat format = request.predictionFormat(source.columns());
      ChunkReader reader =
          new ChunkReader(story, source, loaded.card(), format.keep(), request.onError());
      AtomicFile.Content content = to -> write(loaded, reader, format, to);
      if (request.output().equals(STANDARD_STREAM)) {
        content.writeTo(out);
      } else {
        AtomicFile.write(Path.of(request.output()), content);
      }
      double seconds = Math.max(1e-3, Duration.between(began, clock.instant()).toMillis() / 1e3);
      story.note(
          String.format(
              Locale.ROOT,
              "%,d rows predicted%s in %.1f s",
              reader.good(),
              reader.faultyText(),
              seconds));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RowSource open(Request request) {
    return request.input().equals(STANDARD_STREAM)
        ? Tables.open("stdin", in, request.form().layout())
        : Tables.open(Path.of(request.input()), request.form().layout());
  }

  private static void write(
      LoadedModel loaded, ChunkReader reader, PredictionFormat format, OutputStream to)
      throws IOException {
    SoftmaxClassifier model = SoftmaxClassifier.of(loaded.graph(), loaded.card().input());
    ClassNames classes = ClassNames.inOrder(loaded.card().classes());
    float[] probabilities = new float[Chunk.ROWS * classes.size()];
    ExecutorService ahead = Executors.newSingleThreadExecutor();
    // Closed by whoever opened it: a file still has to be moved into place.
    PredictionWriter writer = new PredictionWriter(to, classes, format);
    try {
      Chunk current = reader.chunk();
      Chunk other = reader.chunk();
      Future<?> reading = submit(ahead, reader, current);
      while (true) {
        await(reading);
        if (current.isEmpty()) {
          break;
        }
        reading = submit(ahead, reader, other);
        model.predict(current.features(), current.good(), probabilities);
        current.write(writer, probabilities, classes.size());
        Chunk done = current;
        current = other;
        other = done;
      }
    } finally {
      ahead.shutdownNow();
    }
    writer.flush();
  }

  private static Future<?> submit(ExecutorService ahead, ChunkReader reader, Chunk chunk) {
    return ahead.submit(() -> reader.fill(chunk));
  }

  private static void await(Future<?> reading) {
    try {
      reading.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
