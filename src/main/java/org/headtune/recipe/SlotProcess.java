package org.headtune.recipe;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.headtune.ExitCode;
import org.headtune.Text;
import org.headtune.UserError;

/**
 * The process of a slot, which does one run after another: the start of Java and of ND4J, and the
 * first steps of code that is not yet compiled, take longer than many a run.
 */
final class SlotProcess {
  /** After any other end, nobody knows what is left of memory and of the library. */
  private static final Set<Integer> HARMLESS =
      Set.of(ExitCode.DONE.number(), ExitCode.DIVERGED.number());

  /** One that has nothing to do ends at once. */
  private static final int SECONDS_TO_END = 20;

  private final Process process;
  private final Thread reader;

  private volatile Path log;
  private volatile OptionalInt reply = OptionalInt.empty();

  private SlotProcess(Process process) {
    this.process = process;
    this.reader = new Thread(this::read, "slot " + process.pid());
    reader.setDaemon(true);
  }

  /**
   * Starts it, with nothing to do.
   *
   * @param program the words of a program that takes {@link WorkOrder}s
   */
  static SlotProcess start(List<String> program, Slot slot) {
    List<String> words = new ArrayList<>(slot.under());
    words.addAll(program);
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().putAll(slot.environment());
    try {
      SlotProcess started = new SlotProcess(builder.start());
      started.reader.start();
      return started;
    } catch (IOException e) {
      throw new UserError(
              ExitCode.RESOURCES,
              "no process can be started: " + Text.printable(String.valueOf(e.getMessage())))
          .because(e);
    }
  }

  /** Gives it a run to do; answers whether it is still there to take it. */
  boolean begin(WorkOrder order) {
    log = order.log();
    reply = OptionalInt.empty();
    try {
      order.write(process.getOutputStream());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Runs write their logs themselves; what comes here is of the JVM and of native code. */
  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        OptionalInt exit = WorkOrder.exitCode(line);
        String printed = WorkOrder.printed(line);
        if (exit.isEmpty() || !printed.isEmpty()) {
          Files.writeString(
              log, printed + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        if (exit.isPresent()) {
          reply = exit;
        }
      }
    } catch (IOException e) {
      // A process that cannot be heard any more is taken for one that has failed.
      process.destroy();
    }
  }

  /**
   * How its run has ended; empty while it goes on. 128 + n for one that ended with its process, by
   * the signal n.
   */
  OptionalInt exitCode() {
    if (reply.isEmpty() && !process.isAlive()) {
      // Its last word may still be on its way.
      waitFor(() -> reader.join(TimeUnit.SECONDS.toMillis(SECONDS_TO_END)));
      return reply.isPresent() ? reply : OptionalInt.of(process.exitValue());
    }
    return reply;
  }

  /** Whether it can be given another run, once one has ended. */
  boolean isUsable() {
    return process.isAlive() && HARMLESS.contains(reply.orElse(ExitCode.BUG.number()));
  }

  /**
   * Asks its run to save and to end, by the end of its input: unlike a second signal, that does no
   * harm to a run that was asked already, as all are when a terminal's Ctrl-C reaches them too. No
   * other run can follow.
   *
   * @param begun whether there is anything to save; a run that still reads its data would not hear
   */
  void askToStop(boolean begun) {
    endInput();
    if (!begun) {
      process.destroy();
    }
  }

  /** Lets it go, when it has nothing to do, and waits for that. */
  void end() {
    endInput();
    waitFor(
        () -> {
          if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
            process.destroyForcibly();
          }
        });
  }

  private void endInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // It has ended already.
    }
  }

  private interface Wait {
    void forIt() throws InterruptedException;
  }

  private static void waitFor(Wait wait) {
    try {
      wait.forIt();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
