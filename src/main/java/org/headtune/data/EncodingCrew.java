package org.headtune.data;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Encodes rows on several threads while one reads them. They are handed on in the order they came,
 * on the thread that reads, so that the result does not depend on the number of threads. A table
 * that fits into one chunk is encoded without them.
 */
final class EncodingCrew implements AutoCloseable {
  /** More threads than this would wait for the one that reads. */
  private static final int MOST_THREADS = 8;

  private final Supplier<RowChunk> making;
  private final int threads;
  private final Faults faults;
  private final List<RowChunk> all = new ArrayList<>();
  private final Deque<RowChunk> free = new ArrayDeque<>();
  private final Deque<Future<RowChunk>> encoding = new ArrayDeque<>();
  private ExecutorService pool;
  private RowChunk filling;

  /**
   * Nobody works yet.
   *
   * @param making makes an empty chunk
   * @param faults receives those of rows
   * @param threads beside the one that reads; without any, that one encodes as well
   */
  EncodingCrew(Supplier<RowChunk> making, Faults faults, int threads) {
    this.making = making;
    this.faults = faults;
    this.threads = threads;
    filling = chunk();
  }

  private RowChunk chunk() {
    RowChunk made = making.get();
    all.add(made);
    return made;
  }

  /** Takes a row of a file, which may change once this returns. */
  void add(String file, Row row, int label, RowTarget target) {
    if (!filling.hasRoomFor(file)) {
      handOver();
    }
    filling.add(file, row, label, target);
  }

  /** As many threads as encode a table without each waiting for another. */
  static int usualThreads() {
    return Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
  }

  private void handOver() {
    if (threads == 0) {
      filling.encode().deliver(faults);
      return;
    }
    if (pool == null) {
      pool =
          Executors.newFixedThreadPool(
              threads,
              work -> {
                Thread thread = new Thread(work, "encoding");
                thread.setDaemon(true);
                return thread;
              });
    }
    encoding.add(pool.submit(filling::encode));
    while (!encoding.isEmpty() && (encoding.element().isDone() || encoding.size() > threads + 1)) {
      deliverFirst();
    }
    filling = free.isEmpty() ? chunk() : free.pop();
  }

  private void deliverFirst() {
    RowChunk done = await(encoding.remove());
    done.deliver(faults);
    free.push(done);
  }

  private static RowChunk await(Future<RowChunk> chunk) {
    try {
      return chunk.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("nobody interrupts this thread", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause();
    }
  }

  /** Waits until all rows are handed on. */
  void finish() {
    while (!encoding.isEmpty()) {
      deliverFirst();
    }
    filling.encode().deliver(faults);
  }

  /** How many cells held more than there is room for. */
  long cut() {
    return all.stream().mapToLong(RowChunk::cut).sum();
  }

  @Override
  public void close() {
    if (pool != null) {
      pool.shutdownNow();
    }
  }
}
