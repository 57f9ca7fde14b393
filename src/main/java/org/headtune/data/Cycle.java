package org.headtune.data;

import java.time.OffsetDateTime;
import java.time.temporal.ChronoField;

/**
 * Something about a date that comes again and again. The network sees it as a point on a circle,
 * sine and cosine, so that the end of a cycle is next to its beginning.
 *
 * <p>Any run of neighbours, such as a weekend, summer or office hours, is cut off from the circle
 * by one line, so that even a network without hidden layers can tell it. There is no day of the
 * month among them: months differ in length, and few labels follow it.
 */
public enum Cycle {
  /** From midnight to midnight, as the clock shows it where the date was written. */
  TIME_OF_DAY,
  /** Whole days from Monday on. */
  DAY_OF_WEEK,
  /** Whole days from 1 January on. */
  DAY_OF_YEAR;

  private static final double NANOS_OF_DAY = 86_400e9;

  /** How far the cycle has turned at a moment, from 0 to below 1. */
  double turn(OffsetDateTime moment) {
    return switch (this) {
      case TIME_OF_DAY -> moment.toLocalTime().toNanoOfDay() / NANOS_OF_DAY;
      case DAY_OF_WEEK -> (moment.getDayOfWeek().getValue() - 1) / 7.0;
      case DAY_OF_YEAR ->
          (moment.getDayOfYear() - 1.0) / moment.range(ChronoField.DAY_OF_YEAR).getMaximum();
    };
  }
}
