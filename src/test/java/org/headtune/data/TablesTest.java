package org.headtune.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.headtune.config.DataConfig.FileFormat;
import org.headtune.config.QuoteMark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TablesTest {
  private static final Layout WITHOUT_HEADER =
      new Layout(FileFormat.AUTO, Optional.empty(), false, Spelling.STANDARD);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a,b\n1,2\n3,4\n",
        "a,b\n1,2\n3,4",
        "a,b\r\n1,2\r\n3,4\r\n",
        "a,b\r1,2\r3,4\r",
        "\uFEFFa,b\n1,2\n3,4\n",
        "\uFEFF\"a\",\"b\"\n\"1\",\"2\"\n3,4\n",
        "a;b\n1;2\n3;4\n",
        "a\tb\n1\t2\n3\t4\n",
        "a|b\n1|2\n3|4\n",
        "\n\na,b\n\n1,2\n\r\n3,4\n\n"
      })
  void all_spellings_of_a_table_are_the_same_table(String text) {
    for (byte[] bytes : List.of(text.getBytes(StandardCharsets.UTF_8), zipped(text))) {
      try (RowSource source = CsvText.opened(bytes, Layout.DETECTED)) {
        assertThat(source.columns()).containsExactly("a", "b");
        assertThat(CsvText.cells(source)).containsExactly(List.of("1", "2"), List.of("3", "4"));
      }
    }
  }

  private static byte[] zipped(String text) {
    return BadTables.gzip(text.getBytes(StandardCharsets.UTF_8));
  }

  /** As several gzip files that stand in one are, where a pipe has nothing more for the moment. */
  @Test
  void parts_of_gzip_data_that_come_one_after_the_other_are_all_read() {
    InputStream in =
        new SequenceInputStream(
            new ByteArrayInputStream(zipped("a,b\n1,2\n")),
            new ByteArrayInputStream(zipped("3,4\n")));
    try (RowSource source = Tables.open("stdin", in, Layout.DETECTED)) {
      assertThat(CsvText.cells(source)).containsExactly(List.of("1", "2"), List.of("3", "4"));
    }
  }

  @Test
  void lines_are_those_of_the_file_whatever_the_cells_hold() {
    String text = "a,b\n\"x\ny\",1\n2,\"p\r\nq\rr\"\n\n3,4\r\n5,6\r7,8\n";
    assertThat(CsvText.lines(CsvText.opened(text))).containsExactly(2L, 4L, 8L, 9L, 10L);
  }

  @Test
  void quotes_keep_delimiters_quotes_and_line_breaks() {
    RowSource source = CsvText.opened("a,b\n\"1,\"\"2\"\"\",\"x\n\ny\"\n6\"2,'\n");
    assertThat(CsvText.cells(source))
        .containsExactly(List.of("1,\"2\"", "x\n\ny"), List.of("6\"2", "'"));
  }

  @Test
  void without_a_header_columns_are_numbered_and_the_first_row_counts() {
    RowSource source =
        CsvText.opened("1,2\n3,4\n".getBytes(StandardCharsets.UTF_8), WITHOUT_HEADER);
    assertThat(source.columns()).containsExactly("c1", "c2");
    assertThat(CsvText.cells(source)).containsExactly(List.of("1", "2"), List.of("3", "4"));
  }

  private static String delimiter(String head) {
    return Delimiters.detect(head, QuoteMark.DOUBLE);
  }

  @Test
  void the_delimiter_is_told_from_decimal_commas_and_from_text() {
    assertThat(delimiter("a;b;c\n1,5;2,5;x\n")).isEqualTo(";");
    assertThat(delimiter("1,5;2,5;x\n2,5;3,5;y\n")).isEqualTo(";");
    assertThat(delimiter("a,b\n\"x;y\",1\n\"p;q\",2\n")).isEqualTo(",");
    assertThat(delimiter("a,b\nx;y,1\np,2\n")).isEqualTo(",");
    assertThat(delimiter("a\tb\n\"x\ty\n\tz\"\t2\n")).isEqualTo("\t");
    assertThat(delimiter("a|b|c\n1|2\n1|2|3\n")).isEqualTo("|");
    assertThat(delimiter("\"a\";b\n\"c\";d\n")).isEqualTo(";");
    assertThat(delimiter("\"a;b\",c\n\"d;e\",f\n")).isEqualTo(",");
    assertThat(delimiter("")).isEqualTo(",");
    assertThat(delimiter("a;b")).isEqualTo(";");
  }

  @Property(tries = 300)
  void what_is_written_is_read(
      @ForAll("tables") List<List<String>> rows,
      @ForAll("delimiters") String delimiter,
      @ForAll("lineBreaks") String lineBreak) {
    Layout layout = new Layout(FileFormat.CSV, Optional.of(delimiter), false, Spelling.STANDARD);
    String text = CsvText.written(rows, delimiter, lineBreak);
    try (RowSource source = CsvText.opened(text.getBytes(StandardCharsets.UTF_8), layout)) {
      assertThat(CsvText.cells(source)).isEqualTo(rows);
    }
  }

  @Provide
  Arbitrary<List<List<String>>> tables() {
    Arbitrary<String> cells =
        Arbitraries.oneOf(
            Arbitraries.of(
                "",
                "\"",
                "\"\"",
                ",",
                "\n",
                "\r\n",
                "\r",
                "=1+1",
                " 1 ",
                "\uFEFF",
                "é\uD83D\uDE00"),
            Arbitraries.strings().ascii().excludeChars('\0').ofMaxLength(30),
            Arbitraries.strings().withCharRange('a', '\uD7FF').ofMaxLength(30),
            Arbitraries.strings().withChars("\",;\t\n\r ab").ofLength(100));
    return Arbitraries.integers()
        .between(2, 6)
        .flatMap(width -> cells.list().ofSize(width).list().ofMinSize(1).ofMaxSize(40));
  }

  @Provide
  Arbitrary<String> delimiters() {
    return Arbitraries.of(",", ";", "\t", "|");
  }

  @Provide
  Arbitrary<String> lineBreaks() {
    return Arbitraries.of("\n", "\r\n", "\r");
  }

  @Test
  void text_tables_number_texts_in_the_order_they_came() {
    TextTable table = new TextTable();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      texts.add("t" + (i * 7919 % 1_000));
    }
    List<String> distinct = texts.stream().distinct().toList();
    for (String text : texts) {
      assertThat(table.add(text)).isEqualTo(distinct.indexOf(text));
    }
    assertThat(table.texts()).isEqualTo(distinct);
    assertThat(table.indexOf("xt17y".getBytes(StandardCharsets.UTF_8), 1, 4))
        .isEqualTo(distinct.indexOf("t17"));
    assertThat(table.indexOf(new byte[0], 0, 0)).isEqualTo(-1);
  }
}
