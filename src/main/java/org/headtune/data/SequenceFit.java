package org.headtune.data;

import org.headtune.Text;
import org.headtune.config.Scaling;

/** Fits a column whose cells hold sequences; all numbers of all steps share one scale. */
final class SequenceFit implements ColumnFit {
  private final ColumnPlan plan;
  private final SequenceCell cell;
  private final Moments moments = new Moments();
  private int longest;

  SequenceFit(ColumnPlan plan) {
    this.plan = plan;
    this.cell = new SequenceCell(plan.steps().separator(), plan.steps().features());
  }

  @Override
  public String fault(Row row) {
    return cell.read(row, plan.index())
        ? null
        : Text.quoted(row.text(plan.index())) + " is not " + cell.expected();
  }

  @Override
  public void learn(Row row) {
    cell.read(row, plan.index());
    int steps = Math.min(cell.steps(), plan.steps().length().orElse(Integer.MAX_VALUE));
    longest = Math.max(longest, steps);
    for (int i = 0; i < steps * plan.steps().features(); i++) {
      moments.add(cell.numbers()[i]);
    }
  }

  @Override
  public boolean empty() {
    return longest == 0;
  }

  @Override
  public FittedColumn fitted() {
    double center = 0;
    double spread = 1;
    if (plan.scaling() == Scaling.STANDARD || plan.scaling() == Scaling.ROBUST) {
      center = moments.mean();
      spread = moments.standardDeviation();
    } else if (plan.scaling() == Scaling.MIN_MAX) {
      center = moments.min();
      spread = moments.max() - moments.min();
    }
    return new FittedColumn.Sequence(
        plan.name(),
        plan.missing(),
        plan.steps().separator(),
        plan.steps().features(),
        plan.steps().length().orElse(longest),
        center,
        spread == 0 ? 1 : spread,
        plan.beside() ? plan.steps().vector() : 0);
  }
}
