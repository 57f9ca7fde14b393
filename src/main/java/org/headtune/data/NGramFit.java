package org.headtune.data;

import java.util.LinkedHashSet;
import java.util.Set;
import org.headtune.config.TextConfig;

/** Fits a column of free texts: how many rows have each n-gram, and how many one row has. */
final class NGramFit implements ColumnFit {
  /** Rows are counted in a table of as many entries as this number of bits can tell apart. */
  private static final int BITS = 22;

  private static final int FEWEST_BITS = 8;
  private static final int MOST_BITS = 18;

  /** What one row alone has may be an accident, and would be learnt by heart. */
  private static final int LEAST_ROWS = 2;

  private final ColumnPlan plan;
  private final NGrams grams;
  private final int[] rowsOf = new int[1 << BITS];
  private int rows;
  private int longest = 1;

  NGramFit(ColumnPlan plan) {
    this.plan = plan;
    this.grams = NGrams.of(plan.text());
  }

  @Override
  public String fault(Row row) {
    return null;
  }

  @Override
  public void learn(Row row) {
    Set<Integer> entries = new LinkedHashSet<>();
    grams.each(row.text(plan.index()), gram -> entries.add(NGrams.entry(gram, BITS)));
    entries.forEach(entry -> rowsOf[entry]++);
    longest = Math.max(longest, entries.size());
    rows++;
  }

  @Override
  public boolean empty() {
    return rows == 0;
  }

  @Override
  public FittedColumn fitted() {
    int bits = plan.text().entries().map(NGramFit::bits).orElseGet(this::roomy);
    int[] coarse = new int[1 << bits];
    for (int entry = 0; entry < rowsOf.length; entry++) {
      int at = entry >>> (BITS - bits);
      coarse[at] = Math.min(rows, coarse[at] + (rowsOf[entry] < LEAST_ROWS ? 0 : rowsOf[entry]));
    }
    return new FreeText(
        plan.name(),
        plan.missing(),
        plan.text().lowerCase(),
        plan.text().words(),
        plan.text().characters(),
        plan.text().weighting() == TextConfig.Weighting.MEAN,
        true,
        new Bag(1 << bits, Math.min(longest, plan.text().length()), plan.text().vector()),
        Rarity.of(coarse, rows, LEAST_ROWS).text());
  }

  /** So many that two n-grams rarely fall on the same entry. */
  private int roomy() {
    int known = 0;
    for (int count : rowsOf) {
      known += count < LEAST_ROWS ? 0 : 1;
    }
    return Math.max(FEWEST_BITS, Math.min(MOST_BITS, bits(2 * Math.max(1, known))));
  }

  /** The smallest number of bits that tells so many apart. */
  private static int bits(int entries) {
    return entries == 1 ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros(entries - 1);
  }
}
