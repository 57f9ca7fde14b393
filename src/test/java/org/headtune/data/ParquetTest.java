package org.headtune.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.config.DataConfig.FileFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that pyarrow has written: every kind of value, packing and encoding, and damaged ones. */
final class ParquetTest {
  private static final Path FILES = Path.of("src/test/resources/org/headtune/data/parquet");

  private static final List<String> FIRST =
      List.of(
          "true",
          "-128",
          "0",
          "-9223372036854775808",
          "1",
          "0.1",
          "0.1",
          "-1.50",
          "0.001",
          "1970-01-01",
          "2026-11-25T14:03:05.123",
          "2026-11-25T14:03:05.123456Z",
          "2026-11-25T14:03:05.123456Z",
          "a,b",
          "x",
          "one");
  private static final List<String> LAST =
      List.of(
          "false",
          "127",
          "4294967295",
          "9223372036854775807",
          "18446744073709551615",
          "-3.4028235E38",
          "5.684341886080802E-14",
          "1234567.89",
          "-" + "9".repeat(35) + ".999",
          "2026-11-25",
          "1969-12-31T23:59:59.999",
          "2026-11-25T14:03:05.123456Z",
          "2026-01-02T00:00:00Z",
          "\u00E9\uD83D\uDE00\n",
          "",
          "one");

  @TempDir Path folder;

  private static RowSource opened(String name) {
    return Tables.open(FILES.resolve(name + ".parquet"), Layout.DETECTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"kinds", "kinds-2-zstd", "kinds-gzip", "kinds-lz4", "kinds-plain"})
  void values_of_every_kind_are_the_cells_of_a_csv(String name) {
    try (RowSource source = opened(name)) {
      assertThat(source.format()).isEqualTo(FileFormat.PARQUET);
      assertThat(source.columns()).hasSize(16).startsWith("boolean", "int8").endsWith("words");
      assertThat(CsvText.cells(source))
          .containsExactly(FIRST, Collections.nCopies(FIRST.size(), ""), LAST);
    }
  }

  @Test
  void moments_of_former_times_are_read() {
    try (RowSource source = opened("kinds-int96")) {
      String moment = "2026-11-25T14:03:05.123456";
      assertThat(CsvText.cells(source))
          .containsExactly(List.of(moment), List.of(""), List.of(moment));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"delta-1", "delta-2", "delta-3"})
  void numbers_and_texts_may_be_written_as_differences(String name) {
    try (RowSource source = opened(name)) {
      assertThat(CsvText.cells(source))
          .isEqualTo(IntStream.range(0, 1000).mapToObj(i -> List.of("" + i, "n" + i / 3)).toList());
    }
  }

  @Test
  void lines_are_numbers_of_rows_through_all_row_groups() {
    assertThat(CsvText.lines(opened("kinds-lz4"))).containsExactly(1L, 2L, 3L);
    assertThat(CsvText.cells(opened("no-rows"))).isEmpty();
  }

  @Test
  void behind_a_cell_that_is_no_text_reading_goes_on() {
    try (RowSource source = opened("no-utf8")) {
      assertThat(source.next()).isTrue();
      assertThatThrownBy(source::next)
          .isInstanceOf(UserError.class)
          .hasMessageEndingWith(
              "no-utf8.parquet:2:2: column 'label': the cell holds bytes that are no text in UTF-8");
      assertThat(source.canGoOn()).isTrue();
      assertThatThrownBy(source::next).hasMessageContaining(":3:2: ");
      assertThat(source.next()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "list | column 'tags' is nested: a list",
        "structure | column 'at' is nested: a list, a map or a structure",
        "time | column 't' is of the type INT64 TIME(MICROS,false); expected numbers",
        "half | column 'h' is of the type FIXED_LEN_BYTE_ARRAY FLOAT16; expected",
        "brotli | packed with BROTLI; expected no packing, snappy"
      })
  void what_no_table_holds_is_refused(String name, String message) {
    assertThatThrownBy(() -> opened(name))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(name + ".parquet: ")
        .hasMessageContaining(message);
  }

  @Test
  void a_stream_and_a_format_that_do_not_fit_are_refused() throws IOException {
    byte[] bytes = Files.readAllBytes(FILES.resolve("kinds.parquet"));
    for (byte[] file : List.of(bytes, BadTables.gzip(bytes))) {
      assertThatThrownBy(() -> CsvText.opened(file, Layout.DETECTED))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("this is Parquet, which is read from its end: name it as a file");
    }
    Layout layout = new Layout(FileFormat.AUTO, Optional.of(";"), true, Spelling.STANDARD);
    assertThatThrownBy(() -> Tables.open(FILES.resolve("kinds.parquet"), layout))
        .hasMessageContaining("neither a delimiter nor a header");
    Layout parquet = new Layout(FileFormat.PARQUET, Optional.empty(), true, Spelling.STANDARD);
    Path csv = Files.writeString(folder.resolve("t.csv"), "x,label\n1,a\n2,b\n");
    assertThatThrownBy(() -> Tables.open(csv, parquet))
        .hasMessageContaining("t.csv: this file begins with other bytes than PAR1");
    assertThatThrownBy(() -> Tables.open(folder.resolve("none"), parquet))
        .hasMessageContaining("none: there is no such file");
  }

  @Test
  void without_its_library_a_sentence_says_where_it_is() throws IOException {
    try (URLClassLoader nothing = new URLClassLoader(new URL[0], null)) {
      assertThatThrownBy(() -> ParquetLibrary.expect("rows.parquet", nothing))
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith("rows.parquet: this is Parquet, whose library")
          .hasMessageContainingAll("HEADTUNE_PARQUET=1", "./mvnw -Pparquet package")
          .extracting(e -> ((UserError) e).exitCode())
          .isEqualTo(ExitCode.DATA);
    }
  }

  @Test
  void wherever_a_file_is_cut_it_is_refused() throws IOException {
    byte[] bytes = Files.readAllBytes(FILES.resolve("delta-2.parquet"));
    for (int length = 5; length < bytes.length; length += 3) {
      UserError error = refusal(Arrays.copyOf(bytes, length));
      assertThat(error).as("cut at %d", length).isNotNull();
      assertThat(error.getMessage()).contains("bad.parquet: ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"kinds", "kinds-2-zstd", "kinds-gzip", "kinds-plain", "delta-1", "delta-2"})
  void a_byte_that_is_another_is_refused_or_another_table(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(FILES.resolve(name + ".parquet"));
    int[] others = {0x01, 0x80, 0xFF};
    for (int at = 5; at < bytes.length; at += 7) {
      byte[] bad = bytes.clone();
      bad[at] ^= (byte) others[at % 3];
      UserError error = refusal(bad);
      if (error != null) {
        assertThat(error.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(error.getMessage()).contains("bad.parquet").doesNotContain("null");
      }
    }
  }

  /** What is said of a file that is read to its end; null if it is a table. */
  private UserError refusal(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("bad.parquet"), bytes);
    Layout layout = new Layout(FileFormat.PARQUET, Optional.empty(), true, Spelling.STANDARD);
    Throwable thrown =
        catchThrowable(
            () -> {
              try (RowSource source = Tables.open(file, layout)) {
                CsvText.cells(source);
              }
            });
    if (thrown != null) {
      assertThat(thrown).isInstanceOf(UserError.class);
    }
    return (UserError) thrown;
  }

  @Test
  void a_footer_is_no_larger_than_its_file_and_its_lists_are_no_longer_than_it()
      throws IOException {
    byte[] bytes = Files.readAllBytes(FILES.resolve("kinds.parquet"));
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(bytes.length - 8, 2_000_000_000);
    assertThat(refusal(bytes).getMessage())
        .contains("a footer of 2,000,000,000 bytes is announced at the end of a file of");
    byte[] list = {
      'P', 'A', 'R', '1', 0x15, 2, 0x19, (byte) 0xFC, -1, -1, -1, -1, 7, 0, 9, 0, 0, 0
    };
    byte[] claims = Arrays.copyOf(list, list.length + 4);
    System.arraycopy(bytes, 0, claims, list.length, 4);
    assertThat(refusal(claims).getMessage()).contains("the footer of this Parquet file is damaged");
  }

  @Property(tries = 300)
  void numbers_have_the_fewest_digits_that_bring_them_back(
      @ForAll double number, @ForAll float small) {
    assertThat(Double.parseDouble(ParquetColumn.shortest(number))).isEqualTo(number);
    assertThat(Float.parseFloat(ParquetColumn.shortest(small))).isEqualTo(small);
  }

  @Test
  void numbers_are_written_as_usual() {
    assertThat(ParquetColumn.shortest(0x1p-1074)).isEqualTo("4.9E-324");
    assertThat(ParquetColumn.shortest(0x1p-44)).isEqualTo("5.684341886080802E-14");
    assertThat(ParquetColumn.shortest(Double.NaN)).isEqualTo("NaN");
    assertThat(ParquetColumn.shortest(1234567890123456.8)).isEqualTo("1.2345678901234568E15");
    assertThat(ParquetColumn.shortest(0.1f)).isEqualTo("0.1");
    assertThat(ParquetColumn.shortest(3f)).isEqualTo("3.0");
  }
}
