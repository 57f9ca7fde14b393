package org.headtune.data;

import org.headtune.config.DataConfig.MissingPolicy;

/**
 * A number that may lie far from all others: {@code v = (x - center) / scale}, then {@code v /
 * sqrt(1 + (v / 3)^2)}, which leaves small values nearly as they are and lies between -3 and 3
 * (Holzmüller, Grinsztajn and Steinwart 2024, "Better by default: strong pre-tuned MLPs and boosted
 * trees on tabular data", section 3). Computed in double.
 *
 * @param replacement the x of a missing cell; 0 where none is put there
 * @param center median of the training rows
 * @param scale distance of their quartiles; where that is 0 their standard deviation (of the
 *     population), or 1; never 0
 */
public record RobustNumber(
    String name, MissingPolicy missing, double replacement, double center, double scale)
    implements FittedColumn {
  private static final double BOUND = 3;

  public RobustNumber {
    if (!(scale > 0 && scale <= Float.MAX_VALUE && Math.abs(center) <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException("no scale: " + name);
    }
  }

  @Override
  public int width() {
    return 1;
  }

  @Override
  public boolean readsNumber() {
    return true;
  }

  /** What the number x becomes. */
  double scaled(double x) {
    double v = (x - center) / scale;
    return v / Math.sqrt(1 + v / BOUND * (v / BOUND));
  }

  /** The number that became this one; as far out as a float tells them apart. */
  double original(double scaled) {
    double share = Math.max(-1, Math.min(1, scaled / BOUND));
    return center + scale * scaled / Math.sqrt(Math.max(1e-9, 1 - share * share));
  }
}
