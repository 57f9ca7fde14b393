package org.headtune.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.headtune.ExitCode;
import org.headtune.recipe.Interruption;

/**
 * The operating system's requests to stop. The first one is kept for the job to hear; the second
 * one ends the process at once. A signal that the process was started to ignore, as {@code nohup}
 * does with SIGHUP, stays ignored.
 *
 * <p>A run of a batch hears a third one: the end of its standard input, which the batch holds open.
 * So it stops in order wherever there are no signals, when it has heard a signal already, and when
 * the batch itself was killed.
 */
final class Signals implements Interruption {
  private static final Map<ExitCode, String> NAMES =
      new EnumMap<>(
          Map.of(
              ExitCode.STOPPED_BY_HANGUP, "HUP",
              ExitCode.STOPPED_BY_INTERRUPT, "INT",
              ExitCode.STOPPED_BY_TERMINATE, "TERM"));

  @Override
  public Ear listen() {
    Listening ear = new Listening();
    NAMES.forEach(ear::handle);
    if (Boolean.getBoolean(JavaCommand.CHILD)) {
      ear.followParent();
    }
    return ear;
  }

  private static final class Listening implements Ear {
    private final AtomicReference<ExitCode> first = new AtomicReference<>();
    private final Map<ExitCode, Object> before = new EnumMap<>(ExitCode.class);

    private void handle(ExitCode code, String name) {
      Object old = org.jline.utils.Signals.register(name, () -> receive(code));
      if (old != null && isIgnored(old)) {
        org.jline.utils.Signals.unregister(name, old);
      } else if (old != null) {
        before.put(code, old);
      }
    }

    private void followParent() {
      Thread reader =
          new Thread(
              () -> {
                waitForEnd();
                first.compareAndSet(null, ExitCode.STOPPED_BY_TERMINATE);
              },
              "parent");
      reader.setDaemon(true);
      reader.start();
    }

    private static void waitForEnd() {
      try {
        System.in.transferTo(OutputStream.nullOutputStream());
      } catch (IOException e) {
        // An input that cannot be read has ended.
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
      return Optional.ofNullable(first.get());
    }

    @Override
    public void close() {
      before.forEach(
          (code, handler) -> org.jline.utils.Signals.unregister(NAMES.get(code), handler));
    }
  }
}
