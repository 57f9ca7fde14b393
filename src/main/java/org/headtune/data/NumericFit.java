package org.headtune.data;

import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.headtune.ExitCode;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.config.DataConfig.MissingPolicy;
import org.headtune.config.Scaling;

/** Fits a column of numbers. */
final class NumericFit implements ColumnFit {
  private final ColumnPlan plan;
  private final Moments own = new Moments();
  private final Moments scale;
  private final Map<Double, Integer> frequencies = new TreeMap<>(); // filled for the mode only
  private double[] values = {}; // filled for median and quartiles only
  private int kept;

  /**
   * A fit of one column.
   *
   * @param scale what the scaling is taken from; images share it between all pixels
   */
  NumericFit(ColumnPlan plan, Moments scale) {
    this.plan = plan;
    this.scale = scale;
  }

  @Override
  public String fault(Row row) {
    double value = row.number(plan.index());
    if (Math.abs(value) <= Float.MAX_VALUE) {
      return null;
    }
    String cell = Text.quoted(row.text(plan.index()));
    return Double.isNaN(value)
        ? cell
            + " is not a finite number such as "
            + row.numberExamples()
            + "; if it means `missing`, add it to"
            + " data.missing_tokens, else set the column's type to categorical or ignore"
        : cell + " is not a finite float: numbers reach from -3.4e38 to 3.4e38";
  }

  @Override
  public void learn(Row row) {
    double value = row.number(plan.index());
    own.add(value);
    scale.add(value);
    if (plan.missing() == MissingPolicy.MODE) {
      frequencies.merge(value, 1, Integer::sum);
    }
    if (plan.missing() == MissingPolicy.MEDIAN || plan.scaling() == Scaling.ROBUST) {
      if (kept == values.length) {
        values = Arrays.copyOf(values, Math.max(1024, 2 * kept));
      }
      values[kept++] = value;
    }
  }

  @Override
  public boolean empty() {
    return own.count() == 0;
  }

  @Override
  public FittedColumn fitted() {
    Arrays.sort(values, 0, kept);
    boolean noConstant = plan.missing() == MissingPolicy.CONSTANT && plan.constant().isEmpty();
    MissingPolicy missing = noConstant ? MissingPolicy.FAIL : plan.missing();
    double replacement = noConstant ? 0 : replacement();
    if (plan.scaling() == Scaling.ROBUST) {
      double quartiles = quantile(0.75) - quantile(0.25);
      double spread = quartiles == 0 ? own.standardDeviation() : quartiles;
      return new RobustNumber(
          plan.name(), missing, replacement, quantile(0.5), spread == 0 ? 1 : spread);
    }
    double center = 0;
    double spread = 1;
    if (plan.scaling() == Scaling.STANDARD) {
      center = scale.mean();
      spread = scale.standardDeviation();
    } else if (plan.scaling() == Scaling.MIN_MAX) {
      center = scale.min();
      spread = scale.max() - scale.min();
    }
    return new FittedColumn.Numeric(
        plan.name(), missing, replacement, center, spread == 0 ? 1 : spread);
  }

  /** Of equally frequent values the smallest; of two middle values their mean. */
  private double replacement() {
    return switch (plan.missing()) {
      case MEAN -> own.mean();
      case MEDIAN -> quantile(0.5);
      case MODE -> mode();
      case CONSTANT -> constant(plan.constant().orElseThrow());
      case DROP_ROW, FAIL -> 0;
    };
  }

  /**
   * The value that a share of the sorted ones lies below, linear between two of them (Hyndman and
   * Fan 1996, definition 7).
   */
  private double quantile(double share) {
    double place = share * (kept - 1);
    int below = (int) place;
    double rest = place - below;
    return rest == 0 ? values[below] : values[below] * (1 - rest) + values[below + 1] * rest;
  }

  private double mode() {
    int most = Collections.max(frequencies.values());
    return frequencies.entrySet().stream()
        .filter(entry -> entry.getValue() == most)
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  private double constant(String text) {
    double value = Numbers.parse(text);
    if (!(Math.abs(value) <= Float.MAX_VALUE)) {
      throw new UserError(
          ExitCode.DATA,
          String.format(
              Locale.ROOT,
              "the constant %s of the numeric column %s is no finite number",
              Text.quoted(text),
              Text.quoted(plan.name())));
    }
    return value;
  }
}
