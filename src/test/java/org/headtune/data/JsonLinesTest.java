package org.headtune.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.headtune.UserError;
import org.headtune.config.DataConfig.FileFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON Lines, written by Jackson or by hand. */
final class JsonLinesTest {
  private static final Layout JSONL =
      new Layout(FileFormat.JSONL, Optional.empty(), true, Spelling.STANDARD);
  private static final ObjectMapper PLAIN = new ObjectMapper();
  private static final ObjectMapper ESCAPED =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private static RowSource opened(String text) {
    return CsvText.opened(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":\"1\",\"b\":\"x\"}\n{\"a\":\"2\",\"b\":\"y\"}\n",
        "{\"a\":1,\"b\":\"x\"}\n{\"b\":\"y\",\"a\":2}",
        "\uFEFF{ \"a\" : 1 ,\t\"b\" : \"x\" }\r\n \n {\"\\u0061\":2,\"b\":\"\\u0079\"}\r\n",
        "\n{\"a\":1,\"b\":\"x\"}\n{\"a\":2,\"b\":\"y\"}\n\n"
      })
  void all_spellings_of_a_table_are_the_same_table(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (byte[] file : List.of(bytes, BadTables.gzip(bytes))) {
      try (RowSource source = CsvText.opened(file, Layout.DETECTED)) {
        assertThat(source.format()).isEqualTo(FileFormat.JSONL);
        assertThat(source.columns()).containsExactly("a", "b");
        assertThat(CsvText.cells(source)).containsExactly(List.of("1", "x"), List.of("2", "y"));
      }
    }
  }

  @Test
  void values_of_every_kind_are_cells() {
    String text =
        String.join(
            "\n",
            List.of(
                "{\"n\":-0.50E+1,\"t\":true,\"s\":\"q\\\"\\\\\\/\\b\\f\\n"
                    + "\\r"
                    + "\\t\\u00e9\\ud83d\\ude00|\",\"l\":[1, -2.5,\t3e0]}",
                "{\"t\":false,\"l\":[]}",
                "{\"n\":null,\"s\":\"\"}",
                "{}"));
    assertThat(CsvText.cells(opened(text)))
        .containsExactly(
            List.of("-0.50E+1", "true", "q\"\\/\b\f\n\r\t\u00E9\uD83D\uDE00|", "1  -2.5 \t3e0"),
            List.of("", "false", "", ""),
            List.of("", "", "", ""),
            List.of("", "", "", ""));
  }

  @Test
  void lines_are_those_of_the_file() {
    assertThat(CsvText.lines(opened("\n{\"a\":\"x\\ny\"}\n\n\n{\"a\":2}\n{\"a\":3}")))
        .containsExactly(2L, 5L, 6L);
  }

  @Test
  void a_list_of_numbers_is_a_sequence() {
    RowSource source = opened("{\"s\":[1,2.5, 3 ]}\n{\"s\":[ -7 ]}\n");
    SequenceCell cell = new SequenceCell(SequenceCell.BLANK, 1);
    source.next();
    assertThat(cell.read(source.row(), 0)).isTrue();
    assertThat(cell.steps()).isEqualTo(3);
    assertThat(cell.numbers()).startsWith(1, 2.5, 3);
    source.next();
    assertThat(cell.read(source.row(), 0)).isTrue();
    assertThat(cell.numbers()[0]).isEqualTo(-7);
  }

  @Test
  void behind_a_faulty_line_reading_goes_on() {
    RowSource source = opened("{\"a\":1,\"b\":2}\n{\"a\":3,\"b\":\n{\"a\":5}\n");
    assertThat(source.next()).isTrue();
    assertThatThrownBy(source::next).isInstanceOf(UserError.class).hasMessageContaining(":2:12: ");
    assertThat(source.canGoOn()).isTrue();
    assertThat(source.row().text(0)).isEqualTo("3");
    assertThat(source.row().text(1)).isEmpty();
    assertThat(source.next()).isTrue();
    assertThat(source.row().text(0)).isEqualTo("5");
    assertThat(source.next()).isFalse();
  }

  @Test
  void csv_that_begins_with_a_brace_is_csv() {
    assertThat(opened("{a,b}\n1,2\n").columns()).containsExactly("{a", "b}");
  }

  @Test
  void neither_a_delimiter_nor_a_header_is_taken_for_it() {
    Layout layout = new Layout(FileFormat.AUTO, Optional.empty(), false, Spelling.STANDARD);
    byte[] bytes = "{\"a\":1}\n".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> CsvText.opened(bytes, layout))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("--no-header");
  }

  @Test
  void lines_longer_than_any_window_are_read_and_too_long_ones_refused() {
    String value = "z".repeat(1_000_000);
    String text = ("{\"a\":\"" + value + "\",\"b\":\"" + value + "\"}\n").repeat(5);
    assertThat(CsvText.cells(opened(text))).hasSize(5).containsOnly(List.of(value, value));
    assertThatThrownBy(() -> opened("{\"a\":\"" + "z".repeat(CsvRecords.MAX_FIELD + 1) + "\"}"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(":1:7: the value of key 'a' is longer than 1,048,576 characters");
    String open = "{\"a\":1}\n{\"a\":\"" + "z".repeat(CsvRecords.MAX_ROW);
    RowSource source = opened(open);
    source.next();
    assertThatThrownBy(source::next).hasMessageContaining(":2: this line is larger");
    assertThat(source.canGoOn()).isFalse();
  }

  /** Whatever cells hold: the same as from CSV, whichever way Jackson escapes and orders them. */
  @Property(tries = 200)
  void json_lines_hold_the_cells_of_csv(
      @ForAll("tables") List<List<String>> rows, @ForAll boolean escaped, @ForAll long seed)
      throws JsonProcessingException {
    List<List<String>> table = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < rows.get(0).size(); i++) {
      names.add("n\u00E9\"" + i);
    }
    table.add(names);
    table.addAll(rows);
    Random random = new Random(seed);
    StringBuilder json = new StringBuilder();
    for (List<String> row : rows) {
      List<String> order = new ArrayList<>(names);
      if (json.length() > 0) {
        Collections.shuffle(order, random);
      }
      Map<String, String> object = new LinkedHashMap<>();
      for (String name : order) {
        String cell = row.get(names.indexOf(name));
        if (json.length() == 0 || !cell.isEmpty() || random.nextBoolean()) {
          object.put(name, cell.isEmpty() && random.nextBoolean() ? null : cell);
        }
      }
      json.append((escaped ? ESCAPED : PLAIN).writeValueAsString(object)).append('\n');
    }
    byte[] lines = json.toString().getBytes(StandardCharsets.UTF_8);
    try (RowSource csv = opened(CsvText.written(table, ",", "\n"));
        RowSource jsonl = CsvText.opened(lines, JSONL)) {
      assertThat(jsonl.columns()).isEqualTo(csv.columns());
      assertThat(CsvText.cells(jsonl)).isEqualTo(CsvText.cells(csv)).isEqualTo(rows);
    }
  }

  @Provide
  Arbitrary<List<List<String>>> tables() {
    Arbitrary<String> cells =
        Arbitraries.oneOf(
            Arbitraries.of(
                "", "\"", "\\", "\\u0041", "/", "\n", "\u007F", "\u2028", "\uD83D\uDE00"),
            Arbitraries.strings().ascii().excludeChars('\0').ofMaxLength(30),
            Arbitraries.strings().withCharRange('\u0080', '\uD7FF').ofMaxLength(30),
            Arbitraries.strings().withChars("\"\\\b\f\t\n\r{}[]:, u0aé").ofLength(60));
    return Arbitraries.integers()
        .between(1, 6)
        .flatMap(width -> cells.list().ofSize(width).list().ofMinSize(1).ofMaxSize(40));
  }
}
