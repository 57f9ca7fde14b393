package org.headtune.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.headtune.config.DataConfig.ColumnType;
import org.headtune.config.DataConfig.MissingPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether rows held out are others than those of training. */
final class DriftTest {
  @TempDir private Path folder;

  /** Shares of 10.5/31 and 20.5/31, then of 15.5/21 and 5.5/21. */
  @Test
  void the_index_is_that_of_its_formula() {
    Drift drift = Drift.of("x", "test", new long[] {10, 20}, new long[] {15, 5});
    double p = 10.5 / 31;
    double q = 15.5 / 21;
    double expected = (q - p) * Math.log(q / p) + (p - q) * Math.log((1 - q) / (1 - p));
    assertThat(drift.index()).isCloseTo(expected, within(1e-12));
    // chi-squared of one degree at 0.999 is 10.83
    assertThat(drift.threshold()).isCloseTo((1.0 / 31 + 1.0 / 21) * 10.83, within(0.05));
    assertThat(Drift.of("x", "test", new long[] {7, 7}, new long[] {70, 70}).index()).isZero();
  }

  /** Values of scipy.stats.chi2.ppf(0.999, n). */
  @Test
  void the_quantile_of_chi_squared_is_near_the_exact_one() {
    assertThat(Drift.chiSquared(1)).isCloseTo(10.8276, within(0.35));
    assertThat(Drift.chiSquared(9)).isCloseTo(27.8772, within(0.2));
    assertThat(Drift.chiSquared(20)).isCloseTo(45.3147, within(0.2));
  }

  private Prepared prepared(DoubleUnaryOperator ofTest, int testRows, String town)
      throws IOException {
    Files.writeString(folder.resolve("train.csv"), table(x -> x, 2000, "t0", 1));
    Files.writeString(folder.resolve("test.csv"), table(ofTest, testRows, town, 2));
    Settings settings = new Settings(folder.resolve("train.csv"));
    settings.test = Optional.of(folder.resolve("test.csv").toString());
    settings.missing = MissingPolicy.MEDIAN;
    settings.type("town", ColumnType.CATEGORICAL);
    settings.type("day", ColumnType.DATE);
    return settings.prepare();
  }

  private static String table(DoubleUnaryOperator shift, int rows, String town, long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder("x,town,open,day,label\n");
    for (int i = 0; i < rows; i++) {
      text.append(
          String.format(
              Locale.ROOT,
              "%.4f,%s,%s,2026-%02d-%02d,%s\n",
              shift.applyAsDouble(random.nextGaussian()),
              random.nextInt(4) == 0 ? town : "t" + random.nextInt(3),
              random.nextBoolean() ? "yes" : "no",
              1 + random.nextInt(12),
              1 + random.nextInt(28),
              random.nextBoolean() ? "a" : "b"));
    }
    return text.toString();
  }

  private static List<String> drifting(DataCheck check) {
    return check.drift().stream().filter(Drift::isLarge).map(Drift::column).toList();
  }

  @Test
  void rows_of_the_same_kind_do_not_drift_however_few_they_are() throws IOException {
    for (int rows : new int[] {10, 40, 2000}) {
      DataCheck check = DataCheck.of(prepared(x -> x, rows, "t0"));
      assertThat(check.drift()).hasSize(4);
      assertThat(drifting(check)).as(rows + " rows").isEmpty();
    }
  }

  @Test
  void a_column_that_is_shifted_and_a_new_category_are_found() throws IOException {
    DataCheck check = DataCheck.of(prepared(x -> x + 1, 500, "elsewhere"));
    assertThat(drifting(check)).containsExactly("x", "town");
    assertThat(check.findings())
        .anyMatch(
            line ->
                line.startsWith("test rows are others than training rows in columns ")
                    && line.contains("'x'")
                    && line.contains("'town'"));
    Histogram town = check.histograms().get(1);
    assertThat(town.bins()).contains("t0", "t1", "t2", "(all others)");
    assertThat(town.ofClass().stream().flatMap(List::stream).mapToLong(Long::longValue).sum())
        .isEqualTo(2000);
    assertThat(town.test().get(town.bins().indexOf("(all others)"))).isGreaterThan(80);
  }

  /** Tenths of 1 to 100 hold ten rows each, and the test rows all lie in the last of them. */
  @Test
  void bins_are_tenths_of_the_training_rows() throws IOException {
    StringBuilder train = new StringBuilder("x,label\n");
    for (int i = 1; i <= 100; i++) {
      train.append(i).append(i % 2 == 0 ? ",a\n" : ",b\n");
    }
    Files.writeString(folder.resolve("train.csv"), train.toString());
    Files.writeString(folder.resolve("test.csv"), "x,label\n" + "95,a\n500,b\n".repeat(20));
    Settings settings = new Settings(folder.resolve("train.csv"));
    settings.test = Optional.of(folder.resolve("test.csv").toString());
    Drift drift = DataCheck.of(settings.prepare()).drift().get(0);
    Drift expected =
        Drift.of(
            "x",
            "test",
            new long[] {10, 10, 10, 10, 10, 10, 10, 10, 10, 10},
            new long[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 40});
    assertThat(drift.index()).isCloseTo(expected.index(), within(0.02));
    assertThat(drift.isLarge()).isTrue();
  }

  @Test
  void a_row_that_is_trained_on_and_tested_is_named() throws IOException {
    Files.writeString(folder.resolve("train.csv"), "x,label\n1,a\n2,b\n3,a\n");
    Files.writeString(folder.resolve("test.csv"), "x,label\n9,a\n3,b\n1,a\n");
    Settings settings = new Settings(folder.resolve("train.csv"));
    settings.test = Optional.of(folder.resolve("test.csv").toString());
    assertThat(DataCheck.of(settings.prepare()).findings())
        .contains(
            "2 test rows also stand among the training rows, such as line 3, which is the same as"
                + " training line 4");
  }
}
