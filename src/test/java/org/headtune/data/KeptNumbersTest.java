package org.headtune.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.headtune.UserError;
import org.headtune.config.DataConfig.ColumnType;
import org.headtune.config.DataConfig.MissingPolicy;
import org.headtune.config.Scaling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table that is read once gives what one gives that is read three times. */
final class KeptNumbersTest {
  /** With such a token a number may be a missing cell, so that nothing kept is used. */
  private static final List<String> NUMERIC_TOKENS = List.of("-987654321");

  @TempDir Path folder;

  private static String number(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> "0";
      case 1 -> "-0";
      case 2 -> "\"" + random.nextInt(255) + "\"";
      case 3 -> " " + random.nextGaussian();
      case 4 -> random.nextInt(1000) + "e-" + random.nextInt(30);
      default -> Double.toString(random.nextGaussian() * 1e6);
    };
  }

  private Path table(int rows) throws IOException {
    Random random = new Random(rows);
    StringBuilder text = new StringBuilder("a,label,b,note,c\n");
    for (int i = 0; i < rows; i++) {
      text.append(number(random)).append(i % 3 == 0 ? ",yes," : ",no,").append(number(random));
      text.append(",\"a word,\n or two\",").append(i % 2).append('\n');
    }
    return Files.writeString(folder.resolve("t.csv"), text);
  }

  private Settings settings(Path table) {
    Settings settings = new Settings(table);
    settings.type("note", ColumnType.IGNORE);
    settings.validationSplit = 0.2;
    settings.testSplit = Optional.of(0.1);
    return settings;
  }

  private static void expectSame(Settings settings) {
    Prepared once = settings.prepare();
    settings.missingTokens = NUMERIC_TOKENS;
    Prepared thrice = settings.prepare();
    assertThat(once.columns().columns()).isEqualTo(thrice.columns().columns());
    assertThat(once.columns().shape()).isEqualTo(thrice.columns().shape());
    assertThat(once.files()).isEqualTo(thrice.files());
    assertThat(once.notes()).isEqualTo(thrice.notes());
    Map<Examples, Examples> parts =
        Map.of(
            once.train(), thrice.train(),
            once.validation(), thrice.validation(),
            once.test(), thrice.test());
    parts.forEach(
        (own, other) -> {
          assertThat(own.features()).isEqualTo(other.features());
          assertThat(own.labels()).isEqualTo(other.labels());
          assertThat(own.lines()).isEqualTo(other.lines());
          assertThat(own.rows()).isPositive();
        });
  }

  @Test
  void numbers_that_were_kept_give_the_same_bits() throws IOException {
    for (int rows : new int[] {30, 70_000}) { // more than one array of numbers
      Path table = table(rows);
      for (Scaling scaling : List.of(Scaling.STANDARD, Scaling.MIN_MAX, Scaling.NONE)) {
        Settings settings = settings(table);
        settings.scaling = scaling;
        expectSame(settings);
      }
    }
  }

  @Test
  void medians_are_counted_as_well() throws IOException {
    Settings settings = settings(table(100));
    settings.missing = MissingPolicy.MEDIAN;
    settings.type("note", ColumnType.IGNORE);
    expectSame(settings);
  }

  @Test
  void a_number_beyond_a_float_is_told_with_its_line() throws IOException {
    Path table = Files.writeString(folder.resolve("t.csv"), "x,label\n1,a\n2,b\n1e39,a\n");
    assertThatThrownBy(new Settings(table)::prepare)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("t.csv:4:1: column 'x': '1e39' is not a finite float");
  }

  @Test
  void a_number_that_is_too_large_once_it_is_scaled_is_no_plain_one() {
    FittedColumns columns =
        new FittedColumns(
            List.of(new FittedColumn.Numeric("x", MissingPolicy.FAIL, 0, 1, 1e-38)),
            Shape.row(1),
            List.of(),
            Spelling.STANDARD);
    PlainNumbers plain = new PlainNumbers(columns, Map.of("x", 1));
    float[] out = new float[1];
    assertThat(plain.encode(new double[] {Double.NaN, 3}, out)).isTrue();
    assertThat(out).containsExactly((float) 2e38);
    assertThat(plain.encode(new double[] {0, 100}, out)).isFalse();
    assertThat(plain.encode(new double[] {0, Double.NaN}, out)).isFalse();
  }

  @Test
  void every_number_is_kept_to_the_bit() {
    double[][] rows = {
      {1, -0.0, Double.NaN}, {0.1, 16777217, 3e38}, {5, 1e300, Double.POSITIVE_INFINITY}
    };
    KeptNumbers kept = new KeptNumbers(3, 100);
    for (double[] row : rows) {
      kept.add(row);
    }
    for (int i = 0; i < rows.length; i++) {
      double[] row = new double[3];
      kept.copyRow(i, row);
      assertThat(row).isEqualTo(rows[i]);
    }
  }

  @Test
  void no_more_than_there_is_room_for_is_kept() {
    KeptNumbers kept = new KeptNumbers(2, 5);
    double[] row = new double[2];
    kept.add(new double[] {1, 2});
    kept.add(new double[] {3, 4});
    assertThat(kept.areAll()).isTrue();
    kept.copyRow(1, row);
    assertThat(row).containsExactly(3, 4);
    kept.add(new double[] {5, 6});
    assertThat(kept.areAll()).isFalse();
  }

  @Test
  void a_file_that_was_touched_after_it_was_read_is_noticed() throws IOException {
    Path table = table(10);
    InputFile input = new InputFile(List.of(table.toString()), Optional.empty(), Layout.DETECTED);
    input.read(new Faults(), source -> row -> {});
    input.expectUntouched();
    FileTime before = Files.getLastModifiedTime(table);
    Files.setLastModifiedTime(table, FileTime.fromMillis(before.toMillis() + 1000));
    assertThatThrownBy(input::expectUntouched)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("t.csv: the file changed while it was read");
    Files.writeString(table, Files.readString(table) + "\n");
    Files.setLastModifiedTime(table, before);
    assertThatThrownBy(input::expectUntouched)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("t.csv: the file changed while it was read");
  }

  @Test
  void a_table_that_is_read_once_must_stay_as_it_was_until_it_is_encoded() throws IOException {
    Path table = table(50);
    Settings settings = settings(table);
    RowStorage touching =
        new RowStorage() {
          @Override
          public boolean takeMemory(long bytes) {
            try {
              Files.setLastModifiedTime(table, FileTime.fromMillis(0));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            return true;
          }

          @Override
          public Optional<Stored> find(Name name, int rows, int width) {
            return MEMORY.find(name, rows, width);
          }

          @Override
          public Writer write(Name name, int rows, int width) {
            return MEMORY.write(name, rows, width);
          }

          @Override
          public void encoded(long rows, long of) {}
        };
    assertThatThrownBy(() -> Prepared.prepare(settings.config(), settings.seed, touching))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("t.csv: the file changed while it was read");
  }
}
