package org.headtune.data;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.data.Split.Part;

/** A column of dates or numbers: the last rows are tested on, rows of one time stay together. */
final class TimeParts implements SplitRule {
  private final String file;
  private final String column;
  private final DateFormat format;
  private final double validationShare;
  private final double testShare;
  private double[] times = new double[1024]; // a number, or seconds since 1970
  private boolean dates;
  private boolean begun;
  private String note;

  /**
   * Shares are from 0, for no such part, to below 1.
   *
   * @param validationShare share of the rows that are not test rows
   */
  TimeParts(
      String file, String column, DateFormat format, double validationShare, double testShare) {
    this.file = file;
    this.column = column;
    this.format = format;
    this.validationShare = validationShare;
    this.testShare = testShare;
  }

  @Override
  public String take(int number, Row row, int index) {
    if (!begun) {
      begun = true;
      dates = !format.pattern().isEmpty() || Double.isNaN(row.number(index));
    }
    double time = dates ? Double.NaN : row.number(index);
    if (dates) {
      OffsetDateTime moment = format.read(row.text(index));
      time = moment == null ? Double.NaN : DateFormat.seconds(moment);
    }
    if (number >= times.length) {
      times = Arrays.copyOf(times, 2 * number);
    }
    times[number] = time;
    if (Double.isFinite(time)) {
      return null;
    }
    return Text.quoted(row.text(index))
        + " is not "
        + (dates
            ? format.expected() + ", as data.split needs it"
            : "a finite number like the rows before, as data.split needs it");
  }

  @Override
  public Part[] parts(RowLabels labels, ClassNames classes, long seed) {
    int[] ofRow = labels.ofRow();
    double[] sorted =
        IntStream.range(0, ofRow.length)
            .filter(row -> ofRow[row] >= 0)
            .mapToDouble(row -> times[row])
            .sorted()
            .toArray();
    int test = cut(sorted, sorted.length, testShare, validationShare > 0 ? 2 : 1);
    int validation = cut(sorted, test, validationShare, 1);
    double testFrom = test < sorted.length ? sorted[test] : Double.POSITIVE_INFINITY;
    double validationFrom = validation < test ? sorted[validation] : testFrom;
    Part[] parts = new Part[ofRow.length];
    Arrays.setAll(
        parts,
        row ->
            ofRow[row] < 0
                ? Part.LEFT_OUT
                : times[row] >= testFrom
                    ? Part.TEST
                    : times[row] >= validationFrom ? Part.VALIDATION : Part.TRAIN);
    note =
        String.format(
            Locale.ROOT,
            "split by the time in %s: training up to %s%s%s",
            Text.quoted(column),
            text(sorted[validation - 1]),
            validation < test ? ", validation from " + text(validationFrom) : "",
            test < sorted.length ? ", test from " + text(testFrom) : "");
    return parts;
  }

  /**
   * Where the last share of the first so many times begins: of all places between two different
   * times the one that comes nearest, the later one of two as near.
   *
   * @param left how many different times must stand before it
   */
  private int cut(double[] sorted, int count, double share, int left) {
    if (share == 0) {
      return count;
    }
    double wanted = count - share * count;
    int best = -1;
    int different = 1;
    for (int i = 1; i < count; i++) {
      if (sorted[i] != sorted[i - 1]
          && different++ >= left
          && (best < 0 || Math.abs(i - wanted) <= Math.abs(best - wanted))) {
        best = i;
      }
    }
    if (best < 0) {
      throw new UserError(
          ExitCode.DATA,
          Place.of(file),
          "the column "
              + Text.quoted(column)
              + " of data.split has too few different times: every part needs rows of its own, and"
              + " rows of one time stay together; name another column, or hold out fewer parts");
    }
    return best;
  }

  private String text(double time) {
    if (dates) {
      long seconds = (long) Math.floor(time);
      return Instant.ofEpochSecond(seconds, Math.round((time - seconds) * 1e9)).toString();
    }
    return time == Math.rint(time) && Math.abs(time) < 1e15
        ? String.format(Locale.ROOT, "%d", (long) time)
        : Double.toString(time);
  }

  @Override
  public Optional<String> note() {
    return Optional.ofNullable(note);
  }
}
