package org.headtune.report;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * The classes that a page has room for: all of them, or of very many those that are told worst.
 *
 * @param shown by class index, or the worst first
 * @param remark what is left out; empty if nothing is
 */
record WorstClasses<T>(List<T> shown, String remark) {
  /** A page of more lines takes a browser seconds, and nobody reads them. */
  static final int MOST = 200;

  /**
   * Chooses by F1: the lowest first, of equal ones that with the most rows; those that do not occur
   * last.
   *
   * @param all by class index
   * @param f1 NaN of a class that does not occur
   */
  static <T> WorstClasses<T> of(List<T> all, ToDoubleFunction<T> f1, ToLongFunction<T> rows) {
    if (all.size() <= MOST) {
      return new WorstClasses<>(all, "");
    }
    Comparator<T> worstFirst =
        Comparator.comparingDouble(f1) // NaN is the largest
            .thenComparing(Comparator.comparingLong(rows).reversed());
    return new WorstClasses<>(
        all.stream().sorted(worstFirst).limit(MOST).toList(),
        "The "
            + MOST
            + " of "
            + Numbers.count(all.size())
            + " classes with the lowest F1, of equal ones those with the most rows first;"
            + " per_class.csv has them all.");
  }
}
