package org.headtune.spark;

import java.util.Deque;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.headtune.recipe.RemoteWorker;
import org.headtune.recipe.TrainingJob;

/**
 * The workers of this executor that wait for their next share, each with a thread of its own, since
 * ND4J keeps memory by thread. They save making a network for every share; when an executor is
 * gone, another one makes them anew.
 */
final class Desks {
  private static final Map<String, Deque<Desk>> FREE = new ConcurrentHashMap<>();

  private Desks() {}

  /** What a worker does. */
  @FunctionalInterface
  interface Work<T> {
    T with(RemoteWorker worker);
  }

  private record Desk(ExecutorService thread, RemoteWorker worker) {

    static Desk of(TrainingJob job) {
      ExecutorService thread =
          Executors.newSingleThreadExecutor(
              work -> {
                Thread made = new Thread(work, "worker");
                made.setDaemon(true);
                return made;
              });
      return new Desk(thread, in(thread, () -> RemoteWorker.of(job)));
    }

    <T> T work(Work<T> work) {
      return in(thread, () -> work.with(worker));
    }

    void clear() {
      in(
          thread,
          () -> {
            worker.close();
            return null;
          });
      thread.shutdown();
    }

    private static <T> T in(ExecutorService thread, Callable<T> work) {
      try {
        return thread.submit(work).get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("the task was killed", e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Error error) {
          throw error;
        }
        throw (RuntimeException) e.getCause();
      }
    }
  }

  /**
   * Does some work of a job.
   *
   * @param id of the job
   */
  static <T> T work(String id, TrainingJob job, Work<T> work) {
    Deque<Desk> free = FREE.computeIfAbsent(id, key -> new ConcurrentLinkedDeque<>());
    Desk desk = free.pollFirst();
    if (desk == null) {
      synchronized (FREE) {
        desk = Desk.of(job);
      }
    }
    T done = desk.work(work); // one that fails is not used again
    free.addFirst(desk);
    return done;
  }

  /** Gives back what those of a job hold, in this process. */
  static void clear(String id) {
    Deque<Desk> free = FREE.remove(id);
    if (free != null) {
      free.forEach(Desk::clear);
    }
  }
}
