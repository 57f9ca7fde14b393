package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a table is written as: the same faults are found, and the same is forgiven. */
final class EveryFormatTest {
  @TempDir static Path folder;
  private static Workplace place;

  /** A way to write the rows of a plain CSV. */
  private enum Format {
    CSV,
    TSV,
    CSV_GZ,
    JSONL,
    JSONL_GZ,
    PARQUET;

    byte[] written(String csv) throws IOException {
      return switch (this) {
        case CSV -> csv.getBytes(StandardCharsets.UTF_8);
        case TSV -> csv.replace(',', '\t').getBytes(StandardCharsets.UTF_8);
        case CSV_GZ -> gzip(CSV.written(csv));
        case JSONL -> json(csv).getBytes(StandardCharsets.UTF_8);
        case JSONL_GZ -> gzip(JSONL.written(csv));
        case PARQUET -> parquet(csv);
      };
    }
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  private static String json(String csv) {
    List<String> lines = csv.lines().toList();
    String[] names = lines.get(0).split(",", -1);
    ObjectMapper mapper = new ObjectMapper();
    StringBuilder json = new StringBuilder();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      ObjectNode object = mapper.createObjectNode();
      for (int i = 0; i < names.length; i++) {
        object.put(names[i], cells[i].isEmpty() ? null : cells[i]);
      }
      json.append(object).append('\n');
    }
    return json.toString();
  }

  private static byte[] parquet(String csv) throws IOException {
    List<String> lines = csv.lines().toList();
    String[] names = lines.get(0).split(",", -1);
    Types.MessageTypeBuilder columns = Types.buildMessage();
    for (String name : names) {
      columns.optional(PrimitiveTypeName.BINARY).as(LogicalTypeAnnotation.stringType()).named(name);
    }
    MessageType type = columns.named("rows");
    Path file = folder.resolve("written.parquet");
    Files.deleteIfExists(file);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(type)
            .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
            .build()) {
      for (String line : lines.subList(1, lines.size())) {
        String[] cells = line.split(",", -1);
        Group row = new SimpleGroup(type);
        for (int i = 0; i < names.length; i++) {
          if (!cells[i].isEmpty()) {
            row.add(names[i], cells[i]);
          }
        }
        writer.write(row);
      }
    }
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    return bytes;
  }

  @BeforeAll
  static void train() throws IOException {
    place = Workplace.in(folder);
    place.trained();
    place.config("rows", "");
  }

  private static String rows(Format format, String csv) throws IOException {
    return place.write("rows", format.written(csv)).toString();
  }

  private static void refused(List<String> says, String... words) {
    Run run = Run.of(words);
    assertThat(run.exit()).as(run.err()).isEqualTo(4);
    assertThat(run.err()).contains("error: ").contains(says).doesNotContain("\tat ");
    assertThat(run.out()).isEmpty();
  }

  private static String done(String... words) {
    Run run = Run.of(words);
    assertThat(run.exit()).as(run.err()).isZero();
    return run.out();
  }

  private static void untrained(Format format, String csv, String... says) throws IOException {
    rows(format, csv);
    refused(List.of(says), "check", place.word("config.yaml"));
  }

  @ParameterizedTest
  @EnumSource
  void tables_that_cannot_be_trained_on(Format format) throws IOException {
    if (format != Format.JSONL && format != Format.JSONL_GZ) {
      untrained(format, "x,y,label\n", "no data rows");
    }
    untrained(format, "x,y\n1,2\n3,4\n", "no label column 'label'", "'x', 'y'");
    untrained(format, "x,y,label\n1,2,a\n3,4,a\n", "at least two classes", "'a' 2");
    untrained(format, "x,y,label\n1,2,a\n3,4,\n5,6,b\n", "label in column 'label' is missing");
    untrained(format, "x,y,label\n1,,a\n2,,b\n", "column 'y' has no values");
    String good = "x,y,label\n" + "1,2,a\n3,4,b\n".repeat(6);
    for (String cell : List.of("two", "NaN", "Infinity", "0x1p3", "1f", "\u0661")) {
      untrained(
          format, good + "3,%s,b\n".formatted(cell), ":2: column 'y': '", "' is not a finite");
    }
    untrained(format, good + "1,1e39,a\n", "'1e39' is not a finite float");
    untrained(format, good + "3,,b\n", ":2: column 'y': the cell is missing");
  }

  @ParameterizedTest
  @EnumSource
  void rows_that_do_not_fit_a_model(Format format) throws IOException {
    String run = place.word("run");
    refused(
        List.of("missing column 'y'", "'z'"), "predict", run, rows(format, "x,z,label\n1,2,a\n"));
    refused(
        List.of("label 'd' was not seen in training; known are the classes 'a', 'b', 'c'"),
        "evaluate",
        run,
        rows(format, "x,y,label\n1,2,a\n1,2,d\n"));
    refused(List.of("no label column"), "evaluate", run, rows(format, "x,y\n1,2\n"));
  }

  @ParameterizedTest
  @EnumSource
  void what_looks_strange_and_is_right(Format format) throws IOException {
    String run = place.word("run");
    String usual = done("predict", run, place.write("usual", "x,y\n0.5,1.5\n2,0\n").toString());
    assertThat(done("predict", run, rows(format, "y,x\n1.5,0.5\n0,2\n"))).isEqualTo(usual);
    assertThat(done("predict", run, rows(format, "id,y,x\n=1+1,1.5, 0.5 \n@x,0,2\n")))
        .isEqualTo(usual);
    String kept = done("predict", run, rows(format, "id,y,x\n=1+1,1.5,0.5\n"), "--keep", "id");
    assertThat(kept).contains("'=1+1,");
    rows(format, Workplace.table(60).replace(",b\n", ", a\n").replace("x,y", "x,\u00E9"));
    assertThat(Run.of("check", place.word("config.yaml")).err()).contains("kept apart");
  }

  /** Of a CSV the last line may be anything; an open quote is another case. */
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"CSV", "TSV"})
  void a_file_that_is_cut(Format format) throws IOException {
    byte[] bytes = format.written("x,y,label\n0.5,1.5,a\n2,0,b\n");
    String cut = place.write("rows", Arrays.copyOf(bytes, bytes.length - 9)).toString();
    refused(List.of("rows"), "evaluate", place.word("run"), cut);
    assertThat(Run.of("predict", place.word("run"), cut).exit()).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource(names = {"CSV", "TSV", "JSONL"})
  void standard_input_is_a_file(Format format) throws IOException {
    String text = new String(format.written("x,y\n0.5,1.5\n"), StandardCharsets.UTF_8);
    Run run = Run.withInput(text, "predict", place.word("run"), "-");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out().lines()).hasSize(2);
  }
}
