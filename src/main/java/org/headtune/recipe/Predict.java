package org.headtune.recipe;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.headtune.artifact.AtomicFile;
import org.headtune.artifact.CheckedModel;
import org.headtune.artifact.ModelZip;
import org.headtune.artifact.PredictionFormat;
import org.headtune.artifact.PredictionWriter;
import org.headtune.backend.Backend;
import org.headtune.data.ClassNames;
import org.headtune.data.RowSource;
import org.headtune.data.Tables;
import org.headtune.model.SoftmaxClassifier;

/**
 * Predictions for the rows of a table, of any length in constant memory: one thread checks the
 * model file and reads and encodes the rows, another one loads ND4J, predicts and writes.
 */
public final class Predict {
  /** Standard input or output. */
  public static final String STANDARD_STREAM = "-";

  /** The word that keeps all input columns. */
  public static final String ALL = "all";

  private static final String ABSTAIN = "abstain";

  /** Rows are read while the mathematics is still being loaded, into as many chunks. */
  private static final int CHUNKS = 4;

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
    ExecutorService mathematics = Executors.newSingleThreadExecutor();
    try {
      CompletableFuture<Backend> started =
          CompletableFuture.supplyAsync(
              () -> Backend.start(Backend.Wanted.AUTO, request.threads()), mathematics);
      try (CheckedModel checked = ModelZip.check(request.model());
          RowSource source = open(request)) {
        PredictionFormat format = request.predictionFormat(source.columns());
        ChunkReader reader =
            new ChunkReader(story, source, checked.card(), format.keep(), request.onError());
        CompletableFuture<SoftmaxClassifier> model =
            started.thenApplyAsync(backend -> classifier(checked), mathematics);
        ClassNames classes = ClassNames.inOrder(checked.card().classes());
        AtomicFile.Content content =
            // Closed by whoever opened it: a file still has to be moved into place.
            to -> write(model, mathematics, reader, new PredictionWriter(to, classes, format));
        if (request.output().equals(STANDARD_STREAM)) {
          content.writeTo(out);
        } else {
          AtomicFile.write(Path.of(request.output()), content);
        }
        tell(reader, Duration.between(began, clock.instant()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      end(mathematics);
    }
  }

  private void tell(ChunkReader reader, Duration time) {
    story.note(
        String.format(
            Locale.ROOT,
            "%,d rows predicted%s in %.1f s",
            reader.good(),
            reader.faultyText(),
            Math.max(0, time.toMillis()) / 1e3));
  }

  private RowSource open(Request request) {
    return request.input().equals(STANDARD_STREAM)
        ? Tables.open("stdin", in, request.form().layout())
        : Tables.open(Path.of(request.input()), request.form().layout());
  }

  private static SoftmaxClassifier classifier(CheckedModel checked) {
    return SoftmaxClassifier.of(checked.load().graph(), checked.card().input());
  }

  /** Reads ahead; each chunk is predicted and written once those before it are. */
  private static void write(
      CompletableFuture<SoftmaxClassifier> model,
      ExecutorService mathematics,
      ChunkReader reader,
      PredictionWriter writer)
      throws IOException {
    Queue<CompletableFuture<Chunk>> free = new ArrayDeque<>();
    for (int i = 0; i < CHUNKS; i++) {
      free.add(CompletableFuture.completedFuture(reader.chunk()));
    }
    CompletableFuture<?> last = model;
    try {
      while (true) {
        Chunk chunk = await(free.remove());
        reader.fill(chunk);
        if (chunk.isEmpty()) {
          break;
        }
        CompletableFuture<Chunk> written =
            last.thenCombineAsync(
                model, (before, classifier) -> chunk.write(classifier, writer), mathematics);
        free.add(written);
        last = written;
      }
    } finally {
      await(last);
    }
    writer.flush();
  }

  private static <T> T await(CompletableFuture<T> future) throws IOException {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      if (e.getCause() instanceof UncheckedIOException wrapped) {
        throw wrapped.getCause();
      }
      throw (RuntimeException) e.getCause();
    }
  }

  /** A process that exits while its native libraries are loaded may crash. */
  private static void end(ExecutorService mathematics) {
    mathematics.shutdown();
    try {
      if (!mathematics.awaitTermination(1, TimeUnit.MINUTES)) {
        mathematics.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
