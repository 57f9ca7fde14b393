package org.headtune.cli;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Each look at it is a tenth of a second later than the one before. */
final class Ticking extends Clock {
  static final Duration STEP = Duration.ofMillis(100);

  /** Not the same for two runs that must leave the same files. */
  private final Instant start = Instant.now();

  private final int last;
  private final Event then;
  private int looks;

  /** Something that happens in the midst of a run. */
  interface Event {
    void happen() throws IOException;
  }

  Ticking() {
    this(Integer.MAX_VALUE);
  }

  /** After so many looks it breaks, and whoever looks with it. */
  Ticking(int last) {
    this(
        last,
        () -> {
          throw new IOException("the clock is broken");
        });
  }

  /** At the look after so many something happens. */
  Ticking(int last, Event then) {
    this.last = last;
    this.then = then;
  }

  @Override
  public Instant instant() {
    looks++;
    if (looks == last + 1) {
      try {
        then.happen();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
    return start.plus(STEP.multipliedBy(looks));
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
