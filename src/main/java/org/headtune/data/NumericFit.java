package org.headtune.data;

import java.util.Locale;
import java.util.Optional;
import org.headtune.ExitCode;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.config.DataConfig.MissingPolicy;
import org.headtune.config.Scaling;

/** Fits a column of numbers. */
final class NumericFit implements ColumnFit {
  private final ColumnPlan plan;
  private final Moments own = new Moments();
  private final Moments scale; // the same unless it is shared
  private final CountedNumbers counted = new CountedNumbers(); // filled where they are asked for
  private final boolean counts;
  private double value; // of the cell that was looked at last

  /**
   * A fit of one column.
   *
   * @param shared what the scaling is taken from, if it is that of several columns, such as the
   *     pixels of an image
   */
  NumericFit(ColumnPlan plan, Optional<Moments> shared) {
    this.plan = plan;
    this.scale = shared.orElse(own);
    counts =
        plan.missing() == MissingPolicy.MODE
            || plan.missing() == MissingPolicy.MEDIAN
            || plan.scaling() == Scaling.ROBUST;
  }

  @Override
  public String fault(Row row) {
    value = row.number(plan.index());
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
    learn(value);
  }

  /** Learns from a number that is known to be sound. */
  void learn(double number) {
    own.add(number);
    if (scale != own) {
      scale.add(number);
    }
    if (counts) {
      counted.add(number);
    }
  }

  @Override
  public boolean empty() {
    return own.count() == 0;
  }

  @Override
  public FittedColumn fitted() {
    boolean noConstant = plan.missing() == MissingPolicy.CONSTANT && plan.constant().isEmpty();
    MissingPolicy missing = noConstant ? MissingPolicy.FAIL : plan.missing();
    double replacement = noConstant ? 0 : replacement();
    if (plan.scaling() == Scaling.ROBUST) {
      double quartiles = counted.quantile(0.75) - counted.quantile(0.25);
      double spread = quartiles == 0 ? own.standardDeviation() : quartiles;
      return new RobustNumber(
          plan.name(), missing, replacement, counted.quantile(0.5), spread == 0 ? 1 : spread);
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
      case MEDIAN -> counted.quantile(0.5);
      case MODE -> counted.mode();
      case CONSTANT -> constant(plan.constant().orElseThrow());
      case DROP_ROW, FAIL -> 0;
    };
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
