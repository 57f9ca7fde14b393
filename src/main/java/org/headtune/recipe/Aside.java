package org.headtune.recipe;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One thread beside the caller's, for what needs nothing that the caller changes meanwhile. */
final class Aside implements AutoCloseable {
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread made = new Thread(work, "aside");
            made.setDaemon(true);
            return made;
          });

  /** Begins work, once all that was begun before is over. */
  <T> CompletableFuture<T> begin(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, thread);
  }

  /** Waits until all that was begun is over, whatever came of it. */
  @Override
  public void close() {
    thread.shutdown();
    boolean interrupted = false;
    boolean over = false;
    while (!over) {
      try {
        over = thread.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
