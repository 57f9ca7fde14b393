package org.headtune.recipe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Looks at what a thread is doing, many times a second, so that nothing within the work needs a
 * clock: a run that nobody looks at costs nothing more, and one that is looked at is the same run.
 * The time between two looks belongs to what is seen at the second; so the phases add up to the
 * time on the clock.
 */
final class PhaseSampler implements AutoCloseable {
  private static final long PAUSE_MILLIS = 2;

  private final Clock clock;
  private final Thread watched;
  private final Thread looking;
  private final List<Map<Phase, Double>> sections = new ArrayList<>();
  private Phase present = Phase.OTHER;
  private Instant last;
  private boolean over;

  /** Begins to look at the thread that calls it. */
  PhaseSampler(Clock clock) {
    this.clock = clock;
    this.watched = Thread.currentThread();
    this.last = clock.instant();
    sections.add(new EnumMap<>(Phase.class));
    looking = new Thread(this::look, "bench");
    looking.setDaemon(true);
    looking.start();
  }

  private void look() {
    try {
      do {
        Thread.sleep(PAUSE_MILLIS);
      } while (add(Phase.of(watched.getStackTrace())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Answers whether to look again. */
  private synchronized boolean add(Phase seen) {
    if (!over) {
      present = seen;
      addUpToNow();
    }
    return !over;
  }

  private void addUpToNow() {
    Instant now = clock.instant();
    // A clock may be set back meanwhile.
    double seconds = Math.max(0, Duration.between(last, now).toNanos() / 1e9);
    last = now;
    sections.get(sections.size() - 1).merge(present, seconds, Double::sum);
  }

  /** Begins another section. */
  synchronized void mark() {
    addUpToNow();
    sections.add(new EnumMap<>(Phase.class));
  }

  /** Seconds by phase, for each section so far. */
  synchronized List<Map<Phase, Double>> sections() {
    return List.copyOf(sections);
  }

  /** Looks no more. */
  @Override
  public void close() {
    synchronized (this) {
      if (!over) {
        addUpToNow();
      }
      over = true;
    }
    looking.interrupt();
  }
}
