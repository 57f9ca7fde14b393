package org.headtune.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.headtune.Text;

/**
 * Counts what encoded rows hold, to tell whether they are others than those a model was trained on.
 * After the first rows, it looks at some of them only.
 */
public final class DriftWatch {
  private static final long FIRST = 20_000;
  private static final int STRIDE = 16;

  private final List<ColumnValues> columns = new ArrayList<>();
  private final List<ColumnShares> training;
  private final List<double[]> bins = new ArrayList<>();
  private final List<long[]> counts = new ArrayList<>();
  private long seen;

  /**
   * @param training what the training rows held; a column that is not among the fitted ones, or is
   *     neither a number nor a category, is refused
   */
  public DriftWatch(FittedColumns fitted, List<ColumnShares> training) {
    this.training = List.copyOf(training);
    int[] first = new int[fitted.columns().size() + 1];
    for (int i = 0; i < fitted.columns().size(); i++) {
      first[i + 1] = first[i] + fitted.columns().get(i).width();
    }
    for (ColumnShares shares : training) {
      ColumnValues values =
          new ColumnValues(fitted.columns().get(shares.index()), first[shares.index()]);
      columns.add(values);
      bins.add(
          values.isNumeric()
              ? shares.edges().stream().mapToDouble(Double::doubleValue).toArray()
              : shares.codes().stream().mapToDouble(Integer::doubleValue).toArray());
      counts.add(new long[shares.rows().size()]);
    }
  }

  /** Whether the columns are those that the training rows are told of. */
  public static boolean fits(FittedColumns fitted, List<ColumnShares> training) {
    return training.stream()
        .allMatch(
            shares ->
                shares.index() < fitted.columns().size()
                    && new ColumnValues(fitted.columns().get(shares.index()), 0).areTold(shares));
  }

  /** Takes a row whose numbers begin at an index. */
  public void add(float[] numbers, int from) {
    if (seen++ < FIRST || seen % STRIDE == 0) {
      for (int i = 0; i < counts.size(); i++) {
        counts.get(i)[columns.get(i).bin(bins.get(i), columns.get(i).of(numbers, from))]++;
      }
    }
  }

  /** A sentence, if rows are others in some column. */
  public Optional<String> warning() {
    List<Drift> drifts = new ArrayList<>();
    for (int i = 0; i < counts.size() && seen > 0; i++) {
      long[] before = training.get(i).rows().stream().mapToLong(Long::longValue).toArray();
      drifts.add(Drift.of(columns.get(i).name(), "input", before, counts.get(i)));
    }
    return drifts.stream()
        .filter(Drift::isLarge)
        .max(Comparator.comparingDouble(Drift::index))
        .map(
            worst ->
                String.format(
                    Locale.ROOT,
                    "these rows are others than the training rows in %,d of %,d columns, most of all in"
                        + " %s (population stability index %.2f, where %.2f is much)",
                    drifts.stream().filter(Drift::isLarge).count(),
                    drifts.size(),
                    Text.quoted(worst.column()),
                    worst.index(),
                    worst.threshold()));
  }
}
