package org.headtune.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Each look at it is a tenth of a second later than the one before. */
final class Ticking extends Clock {
  static final Duration STEP = Duration.ofMillis(100);

  private final int last;
  private int looks;

  Ticking() {
    this(Integer.MAX_VALUE);
  }

  /** After so many looks it breaks, and whoever looks with it: an error in the midst of a run. */
  Ticking(int last) {
    this.last = last;
  }

  @Override
  public Instant instant() {
    looks++;
    if (looks > last) {
      throw new IllegalStateException("the clock is broken");
    }
    return Instant.parse("2026-01-01T00:00:00Z").plus(STEP.multipliedBy(looks));
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
