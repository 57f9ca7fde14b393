package org.headtune.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.headtune.UserError;
import org.headtune.config.DataConfig.ColumnType;
import org.headtune.config.DataConfig.FileFormat;
import org.headtune.config.DataConfig.MissingPolicy;
import org.headtune.config.QuoteMark;
import org.headtune.config.Scaling;
import org.headtune.config.TextEncoding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that are written in other ways than RFC 4180 in UTF-8. */
final class SpellingTest {
  private static final Spelling LATIN_1 =
      new Spelling(TextEncoding.LATIN_1, QuoteMark.DOUBLE, false, false);
  private static final Spelling COMMAS =
      new Spelling(TextEncoding.UTF_8, QuoteMark.DOUBLE, false, true);

  private static Layout layout(Spelling spelling) {
    return new Layout(FileFormat.AUTO, Optional.empty(), true, spelling);
  }

  private static List<List<String>> cells(byte[] bytes, Spelling spelling) {
    try (RowSource source = CsvText.opened(bytes, layout(spelling))) {
      return CsvText.cells(source);
    }
  }

  private static List<List<String>> cells(String text, QuoteMark quote, boolean trim) {
    Spelling spelling = new Spelling(TextEncoding.UTF_8, quote, trim, false);
    return cells(text.getBytes(StandardCharsets.UTF_8), spelling);
  }

  /** Java's own decoder is what to compare with. */
  @Test
  void every_byte_of_windows_1252_is_its_character() throws IOException {
    byte[] bytes = new byte[60_000];
    byte[] all = new byte[256];
    int count = 0;
    for (int i = 1; i < 256; i++) {
      if (!List.of(0x81, 0x8D, 0x8F, 0x90, 0x9D).contains(i)) {
        all[count++] = (byte) i;
      }
    }
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = all[i % count];
    }
    byte[] text = new Latin1Stream("t", new ByteArrayInputStream(bytes)).readAllBytes();
    assertThat(new String(text, StandardCharsets.UTF_8))
        .isEqualTo(new String(bytes, Charset.forName("windows-1252")));
  }

  @ParameterizedTest
  @CsvSource({"0x81", "0x8D", "0x8F", "0x90", "0x9D", "0x00"})
  void other_bytes_are_refused_with_their_place(String code) {
    byte[] bytes = "a,b\nxy,1\n".getBytes(StandardCharsets.ISO_8859_1);
    bytes[5] = (byte) Integer.decode(code).intValue();
    assertThatThrownBy(() -> cells(bytes, LATIN_1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("byte " + code + " at byte offset 5 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a,b\ncaf\u00E9,1\n", "\uFEFFa,b\nx,1\n"})
  void utf_8_is_not_taken_for_latin_1(String text) {
    assertThatThrownBy(() -> cells(text.getBytes(StandardCharsets.UTF_8), LATIN_1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is in UTF-8");
  }

  @Test
  void latin_1_is_read_by_request_zipped_and_as_json_as_well() {
    String text = "a,b\ncaf\u00E9,\u00FC\n";
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    assertThat(cells(bytes, LATIN_1)).containsExactly(List.of("caf\u00E9", "\u00FC"));
    assertThat(cells(BadTables.gzip(bytes), LATIN_1)).isEqualTo(cells(bytes, LATIN_1));
    byte[] json = "{\"a\":\"\u00E9\"}\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(cells(json, LATIN_1)).containsExactly(List.of("\u00E9"));
    byte[] ascii = "a,b\nx,1\n".getBytes(StandardCharsets.US_ASCII);
    assertThat(cells(ascii, LATIN_1)).containsExactly(List.of("x", "1"));
  }

  @Test
  void single_quotes_and_none() {
    String text = "a,b\n'x, y','it''s'\n\"z\",1\n";
    assertThat(cells(text, QuoteMark.SINGLE, false))
        .containsExactly(List.of("x, y", "it's"), List.of("\"z\"", "1"));
    assertThat(cells("a\tb\n\"x\t'y\n", QuoteMark.NONE, false))
        .containsExactly(List.of("\"x", "'y"));
    assertThat(cells("a;b\n'x, y';1\n'z, y';2\n", QuoteMark.SINGLE, false))
        .containsExactly(List.of("x, y", "1"), List.of("z, y", "2"));
  }

  @Test
  void blanks_outside_of_quotes_are_no_part_of_a_cell_that_is_trimmed() {
    String text = "a, b,c\n1, \"x, y\" ,\" z \"\n2,  ,\t'\n";
    assertThat(cells(text, QuoteMark.DOUBLE, true))
        .containsExactly(List.of("1", "x, y", "z"), List.of("2", "", "'"));
    assertThat(cells("a\tb\tc\n 1\t\t \"x\ty\"\n", QuoteMark.DOUBLE, true))
        .containsExactly(List.of("1", "", "x\ty"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3,5|3.5",
        "1.234,5|1234.5",
        "-12.345.678|-12345678",
        "+,5|.5",
        "7|7",
        "1.000|1000",
        "999.999,25e2|99999925",
        "1,5E-3|0.0015",
        "'  1,5 '|1.5",
        "1234,5|1234.5"
      })
  void numbers_with_decimal_commas(String text, double value) {
    assertThat(Numbers.parseDecimalComma(text)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3.5",
        "1.23,4",
        "1234.567",
        "1.2345",
        ".123",
        "1..234",
        "1,2,3",
        "1,234.5",
        "1.234.",
        ",",
        "",
        "1.234.56",
        "1e5,5",
        ",5.123",
        "1.23e4",
        "a,b"
      })
  void other_texts_are_no_numbers(String text) {
    assertThat(Numbers.parseDecimalComma(text)).isNaN();
  }

  /** Java's German format is what to compare with. */
  @Property(tries = 500)
  void numbers_as_german_tables_have_them(
      @ForAll @DoubleRange(min = -1e9, max = 1e9) double value,
      @ForAll @IntRange(max = 6) int decimals,
      @ForAll boolean grouped) {
    DecimalFormat format =
        new DecimalFormat(
            "#,##0." + "0".repeat(decimals), new DecimalFormatSymbols(Locale.GERMANY));
    format.setGroupingUsed(grouped);
    String text = format.format(value);
    String plain = text.replace(".", "").replace(',', '.');
    assertThat(Numbers.parseDecimalComma(text)).isEqualTo(Double.parseDouble(plain));
  }

  @Test
  void a_table_with_decimal_commas_trains_as_one_with_points(@TempDir Path folder)
      throws IOException {
    String points = "x;s;t;label\n1234.5;1.5 2;1,5;a\n-0.25;3 4.5;2,5;b\n7;1 2;1,5;a\n";
    String commas = "x;s;t;label\n1.234,5;1,5 2;1,5;a\n-0,25;3 4,5;2,5;b\n7;1 2;1,5;a\n";
    List<Prepared> both = new ArrayList<>();
    for (String text : List.of(points, commas)) {
      Settings settings = new Settings(Files.writeString(folder.resolve("t.csv"), text));
      settings.spelling = text.equals(commas) ? COMMAS : Spelling.STANDARD;
      settings.type("s", ColumnType.IGNORE);
      settings.type("t", ColumnType.CATEGORICAL);
      both.add(settings.prepare());
    }
    assertThat(both.get(1).train().features()).isEqualTo(both.get(0).train().features());
    assertThat(both.get(1).columns().spelling()).isEqualTo(COMMAS);
    try (RowSource source =
        CsvText.opened(commas.getBytes(StandardCharsets.UTF_8), layout(COMMAS))) {
      source.next();
      SequenceCell cell = new SequenceCell(SequenceCell.BLANK, 1);
      assertThat(cell.read(source.row(), 1)).isTrue();
      assertThat(cell.numbers()).startsWith(1.5, 2);
    }
  }

  @Test
  void a_point_among_decimal_commas_is_told(@TempDir Path folder) throws IOException {
    Settings settings =
        new Settings(Files.writeString(folder.resolve("t.csv"), "x;label\n1,5;a\n2,5;b\n3.5;a\n"));
    settings.spelling = COMMAS;
    assertThatThrownBy(settings::prepare)
        .hasMessageContaining(":4:1: column 'x': '3.5' is not a finite number such as 3, -0,5 or");
  }

  @Test
  void a_missing_token_may_be_such_a_number(@TempDir Path folder) throws IOException {
    Settings settings =
        new Settings(Files.writeString(folder.resolve("t.csv"), "x;label\n1,5;a\n-9,9;b\n3,5;a\n"));
    settings.spelling = COMMAS;
    settings.missingTokens = List.of("-9,9");
    settings.missing = MissingPolicy.MEAN;
    settings.scaling = Scaling.NONE;
    assertThat(settings.prepare().train().features()).containsExactly(1.5f, 2.5f, 3.5f);
  }

  private static boolean commas(String text) {
    List<List<String>> rows = new ArrayList<>();
    for (String line : text.split("/", -1)) {
      rows.add(List.of(line.split(";", -1)));
    }
    return new FirstRows(rows).hasDecimalCommas();
  }

  @Test
  void decimal_commas_are_told_from_thousands_lists_and_points() {
    assertThat(commas("x;y/1,5;2/2,25;3/;4")).isTrue();
    assertThat(commas("1,5;a/2,25;b")).isTrue();
    assertThat(commas("1.234,56;a/2,25;b")).isTrue();
    assertThat(commas("x;y/1,234;2/2,345;3/10,500;3")).isFalse();
    assertThat(commas("x;y/1,5;2.5/2,25;3.5/3,5;4.25")).isFalse();
    assertThat(commas("x;y/a,b;2/1,5;3/c;3")).isFalse();
    assertThat(commas("x;y/1;2/1;3")).isFalse();
  }
}
