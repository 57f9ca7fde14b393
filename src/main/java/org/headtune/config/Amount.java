package org.headtune.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of something, such as {@code 10 minutes} or {@code 8h}.
 *
 * @param count 1 to 1,000,000
 */
public record Amount(int count, Unit unit) {
  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,5}|1000000) *([a-z]+)");

  /** What is counted. */
  public enum Unit {
    EPOCHS(null),
    STEPS(null),
    SECONDS(Duration.ofSeconds(1)),
    MINUTES(Duration.ofMinutes(1)),
    HOURS(Duration.ofHours(1)),
    DAYS(Duration.ofDays(1));

    private final Duration one;

    Unit(Duration one) {
      this.one = one;
    }

    /** The plural, the singular, and for times the first letter. */
    private boolean isCalled(String word) {
      String plural = Declaration.word(this);
      return word.equals(plural)
          || (word + "s").equals(plural)
          || (one != null && word.equals(plural.substring(0, 1)));
    }
  }

  /** Reads a number and a unit; empty if the text is not that. */
  static Optional<Amount> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    return Arrays.stream(Unit.values())
        .filter(unit -> unit.isCalled(form.group(2)))
        .findFirst()
        .map(unit -> new Amount(Integer.parseInt(form.group(1)), unit));
  }

  /** The amount as time; empty for epochs and steps. */
  public Optional<Duration> time() {
    return Optional.ofNullable(unit.one).map(one -> one.multipliedBy(count));
  }

  /** Whether it counts weight updates, by epochs or one by one. */
  public boolean isOfUpdates() {
    return unit == Unit.EPOCHS || unit == Unit.STEPS;
  }

  /**
   * How many weight updates that is.
   *
   * @param perEpoch weight updates of an epoch
   * @throws IllegalStateException for a time
   */
  public long updates(int perEpoch) {
    return switch (unit) {
      case EPOCHS -> (long) count * perEpoch;
      case STEPS -> count;
      default -> throw new IllegalStateException(unit + " are no updates");
    };
  }

  @Override
  public String toString() {
    String plural = Declaration.word(unit);
    return count + " " + (count == 1 ? plural.substring(0, plural.length() - 1) : plural);
  }
}
