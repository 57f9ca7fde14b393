package org.headtune.config;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;

/** A way to write dates in the letters of {@link DateTimeFormatter}, such as {@code dd.MM.yyyy}. */
public final class DatePattern {
  private static final int MOST_LETTERS = 64;
  private static final ZonedDateTime SAMPLE =
      OffsetDateTime.of(2026, 11, 25, 14, 3, 5, 0, ZoneOffset.UTC).toZonedDateTime();

  private DatePattern() {}

  /**
   * A reader of such dates: strict, so that no day is made up; English names, in any case.
   *
   * @throws IllegalArgumentException saying why the text is no pattern, or that it lacks a day
   */
  public static DateTimeFormatter formatter(String pattern) {
    if (pattern.isBlank() || pattern.length() > MOST_LETTERS) {
      throw new IllegalArgumentException("1 to " + MOST_LETTERS + " characters are expected");
    }
    DateTimeFormatter formatter =
        new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .appendPattern(pattern)
            .parseDefaulting(ChronoField.ERA, 1) // so that yyyy is a year, as most people mean it
            .toFormatter(Locale.ENGLISH)
            .withChronology(IsoChronology.INSTANCE)
            .withResolverStyle(ResolverStyle.STRICT);
    TemporalAccessor read;
    try {
      read = formatter.parse(formatter.format(SAMPLE));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("it does not read the dates that it writes", e);
    }
    if (read.query(TemporalQueries.localDate()) == null) {
      throw new IllegalArgumentException("it names no whole date, which is a year, month and day");
    }
    if (read.query(TemporalQueries.zoneId()) != null) {
      throw new IllegalArgumentException(
          "it names a region, whose clocks change by law; the letters x and X stand for an offset");
    }
    return formatter;
  }
}
