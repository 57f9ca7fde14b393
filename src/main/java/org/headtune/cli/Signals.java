package org.headtune.cli;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.headtune.ExitCode;
import org.headtune.recipe.Interruption;

/**
 * The operating system's requests to stop. The first one is kept for the job to hear; the second
 * one ends the process at once. A signal that the process was started to ignore, as {@code nohup}
 * does with SIGHUP, stays ignored.
 *
 * <p>A run of a batch hears a third one: that its batch is gone, or wants it to stop. So it stops
 * in order wherever there are no signals, when it has heard a signal already, and when the batch
 * itself was killed.
 */
final class Signals implements Interruption {
  private static final Map<ExitCode, String> NAMES =
      new EnumMap<>(
          Map.of(
              ExitCode.STOPPED_BY_HANGUP, "HUP",
              ExitCode.STOPPED_BY_INTERRUPT, "INT",
              ExitCode.STOPPED_BY_TERMINATE, "TERM"));

  private final CountDownLatch end;

  /** Signals alone. */
  Signals() {
    this(new CountDownLatch(1));
  }

  /**
   * Signals, and something else that ends.
   *
   * @param end is at zero when it has ended
   */
  Signals(CountDownLatch end) {
    this.end = end;
  }

  @Override
  public Ear listen() {
    Listening ear = new Listening(end);
    NAMES.forEach(ear::handle);
    return ear;
  }

  private static final class Listening implements Ear {
    private final AtomicReference<ExitCode> first = new AtomicReference<>();
    private final Map<ExitCode, Object> before = new EnumMap<>(ExitCode.class);
    private final CountDownLatch end;

    private Listening(CountDownLatch end) {
      this.end = end;
    }

    private void handle(ExitCode code, String name) {
      Object old = org.jline.utils.Signals.register(name, () -> receive(code));
      if (old != null && isIgnored(old)) {
        org.jline.utils.Signals.unregister(name, old);
      } else if (old != null) {
        before.put(code, old);
      }
    }

    /** A JVM that was started to heed a signal has a handler for it in Java. */
    private static boolean isIgnored(Object handler) {
      return handler.getClass().getSimpleName().startsWith("Native");
    }

    private void receive(ExitCode code) {
      if (!first.compareAndSet(null, code)) {
        Runtime.getRuntime().halt(code.number());
      }
    }

    @Override
    public Optional<ExitCode> heard() {
      if (end.getCount() == 0) {
        first.compareAndSet(null, ExitCode.STOPPED_BY_TERMINATE);
      }
      return Optional.ofNullable(first.get());
    }

    @Override
    public void close() {
      before.forEach(
          (code, handler) -> org.jline.utils.Signals.unregister(NAMES.get(code), handler));
    }
  }
}
