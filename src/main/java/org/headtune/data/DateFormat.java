package org.headtune.data;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headtune.Text;
import org.headtune.config.DatePattern;

/**
 * Reads dates of the years 1 to 9999, with or without a time and an offset from UTC; without a time
 * it is midnight, without an offset UTC. Nothing is bent into a date: there is no 30 February and
 * no 24:00.
 */
final class DateFormat {
  /** ISO 8601 in its extended format, with a T or one blank before the time. */
  static final DateFormat ISO = new DateFormat("", null);

  private static final Pattern ISO_TEXT =
      Pattern.compile(
          "([0-9]{4}-[0-9]{2}-[0-9]{2})"
              + "(?:[Tt ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]{1,9})?)?)"
              + " ?([Zz]|[-+][0-9]{2}(?::?[0-9]{2}){0,2})?)?");
  private static final int LONGEST_ISO = 40;
  private static final int LAST_YEAR = 9999;

  private final String pattern;
  private final DateTimeFormatter formatter; // null for ISO 8601

  private DateFormat(String pattern, DateTimeFormatter formatter) {
    this.pattern = pattern;
    this.formatter = formatter;
  }

  /**
   * The format of a pattern, or of ISO 8601 if it is empty.
   *
   * @throws IllegalArgumentException if it is no pattern of dates
   */
  static DateFormat of(String pattern) {
    return pattern.isEmpty() ? ISO : new DateFormat(pattern, DatePattern.formatter(pattern));
  }

  String pattern() {
    return pattern;
  }

  /** The moment that a text names; null if it is no such date. */
  OffsetDateTime read(String text) {
    try {
      OffsetDateTime moment = formatter == null ? readIso(text.strip()) : readPattern(text.strip());
      boolean usual = moment != null && moment.getYear() >= 1 && moment.getYear() <= LAST_YEAR;
      return usual ? moment : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static OffsetDateTime readIso(String text) {
    if (text.length() > LONGEST_ISO) {
      return null;
    }
    Matcher iso = ISO_TEXT.matcher(text);
    if (!iso.matches()) {
      return null;
    }
    return OffsetDateTime.of(
        LocalDate.parse(iso.group(1)),
        iso.group(2) == null ? LocalTime.MIDNIGHT : LocalTime.parse(iso.group(2)),
        iso.group(3) == null ? ZoneOffset.UTC : ZoneOffset.of(iso.group(3).replace('z', 'Z')));
  }

  private OffsetDateTime readPattern(String text) {
    TemporalAccessor read = formatter.parse(text);
    LocalDate date = read.query(TemporalQueries.localDate());
    LocalTime time = read.query(TemporalQueries.localTime());
    ZoneOffset offset = read.query(TemporalQueries.offset());
    return date == null
        ? null
        : OffsetDateTime.of(
            date,
            time == null ? LocalTime.MIDNIGHT : time,
            offset == null ? ZoneOffset.UTC : offset);
  }

  /** Seconds since 1970, with their fraction. */
  static double seconds(OffsetDateTime moment) {
    return moment.toEpochSecond() + moment.getNano() / 1e9;
  }

  /** What a cell must hold. */
  String expected() {
    return formatter == null
        ? "a date of ISO 8601 such as 2026-11-25, 2026-11-25 14:03 or 2026-11-25T14:03:00Z"
        : "a date of the pattern " + Text.quoted(pattern);
  }
}
