package org.headtune.cli;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.headtune.ExitCode;
import org.headtune.recipe.WorkOrder;

/**
 * The process of a batch's slot: does the runs that it is ordered to, one after another, each as if
 * it had been called with its words alone. It ends when its input does, be it that the batch has no
 * more runs, that it was stopped, or that it was killed; a run that is at work then saves and
 * stops.
 */
final class RunWorker {
  private final PrintStream replies;
  private final Outside outside;
  private final BlockingQueue<Optional<WorkOrder>> orders = new LinkedBlockingQueue<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * A worker with nothing to do.
   *
   * @param replies where it says how each run has ended
   */
  RunWorker(PrintStream replies, Outside outside) {
    this.replies = replies;
    this.outside = outside;
  }

  /** Works until the input ends; answers the last run's exit code. */
  int work(InputStream input) throws InterruptedException {
    Thread reader = new Thread(() -> read(new DataInputStream(input)), "orders");
    reader.setDaemon(true);
    reader.start();
    int exit = ExitCode.DONE.number();
    for (Optional<WorkOrder> order = orders.take(); order.isPresent(); order = orders.take()) {
      exit = run(order.get());
      replies.println(WorkOrder.reply(exit));
      replies.flush();
      // ND4J frees its native arrays when Java's part of them is collected.
      System.gc();
    }
    return exit;
  }

  /** All the time, so that the end is heard in the midst of a run. */
  private void read(DataInputStream input) {
    try {
      Optional<WorkOrder> order = WorkOrder.read(input);
      while (order.isPresent()) {
        orders.add(order);
        order = WorkOrder.read(input);
      }
    } catch (IOException e) {
      // An input that cannot be read has ended.
    }
    ended.countDown();
    orders.add(Optional.empty());
  }

  private int run(WorkOrder order) {
    try (OutputStream log =
        Files.newOutputStream(order.log(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      PrintWriter err = new PrintWriter(new OutputStreamWriter(log, StandardCharsets.UTF_8), true);
      return Main.run(
          outside.quiet(log, err, new Signals(ended)), order.words().toArray(String[]::new));
    } catch (IOException e) {
      System.err.println("error: " + order.log() + ": cannot be written: " + e.getMessage());
      return ExitCode.RESOURCES.number();
    }
  }
}
