package org.headtune.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.headtune.config.DataConfig.MissingPolicy;

/** Tables for benchmarks, the same each time. */
final class BenchmarkTables {
  private static final int FEW_COLUMNS = 20;

  private BenchmarkTables() {}

  /**
   * A header and so many cells: numbers with six decimals, or where there are many columns pixels.
   */
  static String csv(int columns, int cells) {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < columns; i++) {
      text.append('x').append(i).append(i + 1 < columns ? ',' : '\n');
    }
    for (int i = 0; i < cells; i++) {
      if (columns > FEW_COLUMNS) {
        text.append(random.nextInt(5) > 0 ? 0 : random.nextInt(256));
      } else {
        text.append(String.format(Locale.ROOT, "%.6f", random.nextDouble(-3, 3)));
      }
      text.append((i + 1) % columns == 0 ? '\n' : ',');
    }
    return text.toString();
  }

  /** The columns of such a table, standardised. */
  static FittedColumns fitted(int columns) {
    List<FittedColumn> numbers = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      numbers.add(new FittedColumn.Numeric("x" + i, MissingPolicy.MEAN, 0, 0.1, 1.7));
    }
    return new FittedColumns(numbers, Shape.row(columns), List.of(), Spelling.STANDARD);
  }
}
