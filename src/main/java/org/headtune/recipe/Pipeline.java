package org.headtune.recipe;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.headtune.artifact.PredictionWriter;
import org.headtune.model.SoftmaxClassifier;

/**
 * Three threads that hand chunks of rows on: the caller's reads and encodes them, the second one
 * predicts, the third one writes. Rows keep their order. The caller reads ahead, above all while
 * the second thread still loads ND4J, until the chunks that may exist at a time are full.
 */
final class Pipeline implements AutoCloseable {
  private final ExecutorService mathematics = Executors.newSingleThreadExecutor();
  private final ExecutorService writing = Executors.newSingleThreadExecutor();
  private final Queue<CompletableFuture<Chunk>> onTheirWay = new ArrayDeque<>();
  private int chunks;

  /** Begins work on the thread that predicts. */
  <T> CompletableFuture<T> begin(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, mathematics);
  }

  /**
   * Predicts and writes all rows.
   *
   * @throws RuntimeException the first failure of the model, of reading, predicting or writing;
   *     what was read before a fault is written
   */
  void run(
      ChunkReader reader, CompletableFuture<SoftmaxClassifier> model, PredictionWriter writer) {
    CompletableFuture<?> last = model;
    try {
      while (true) {
        Chunk chunk = free(reader);
        reader.fill(chunk);
        if (chunk.isEmpty()) {
          break;
        }
        CompletableFuture<Chunk> written =
            model
                .thenApplyAsync(chunk::predict, mathematics)
                .thenCombineAsync(
                    last,
                    (predicted, before) -> predicted.write(writer, reader::isWrittenEmpty),
                    writing);
        onTheirWay.add(written);
        last = written;
      }
    } finally {
      await(last);
    }
  }

  /** A chunk that is written, or else a new one, or else the first one to be written. */
  private Chunk free(ChunkReader reader) {
    boolean written = !onTheirWay.isEmpty() && onTheirWay.element().isDone();
    if (written || chunks == reader.mostChunks()) {
      return await(onTheirWay.remove());
    }
    chunks++;
    return reader.chunk();
  }

  /** The result of work on another thread, or the failure that ended it. */
  static <T> T await(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause();
    }
  }

  /** A process that exits while its native libraries are loaded may crash. */
  @Override
  public void close() {
    mathematics.shutdown();
    writing.shutdown();
    try {
      if (!mathematics.awaitTermination(1, TimeUnit.MINUTES)) {
        mathematics.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
