package org.headtune.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.headtune.config.DataConfig.ColumnType;
import org.headtune.config.DataConfig.MissingPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that many threads encode are those that one thread encodes, in the same order. */
final class EncodingCrewTest {
  private static final int ROWS = 5000; // of each of two files

  @TempDir Path folder;

  private static String cell(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> "red";
      case 1 -> "\"blue, \"\"dark\"\"\"";
      case 2 -> "";
      default -> "a long word or two ".repeat(random.nextInt(5));
    };
  }

  private FittedColumns place(boolean json) throws IOException {
    Random random = new Random(1);
    for (String name : new String[] {"part-1", "part-2"}) {
      StringBuilder rows = new StringBuilder(json ? "" : "x,colour,words,label\n");
      for (int i = 0; i < ROWS; i++) {
        String colour = cell(random);
        double x = random.nextInt(1000) / 8.0;
        String label = random.nextBoolean() ? "a" : "b";
        if (json && i % 2 == 0) { // keys in another order
          rows.append(
              "{\"x\":%s,\"colour\":\"red\",\"words\":\"up %d\",\"label\":\"%s\"}\n"
                  .formatted(x, i % 9, label));
        } else if (json) {
          rows.append(
              "{\"label\":\"%s\",\"words\":\"down %d\",\"x\":%s}\n".formatted(label, i % 9, x));
        } else {
          rows.append(x).append(',').append(colour).append(",word ").append(i % 9);
          rows.append(',').append(label).append('\n');
        }
      }
      Files.writeString(folder.resolve(name + ".csv"), rows);
    }
    Settings settings = new Settings(folder.resolve("part-*.csv"));
    settings.type("words", ColumnType.TEXT);
    settings.missing = MissingPolicy.MODE;
    return settings.prepare().columns();
  }

  private record Encoded(Examples rows, long cut, Faults faults) {}

  private Encoded encoded(FittedColumns columns, int threads, int label) {
    Faults faults = new Faults();
    try (RowSource source = Tables.open(folder.resolve("part-*.csv"), Layout.DETECTED);
        EncodingCrew crew =
            new EncodingCrew(
                () -> new RowChunk(source, columns, Images.passing()), faults, threads)) {
      ExampleRows rows =
          new ExampleRows(
              RowStorage.MEMORY,
              new RowStorage.Name(Optional.empty(), "train", "rows"),
              columns.width());
      int count = 0;
      while (source.next()) {
        crew.add(source.file(), source.row(), label + count++, rows);
      }
      crew.finish();
      return new Encoded(rows.examples(LabelSets.SINGLE, crew.cut()), crew.cut(), faults);
    }
  }

  private void expectTheSame(FittedColumns columns, Consumer<Encoded> more) {
    Encoded one = encoded(columns, 0, 3);
    more.accept(one);
    for (int threads : new int[] {1, 2, 7}) {
      Encoded other = encoded(columns, threads, 3);
      assertThat(other.rows.features()).as(threads + " threads").isEqualTo(one.rows.features());
      assertThat(other.rows.labels()).isEqualTo(one.rows.labels());
      assertThat(other.rows.lines()).isEqualTo(one.rows.lines());
      assertThat(other.cut).isEqualTo(one.cut);
      assertThat(other.faults.shown("rows")).isEqualTo(one.faults.shown("rows"));
    }
  }

  @Test
  void tables_are_the_same_however_many_threads_encode_them() throws IOException {
    FittedColumns columns = place(false);
    expectTheSame(
        columns,
        one -> {
          assertThat(one.faults.none()).isTrue();
          assertThat(one.rows.rows()).isEqualTo(2 * ROWS);
          assertThat(one.rows.line(0)).isEqualTo(2);
          assertThat(one.rows.line(ROWS)).isEqualTo(2); // of the second file
        });
    // As the encoder makes them row by row.
    Encoded crew = encoded(columns, 2, 0);
    try (RowSource source = Tables.open(folder.resolve("part-*.csv"), Layout.DETECTED)) {
      RowEncoder encoder = columns.encoder(source);
      float[] expected = new float[columns.width()];
      float[] found = new float[columns.width()];
      for (int row = 0; source.next(); row++) {
        encoder.encode(source.row(), expected, 0);
        crew.rows.copyRow(row, found);
        assertThat(found).isEqualTo(expected);
      }
    }
  }

  @Test
  void json_lines_with_keys_in_any_order_are_the_same() throws IOException {
    expectTheSame(place(true), one -> assertThat(one.rows.rows()).isEqualTo(2 * ROWS));
  }

  @Test
  void of_long_texts_few_wait_at_a_time() throws IOException {
    FittedColumns columns = place(false);
    Path file = folder.resolve("long.csv");
    String text = "long ".repeat(200_000);
    Files.writeString(file, "x,colour,words,label\n" + "1,red,%s,a\n".formatted(text).repeat(20));
    try (RowSource source = Tables.open(file, Layout.DETECTED)) {
      RowChunk chunk = new RowChunk(source, columns, Images.passing());
      int rows = 0;
      while (chunk.hasRoomFor(source.file()) && source.next()) {
        chunk.add(source.file(), source.row(), 0, (numbers, from, label, line) -> {});
        rows++;
      }
      assertThat(rows).isEqualTo(5); // 5 MB
    }
  }

  @Test
  void faults_are_told_in_the_order_of_the_rows_with_file_and_line() throws IOException {
    FittedColumns columns = place(false);
    Path second = folder.resolve("part-2.csv");
    String[] lines = Files.readString(second).split("\n", -1);
    for (int i = 40; i < lines.length; i += 90) {
      lines[i] = "much," + lines[i].substring(lines[i].indexOf(',') + 1);
    }
    Files.writeString(second, String.join("\n", lines));
    expectTheSame(
        columns,
        one -> {
          assertThat(one.faults.shown("rows")).hasSize(21);
          assertThat(one.faults.shown("rows").get(0).place()).hasToString(second + ":41:1");
          assertThat(one.faults.shown("rows").get(1).place()).hasToString(second + ":131:1");
        });
  }
}
