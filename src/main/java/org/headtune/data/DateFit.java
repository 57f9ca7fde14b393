package org.headtune.data;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.headtune.ExitCode;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.config.DataConfig.MissingPolicy;
import org.headtune.config.Scaling;

/** Fits a column of dates. */
final class DateFit implements ColumnFit {
  private final ColumnPlan plan;
  private final DateFormat format;
  private final Moments seconds = new Moments();
  private final Map<Cycle, Moments> turns = new EnumMap<>(Cycle.class);
  private final Map<OffsetDateTime, Integer> frequencies = new TreeMap<>(); // for the mode only
  private double[] values = {}; // filled for the median only

  DateFit(ColumnPlan plan) {
    this.plan = plan;
    this.format = DateFormat.of(plan.dates().pattern());
    for (Cycle cycle : Cycle.values()) {
      turns.put(cycle, new Moments());
    }
  }

  @Override
  public String fault(Row row) {
    String text = row.text(plan.index());
    return format.read(text) != null
        ? null
        : Text.quoted(text)
            + " is not "
            + format.expected()
            + "; if it means `missing`, add it to data.missing_tokens, if it is a date in another"
            + " form, set the column's `pattern`, such as dd.MM.yyyy, else its type to categorical"
            + " or ignore";
  }

  @Override
  public void learn(Row row) {
    OffsetDateTime moment = format.read(row.text(plan.index()));
    double value = DateFormat.seconds(moment);
    int before = (int) seconds.count();
    seconds.add(value);
    turns.forEach((cycle, moments) -> moments.add(cycle.turn(moment)));
    if (plan.missing() == MissingPolicy.MODE) {
      frequencies.merge(moment, 1, Integer::sum);
    }
    if (plan.missing() == MissingPolicy.MEDIAN) {
      if (before == values.length) {
        values = Arrays.copyOf(values, Math.max(1024, 2 * before));
      }
      values[before] = value;
    }
  }

  @Override
  public boolean empty() {
    return seconds.count() == 0;
  }

  @Override
  public FittedColumn fitted() {
    boolean minMax = plan.scaling() == Scaling.MIN_MAX;
    double spread = minMax ? seconds.max() - seconds.min() : seconds.standardDeviation();
    boolean noConstant = plan.missing() == MissingPolicy.CONSTANT && plan.constant().isEmpty();
    return new FittedColumn.Date(
        plan.name(),
        noConstant ? MissingPolicy.FAIL : plan.missing(),
        noConstant ? "" : replacement(),
        plan.dates().pattern(),
        minMax ? seconds.min() : seconds.mean(),
        spread == 0 ? 1 : spread,
        seconds.min(),
        seconds.max(),
        plan.dates().cycles().orElseGet(this::turning));
  }

  /** What is the same in all training rows tells nothing: that all are of a Sunday, or midnight. */
  private List<Cycle> turning() {
    return turns.entrySet().stream()
        .filter(entry -> entry.getValue().min() < entry.getValue().max())
        .map(Map.Entry::getKey)
        .toList();
  }

  private String replacement() {
    return switch (plan.missing()) {
      case MEAN -> iso(seconds.mean());
      case MEDIAN -> iso(median());
      case MODE -> mode().toString();
      case CONSTANT -> constant(plan.constant().orElseThrow()).toString();
      case DROP_ROW, FAIL -> "";
    };
  }

  /** To the nearest second. */
  private static String iso(double value) {
    return Instant.ofEpochSecond(Math.round(value)).atOffset(ZoneOffset.UTC).toString();
  }

  /** Of two middle dates their mean. */
  private double median() {
    int count = (int) seconds.count();
    double[] sorted = Arrays.copyOf(values, count);
    Arrays.sort(sorted);
    return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
  }

  /** The most frequent date; of equals the earliest. */
  private OffsetDateTime mode() {
    int most = frequencies.values().stream().mapToInt(i -> i).max().orElseThrow();
    return frequencies.entrySet().stream()
        .filter(entry -> entry.getValue() == most)
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  private OffsetDateTime constant(String text) {
    OffsetDateTime own = format.read(text);
    OffsetDateTime moment = own == null ? DateFormat.ISO.read(text) : own;
    if (moment == null) {
      throw new UserError(
          ExitCode.DATA,
          String.format(
              Locale.ROOT,
              "the constant %s of the date column %s is not %s",
              Text.quoted(text),
              Text.quoted(plan.name()),
              format.expected()));
    }
    return moment;
  }
}
