package org.headtune.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What training, validation and test rows hold in each column that is a number or a category.
 * Images, sequences and texts are left out; of very many rows, some are looked at, evenly spaced.
 */
final class Distributions {
  private static final int MOST_ROWS = 50_000;
  private static final int MOST_NUMBERS = 20_000_000;
  private static final int TENTHS = 10;
  private static final int BARS = 20;
  private static final int MOST_CATEGORIES = 20;
  private static final int MOST_CLASSES = 12;

  private final Prepared prepared;
  private final List<ColumnValues> columns = new ArrayList<>();
  private final List<Integer> indexes = new ArrayList<>(); // of these among the fitted ones
  private final int most;

  Distributions(Prepared prepared) {
    this.prepared = prepared;
    FittedColumns fitted = prepared.columns();
    int first = 0;
    for (int i = 0; i < fitted.columns().size(); i++) {
      FittedColumn column = fitted.columns().get(i);
      ColumnValues values = new ColumnValues(column, first);
      first += column.width();
      boolean alike = fitted.shape().image() || fitted.stepsAreColumns();
      if (!alike && values.areKnown()) {
        columns.add(values);
        indexes.add(i);
      }
    }
    most = Math.max(1, Math.min(MOST_ROWS, MOST_NUMBERS / Math.max(1, columns.size())));
  }

  /** Validation and test rows against training rows, column by column. */
  List<Drift> drifts() {
    List<Drift> drifts = new ArrayList<>();
    int wanted = columns.size();
    float[][] training = values(prepared.train(), wanted);
    float[][] validation = values(prepared.validation(), wanted);
    float[][] test = values(prepared.test(), wanted);
    for (int i = 0; i < wanted && training.length > 0; i++) {
      ColumnValues column = columns.get(i);
      double[] edges =
          column.isNumeric() ? tenths(of(training, i)) : codes(of(training, i), column);
      compare(drifts, column, "validation", training, validation, i, edges);
      compare(drifts, column, "test", training, test, i, edges);
    }
    return drifts;
  }

  private static void compare(
      List<Drift> drifts,
      ColumnValues column,
      String part,
      float[][] training,
      float[][] others,
      int i,
      double[] edges) {
    if (others.length > 0) {
      drifts.add(
          Drift.of(
              column.name(),
              part,
              counts(of(training, i), column, edges),
              counts(of(others, i), column, edges)));
    }
  }

  /** What the training rows hold, in short, of the first columns if they are many. */
  List<ColumnShares> shares(int mostColumns) {
    List<ColumnShares> shares = new ArrayList<>();
    int wanted = Math.min(mostColumns, columns.size());
    float[][] training = values(prepared.train(), wanted);
    for (int i = 0; i < wanted && training.length > 0; i++) {
      ColumnValues column = columns.get(i);
      double[] own = of(training, i);
      double[] edges = column.isNumeric() ? tenths(own) : codes(own, column);
      shares.add(
          new ColumnShares(
              indexes.get(i),
              column.isNumeric() ? Arrays.stream(edges).boxed().toList() : List.of(),
              column.isNumeric()
                  ? List.of()
                  : Arrays.stream(edges).mapToObj(code -> (int) code).toList(),
              list(counts(own, column, edges))));
    }
    return shares;
  }

  /** How many values fall on each bin. */
  private static long[] counts(double[] values, ColumnValues column, double[] edges) {
    long[] counts = new long[edges.length + 1];
    for (double value : values) {
      counts[column.bin(edges, value)]++;
    }
    return counts;
  }

  /** The nine numbers between the tenths of the rows, each once. */
  private static double[] tenths(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return IntStream.range(1, TENTHS)
        .mapToDouble(i -> sorted[(int) ((long) i * (sorted.length - 1) / TENTHS)])
        .distinct()
        .filter(edge -> edge < sorted[sorted.length - 1])
        .toArray();
  }

  /** The most frequent categories; the bin behind them is for all others. */
  private static double[] codes(double[] values, ColumnValues column) {
    long[] counts = new long[column.categories().size()];
    for (double value : values) {
      counts[(int) value]++;
    }
    return IntStream.range(0, counts.length)
        .boxed()
        .filter(code -> counts[code] > 0)
        .sorted(Comparator.comparing((Integer code) -> -counts[code]))
        .limit(MOST_CATEGORIES)
        .mapToDouble(Integer::doubleValue)
        .toArray();
  }

  /** The values of some rows, row after row, in the first columns. */
  private float[][] values(Examples examples, int wanted) {
    int count = Math.min(most, examples.rows());
    float[][] values = new float[count][wanted];
    float[] row = new float[examples.width()];
    for (int i = 0; i < count; i++) {
      examples.copyRow(chosen(i, count, examples), row);
      for (int column = 0; column < wanted; column++) {
        values[i][column] = columns.get(column).of(row, 0);
      }
    }
    return values;
  }

  private static int chosen(int i, int count, Examples examples) {
    return (int) ((long) i * examples.rows() / count);
  }

  private static double[] of(float[][] rows, int column) {
    return Arrays.stream(rows).mapToDouble(row -> row[column]).toArray();
  }

  /** A histogram for each column, of the first ones if they are many. */
  List<Histogram> histograms(int mostColumns) {
    List<Histogram> histograms = new ArrayList<>();
    int wanted = Math.min(mostColumns, columns.size());
    float[][] training = values(prepared.train(), wanted);
    float[][] validation = values(prepared.validation(), wanted);
    float[][] test = values(prepared.test(), wanted);
    for (int i = 0; i < wanted && training.length > 0; i++) {
      ColumnValues column = columns.get(i);
      double[] own = of(training, i);
      double[] edges = column.isNumeric() ? even(own) : codes(own, column);
      histograms.add(
          new Histogram(
              column.name(),
              column.isNumeric(),
              labels(column, edges),
              byClass(own, column, edges),
              list(counts(of(validation, i), column, edges)),
              list(counts(of(test, i), column, edges))));
    }
    return histograms;
  }

  private List<List<Long>> byClass(double[] own, ColumnValues column, double[] edges) {
    Examples train = prepared.train();
    List<List<Long>> byClass = new ArrayList<>();
    if (prepared.classes().size() > MOST_CLASSES) {
      return List.of(list(counts(own, column, edges)));
    }
    for (int k = 0; k < prepared.classes().size(); k++) {
      int wanted = k;
      double[] values =
          IntStream.range(0, own.length)
              .filter(i -> train.sets().has(train.labels()[chosen(i, own.length, train)], wanted))
              .mapToDouble(i -> own[i])
              .toArray();
      byClass.add(list(counts(values, column, edges)));
    }
    return byClass;
  }

  private static List<Long> list(long[] counts) {
    return Arrays.stream(counts).boxed().toList();
  }

  /** Edges as far from each other from the first to the last percent of the rows. */
  private static double[] even(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double low = sorted[sorted.length / 100];
    double high = sorted[sorted.length - 1 - sorted.length / 100];
    return high > low
        ? IntStream.range(1, BARS).mapToDouble(i -> low + i * (high - low) / BARS).toArray()
        : new double[] {low};
  }

  private static List<String> labels(ColumnValues column, double[] edges) {
    List<String> labels = new ArrayList<>();
    for (int bin = 0; bin <= edges.length; bin++) {
      if (!column.isNumeric()) {
        labels.add(bin < edges.length ? column.categories().get((int) edges[bin]) : "(all others)");
      } else if (bin == 0) {
        labels.add("up to " + column.text(edges[0]));
      } else if (bin == edges.length) {
        labels.add("above " + column.text(edges[bin - 1]));
      } else {
        labels.add(
            String.format(
                Locale.ROOT, "%s to %s", column.text(edges[bin - 1]), column.text(edges[bin])));
      }
    }
    return labels;
  }
}
