package org.headtune.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.config.DataConfig.FileFormat;
import org.headtune.config.DocumentsConfig;
import org.headtune.config.DocumentsConfig.From;
import org.headtune.config.QuoteMark;
import org.headtune.config.TextEncoding;

final class TextSourceTest {
  private Path folder;

  @BeforeTry
  void make() throws IOException {
    folder = Files.createTempDirectory("texts");
  }

  @AfterTry
  void clear() throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private static Layout layout(FileFormat format, TextEncoding encoding, From from, int split) {
    return new Layout(
        format,
        Optional.empty(),
        true,
        new Spelling(encoding, QuoteMark.DOUBLE, false, false, new Documents(true, from, split)));
  }

  private static Layout layout(From from, int split) {
    return layout(FileFormat.TEXT, TextEncoding.UTF_8, from, split);
  }

  private static RowSource opened(String text, From from, int split) {
    return CsvText.opened(text.getBytes(StandardCharsets.UTF_8), layout(from, split));
  }

  private static List<String> rows(RowSource source) {
    return CsvText.cells(source).stream().map(cells -> cells.get(0)).toList();
  }

  private static List<String> rows(String text, From from, int split) {
    return rows(opened(text, from, split));
  }

  @Example
  void documents_are_lines_paragraphs_or_files() {
    String text = "\uFEFFone\ntwo  \r\n \t\r\n\n  three\rfour\n\n\n";
    assertThat(rows(text, From.LINE, 0)).containsExactly("one", "two  ", "  three", "four");
    assertThat(rows(text, From.PARAGRAPH, 0)).containsExactly("one\ntwo  ", "  three\rfour");
    assertThat(rows(text, From.FILE, 0)).containsExactly(text.substring(1));
    RowSource lines = opened(text, From.LINE, 0);
    assertThat(CsvText.lines(lines)).containsExactly(1L, 2L, 5L, 6L);
    assertThat(lines.blankDocuments()).isEqualTo(4);
    assertThat(CsvText.lines(opened(text, From.PARAGRAPH, 0))).containsExactly(1L, 5L);
    assertThat(lines.columns()).containsExactly("text");
    assertThat(lines.format()).isEqualTo(FileFormat.TEXT);
    assertThat(lines.shape()).isEmpty();
  }

  @Example
  void what_is_long_is_cut_before_white_space() {
    assertThat(rows("one two three four", From.LINE, 9))
        .containsExactly("one two", " three", " four");
    assertThat(rows("one two t", From.LINE, 9)).containsExactly("one two t");
    assertThat(rows("ééééééé界", From.LINE, 3)).containsExactly("ééé", "ééé", "é界");
    RowSource file = opened("aa\r\nbb\n\n  \ncc", From.FILE, 4);
    assertThat(CsvText.lines(file)).containsExactly(1L, 1L, 5L);
    assertThat(rows("aa\r\nbb\n\n  \ncc", From.FILE, 4)).containsExactly("aa\r", "\nbb\n", "cc");
  }

  @Example
  void blank_files_have_no_rows_and_are_counted() {
    for (From from : From.values()) {
      assertThat(rows("", from, 400)).isEmpty();
      assertThat(rows(" \n\t\n\n", from, 1)).isEmpty();
    }
    RowSource file = opened("   ", From.FILE, 2);
    assertThat(file.next()).isFalse();
    assertThat(file.blankDocuments()).isOne();
    RowSource empty = opened("", From.FILE, 2);
    assertThat(empty.next()).isFalse();
    assertThat(empty.blankDocuments()).isOne();
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars("ab \t\n\n\r\u00e9\u754c.").ofMaxLength(120);
  }

  /** Beside another way to say it: regular expressions on the whole text. */
  @Property(tries = 2000)
  void documents_are_those_of_a_regular_expression(@ForAll("texts") String text) {
    assertThat(rows(text, From.LINE, 0)).isEqualTo(split(text, "\r\n|\n|\r"));
    String inner = text.replaceFirst("^([ \t]*(\r\n|\n|\r))+", "");
    List<String> paragraphs =
        split(inner, "(\r\n|\n|\r(?!\n))([ \t]*(\r\n|\n|\r(?!\n)))+|(\r\n|\n|\r)[ \t]*\\z");
    assertThat(rows(text, From.PARAGRAPH, 0)).isEqualTo(paragraphs);
    assertThat(rows(text, From.FILE, 0)).isEqualTo(text.isBlank() ? List.of() : List.of(text));
  }

  private static List<String> split(String text, String at) {
    return Arrays.stream(text.split(at, -1)).filter(part -> !part.isBlank()).toList();
  }

  @Property(tries = 2000)
  void parts_are_the_document(
      @ForAll("texts") String text,
      @ForAll From from,
      @ForAll @IntRange(min = 1, max = 9) int split) {
    List<String> parts = rows(text, from, split);
    assertThat(parts).allMatch(part -> part.codePointCount(0, part.length()) <= split);
    String whole = String.join("", rows(text, from, 0));
    assertThat(String.join("", parts).replaceAll("\\s", "")).isEqualTo(whole.replaceAll("\\s", ""));
    if (from == From.FILE && !text.matches("(?s).*\\s{" + split + "}.*")) {
      assertThat(whole).startsWith(String.join("", parts));
      assertThat(whole.substring(String.join("", parts).length())).isBlank();
    }
  }

  /** A window holds 131,072 bytes: whatever stands at its end is read as anywhere else. */
  @Example
  void windows_leave_no_trace() {
    for (String end : List.of("\n", "\r\n", "\r", "é\n", "\n\n", "\r\n \r\n")) {
      for (int before = 131_060; before < 131_080; before++) {
        String text = "x".repeat(before) + end + "second";
        assertThat(rows(text, From.LINE, 0)).extracting(String::length).contains(6).hasSize(2);
        assertThat(CsvText.lines(opened(text, From.LINE, 0)))
            .containsExactly(1L, 1L + end.split("\r\n|\n|\r", -1).length - 1);
        assertThat(String.join("", rows(text, From.FILE, 1000))).isEqualTo(text);
      }
    }
  }

  @Example
  void a_line_of_any_length_is_read_in_bounded_memory() throws IOException {
    InputStream endless =
        new InputStream() {
          private long left = 50_000_000;

          @Override
          public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
          }

          @Override
          public int read(byte[] bytes, int from, int length) {
            int count = (int) Math.min(left, length);
            Arrays.fill(bytes, from, from + count, (byte) 'x');
            left -= count;
            return count == 0 && length > 0 ? -1 : count;
          }
        };
    long characters = 0;
    try (RowSource source = Tables.open("t", endless, layout(From.PARAGRAPH, 1000))) {
      while (source.next()) {
        characters += source.row().to(0) - source.row().from(0);
        assertThat(source.row().bytes().length).isLessThan(1 << 19);
      }
    }
    assertThat(characters).isEqualTo(50_000_000);
  }

  @Example
  void a_document_that_is_never_split_has_a_limit() {
    assertThatThrownBy(() -> rows("x".repeat((1 << 24) + 10), From.FILE, 0))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(
            "t.csv:1: this document is larger than the limit of 16,777,216 bytes");
  }

  @Example
  void files_are_told_by_their_names_unless_they_are_tables() throws IOException {
    Layout any = layout(FileFormat.AUTO, TextEncoding.UTF_8, From.LINE, 0);
    for (String name : List.of("a.txt", "b.md", "c.TEXT", "d.txt.gz")) {
      byte[] text = "x,y\n1,2\n".getBytes(StandardCharsets.UTF_8);
      Path file = Files.write(folder.resolve(name), name.endsWith(".gz") ? gzip(text) : text);
      try (RowSource source = Tables.open(file, any)) {
        assertThat(rows(source)).containsExactly("x,y", "1,2");
      }
      try (RowSource source = Tables.open(file, Layout.DETECTED)) {
        assertThat(source.format()).isEqualTo(FileFormat.CSV);
      }
    }
    Path table = Files.writeString(folder.resolve("a.csv"), "x,y\n1,2\n");
    try (RowSource source = Tables.open(table, any)) {
      assertThat(source.format()).isEqualTo(FileFormat.CSV);
    }
    Settings settings = new Settings(folder.resolve("a.txt"));
    assertThat(Layout.of(settings.config()).spelling().documents()).isEqualTo(Documents.NONE);
    settings.label = Optional.empty();
    assertThat(Layout.of(settings.config()).spelling().documents())
        .isEqualTo(new Documents(true, From.PARAGRAPH, 400));
    settings.documents = Optional.of(new DocumentsConfig(From.FILE, 7));
    assertThat(Layout.of(settings.config()).spelling().documents())
        .isEqualTo(new Documents(true, From.FILE, 7));
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  @Example
  void several_files_are_read_as_one_and_their_blank_documents_are_counted_together()
      throws IOException {
    Files.writeString(folder.resolve("a.txt"), "one\n\ntwo\n");
    Files.writeString(folder.resolve("b.txt"), "");
    Files.writeString(folder.resolve("c.txt"), "\nthree\n \n");
    try (RowSource source =
        Tables.open(
            folder.resolve("*.txt"), layout(FileFormat.AUTO, TextEncoding.UTF_8, From.LINE, 0))) {
      List<String> places = new ArrayList<>();
      while (source.next()) {
        Path file = Path.of(source.file()).getFileName();
        places.add(file + ":" + source.row().line() + ":" + source.row().text(0));
      }
      assertThat(places).containsExactly("a.txt:1:one", "a.txt:3:two", "c.txt:2:three");
      assertThat(source.blankDocuments()).isEqualTo(3);
    }
  }

  @Example
  void what_is_no_text_is_refused() {
    byte[] latin = "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> CsvText.opened(latin, layout(From.LINE, 0)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("t.csv: not UTF-8 at byte offset 3");
    Layout other = layout(FileFormat.TEXT, TextEncoding.LATIN_1, From.LINE, 0);
    assertThat(rows(CsvText.opened(latin, other))).containsExactly("caf\u00e9");
    assertThatThrownBy(() -> rows("a\0b", From.LINE, 0)).hasMessageContaining("NUL byte");
    Layout headless =
        new Layout(FileFormat.TEXT, Optional.empty(), false, layout(From.LINE, 0).spelling());
    assertThatThrownBy(() -> Tables.open("t", new ByteArrayInputStream(new byte[] {65}), headless))
        .hasMessageContaining("neither a delimiter nor a header");
  }

  @Example
  void a_classifier_cannot_be_trained_on_plain_text() throws IOException {
    Settings settings = new Settings(Files.writeString(folder.resolve("a.txt"), "some\n\ntext"));
    settings.label = Optional.empty();
    assertThatThrownBy(settings::prepare)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("a.txt: this is plain text, which has no labels to learn")
        .satisfies(e -> assertThat(((UserError) e).exitCode()).isEqualTo(ExitCode.DATA));
  }
}
