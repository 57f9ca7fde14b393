package org.headtune.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.config.DataConfig.FileFormat;
import org.headtune.config.DocumentsConfig.From;
import org.headtune.config.QuoteMark;
import org.headtune.config.TextEncoding;

/** Any bytes are rows or a refusal. */
final class TableFuzzTest {

  @FuzzTest(maxDuration = "1m")
  void a_table_is_refused_or_survives_writing_and_reading(byte[] bytes) {
    List<String> columns;
    List<List<String>> cells;
    try (RowSource source = CsvText.opened(bytes, Layout.DETECTED)) {
      columns = source.columns();
      cells = CsvText.cells(source);
      assertThat(cells).allSatisfy(row -> assertThat(row).hasSameSizeAs(columns));
    } catch (UserError e) {
      assertThat(e.exitCode()).isEqualTo(ExitCode.DATA);
      assertThat(e.getMessage()).startsWith("t.csv").doesNotContain("null");
      return;
    }
    List<List<String>> table = new ArrayList<>(List.of(columns));
    table.addAll(cells);
    byte[] again = CsvText.written(table, ",", "\n").getBytes(StandardCharsets.UTF_8);
    try (RowSource source = CsvText.opened(again, Layout.DETECTED)) {
      assertThat(source.columns()).isEqualTo(columns);
      assertThat(CsvText.cells(source)).isEqualTo(cells);
    }
  }

  /** What is read as JSON Lines comes back as it was when Jackson has written it. */
  @FuzzTest(maxDuration = "1m")
  void json_lines_are_refused_or_survive_writing_and_reading(byte[] bytes)
      throws JsonProcessingException {
    Layout layout = new Layout(FileFormat.JSONL, Optional.empty(), true, Spelling.STANDARD);
    List<String> columns;
    List<List<String>> cells;
    try (RowSource source = CsvText.opened(bytes, layout)) {
      columns = source.columns();
      cells = CsvText.cells(source);
    } catch (UserError e) {
      assertThat(e.exitCode()).isEqualTo(ExitCode.DATA);
      assertThat(e.getMessage()).startsWith("t.csv");
      return;
    }
    ObjectMapper mapper = new ObjectMapper();
    StringBuilder again = new StringBuilder();
    for (List<String> row : cells) {
      Map<String, String> object = new LinkedHashMap<>();
      for (int i = 0; i < row.size(); i++) {
        object.put(columns.get(i), row.get(i));
      }
      again.append(mapper.writeValueAsString(object)).append('\n');
    }
    try (RowSource source =
        CsvText.opened(again.toString().getBytes(StandardCharsets.UTF_8), layout)) {
      assertThat(source.columns()).isEqualTo(columns);
      assertThat(CsvText.cells(source)).isEqualTo(cells);
    }
  }

  /** All bytes of a text but line ends and blank documents are in its rows, in their order. */
  @FuzzTest(maxDuration = "1m")
  void plain_text_is_refused_or_in_its_rows(byte[] bytes) {
    From from = List.of(From.LINE, From.PARAGRAPH, From.FILE).get(bytes.length % 3);
    Layout layout =
        new Layout(
            FileFormat.TEXT,
            Optional.empty(),
            true,
            new Spelling(
                TextEncoding.UTF_8,
                QuoteMark.DOUBLE,
                false,
                false,
                new Documents(true, from, bytes.length % 7)));
    StringBuilder found = new StringBuilder();
    try (RowSource source = CsvText.opened(bytes, layout)) {
      long line = 1;
      while (source.next()) {
        assertThat(source.row().line()).isGreaterThanOrEqualTo(line);
        line = source.row().line();
        found.append(source.row().text(0));
      }
    } catch (UserError e) {
      assertThat(e.exitCode()).isEqualTo(ExitCode.DATA);
      assertThat(e.getMessage()).startsWith("t.csv");
      return;
    }
    String white = "[ \\t-\\r]";
    String text = new String(bytes, StandardCharsets.UTF_8).replaceFirst("^\\uFEFF", "");
    assertThat(found.toString().replaceAll(white, "")).isEqualTo(text.replaceAll(white, ""));
  }

  @FuzzTest(maxDuration = "1m")
  void images_are_refused_or_whole(byte[] bytes) {
    try (RowSource source =
        Tables.open("images", new ByteArrayInputStream(bytes), Layout.DETECTED)) {
      long rows = 0;
      while (source.next()) {
        assertThat(source.row().size()).isEqualTo(source.columns().size());
        assertThat(source.row().line()).isPositive();
        rows++;
      }
      if (source.shape().isPresent()) {
        assertThat(bytes.length).isEqualTo(16 + rows * source.shape().get().size());
      }
    } catch (UserError e) {
      assertThat(e.exitCode()).isEqualTo(ExitCode.DATA);
    }
  }

  /** Whatever is in a file that is to be Parquet: rows as wide as the table, or a refusal. */
  @FuzzTest(maxDuration = "1m")
  void parquet_is_refused_or_a_table(byte[] bytes) throws IOException {
    Path file = Files.createTempFile("t", ".parquet");
    Layout layout = new Layout(FileFormat.PARQUET, Optional.empty(), true, Spelling.STANDARD);
    try (RowSource source = Tables.open(Files.write(file, bytes), layout)) {
      assertThat(CsvText.cells(source))
          .allSatisfy(row -> assertThat(row).hasSameSizeAs(source.columns()));
    } catch (UserError e) {
      assertThat(e.exitCode()).isEqualTo(ExitCode.DATA);
      assertThat(e.getMessage()).startsWith(file.toString()).doesNotContain("null");
    } finally {
      Files.delete(file);
    }
  }
}
