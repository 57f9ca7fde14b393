package org.headtune.data;

import java.util.List;

/**
 * What the training rows hold in one column, in short: rows by bin.
 *
 * @param index of the column among the fitted ones
 * @param edges upper ends of the bins of numbers but for the last, rising; empty for categories
 * @param codes numbers of the categories that have a bin; empty for numbers
 * @param rows of each bin; the last bin is for all that the others do not hold
 */
public record ColumnShares(int index, List<Double> edges, List<Integer> codes, List<Long> rows) {

  public ColumnShares {
    edges = List.copyOf(edges);
    codes = List.copyOf(codes);
    rows = List.copyOf(rows);
    boolean bins = edges.isEmpty() || codes.isEmpty();
    boolean finite = edges.stream().allMatch(Double::isFinite);
    boolean counted = rows.stream().allMatch(count -> count >= 0 && count <= Integer.MAX_VALUE);
    if (index < 0
        || !bins
        || !finite
        || !counted
        || rows.size() != edges.size() + codes.size() + 1) {
      throw new IllegalArgumentException("no rows by bin of column " + index);
    }
  }
}
