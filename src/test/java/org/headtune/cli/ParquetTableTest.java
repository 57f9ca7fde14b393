package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One table as CSV and as Parquet: every command takes both, and what they leave is the same. */
final class ParquetTableTest {
  private static final MessageType TYPES =
      MessageTypeParser.parseMessageType(
          """
          message rows {
            required double x;
            optional double y;
            optional float small;
            required int64 count;
            optional boolean open;
            required int32 day (DATE);
            optional int64 at (TIMESTAMP(MICROS,true));
            required int32 price (DECIMAL(9,2));
            optional binary kind (STRING);
            required binary label (STRING);
          }
          """);
  private static final int ROWS = 120;

  @TempDir Path folder;
  private Workplace place;

  @BeforeEach
  void setUp() throws IOException {
    place = new Workplace(folder);
    write("rows", 0, ROWS);
    String types =
        "{day: {type: date}, at: {type: date}, kind: {type: categorical}, open: {type: categorical}}";
    place.write(
        "config.yaml",
        """
        data: {train: '%s', label: label, missing: mode, was_missing: true, columns: %s}
        model: {layers: [dense: {units: 4}]}
        training: {epochs: 2, batch_size: 16}
        output: '%s'
        """
            .formatted(place.word("rows.csv"), types, place.word("run")));
  }

  /** Writes rows from one number to another, with every kind of value and missing ones. */
  private void write(String name, int from, int to) throws IOException {
    Path parquet = place.path(name + ".parquet");
    Files.deleteIfExists(parquet);
    StringBuilder csv = new StringBuilder("x,y,small,count,open,day,at,price,kind,label\n");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(parquet))
            .withConf(new PlainParquetConfiguration())
            .withType(TYPES)
            .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
            .withRowGroupSize(2_000L)
            .withMinRowCountForPageSizeCheck(7)
            .build()) {
      for (int i = from; i < to; i++) {
        Random random = new Random(i);
        Group row = new SimpleGroup(TYPES);
        List<String> cells = new ArrayList<>();
        int k = i % 3;
        double x = k + random.nextGaussian() / 3;
        row.add("x", x);
        cells.add(Double.toString(x));
        double y = random.nextInt(100) / 10.0;
        maybe(i % 7 != 0, row, cells, Double.toString(y), r -> r.add("y", y));
        float small = random.nextFloat();
        maybe(i % 5 != 0, row, cells, Float.toString(small), r -> r.add("small", small));
        long count = random.nextInt(1_000_000) * 10_000L;
        row.add("count", count);
        cells.add(Long.toString(count));
        boolean open = random.nextBoolean();
        maybe(i % 11 != 0, row, cells, "" + open, r -> r.add("open", open));
        LocalDate day = LocalDate.of(2020, 1, 1).plusDays(random.nextInt(2000));
        row.add("day", (int) day.toEpochDay());
        cells.add(day.toString());
        long second = random.nextInt();
        LocalDateTime at = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
        String moment = DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(at) + "Z";
        maybe(i % 13 != 0, row, cells, moment, r -> r.add("at", second * 1_000_000));
        int price = random.nextInt(100_000);
        row.add("price", price);
        cells.add(String.format(Locale.ROOT, "%d.%02d", price / 100, price % 100));
        String kind = List.of("caf\u00E9", "two words", "3").get(random.nextInt(3));
        maybe(i % 17 != 0, row, cells, kind, r -> r.add("kind", kind));
        String label = "" + "abc".charAt(k);
        row.add("label", label);
        cells.add(label);
        writer.write(row);
        csv.append(String.join(",", cells)).append('\n');
      }
    }
    place.write(name + ".csv", csv.toString());
  }

  private static void maybe(
      boolean there, Group row, List<String> cells, String cell, Consumer<Group> add) {
    if (there) {
      add.accept(row);
    }
    cells.add(there ? cell : "");
  }

  private static Run done(String... words) {
    Run run = Run.of(words);
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  private Run train(String file, String... words) {
    return with("train", file, words);
  }

  /** A command of the config, which is done. */
  private Run with(String command, String file, String... words) {
    List<String> all = new ArrayList<>(List.of(command, place.word("config.yaml")));
    all.addAll(List.of("--set", "data.train=" + place.word(file)));
    all.addAll(List.of(words));
    return done(all.toArray(String[]::new));
  }

  /** Everything in the model but the sums of the files it was made from. */
  private Map<String, byte[]> model() throws IOException {
    Map<String, byte[]> entries = new HashMap<>();
    try (ZipFile zip = new ZipFile(place.word("run/model.zip"))) {
      for (ZipEntry entry : zip.stream().toList()) {
        entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    assertThat(entries.remove("headtune/model.json")).isNotNull();
    return entries;
  }

  @Test
  void the_same_table_gives_the_same_model_bit_for_bit() throws IOException {
    train("rows.csv");
    Map<String, byte[]> expected = model();
    String predictions = done("predict", place.word("run"), place.word("rows.csv")).out();
    train("rows.parquet", "--force");
    Map<String, byte[]> same = model();
    assertThat(same).containsOnlyKeys(expected.keySet());
    same.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(expected.get(name)));
    for (String file : List.of("rows.csv", "rows.parquet")) {
      assertThat(done("predict", place.word("run"), place.word(file)).out()).isEqualTo(predictions);
    }
  }

  @Test
  void every_command_takes_it() throws IOException {
    String csv = place.word("rows.csv");
    String parquet = place.word("rows.parquet");
    String run = place.word("run");
    String check = with("check", "rows.csv").out();
    assertThat(with("check", "rows.parquet").out().replace(parquet, csv))
        .isEqualToIgnoringWhitespace(check);

    train("rows.parquet");
    assertThat(Files.readString(place.path("run/provenance.json")))
        .contains(Workplace.sha256(Path.of(parquet)));
    String longer = "training.epochs=3";
    train("rows.parquet", "--resume", "--set", longer);
    String resumed = Workplace.sha256(place.path("run/model.zip"));
    train("rows.parquet", "--force", "--set", longer);
    assertThat(Workplace.sha256(place.path("run/model.zip"))).isEqualTo(resumed);

    String evaluation = done("evaluate", run, csv, "--json").out();
    assertThat(done("evaluate", run, parquet, "--json").out().replace(parquet, csv))
        .isEqualTo(evaluation);
    String kept = done("predict", run, csv, "--keep", "at", "--keep", "price").out();
    assertThat(done("predict", run, parquet, "--keep", "at", "--keep", "price").out())
        .isEqualTo(kept)
        .contains("Z,");
    done("calibrate", run, parquet);
    done("explain", run, parquet);
  }

  @Test
  void several_files_are_one() throws IOException {
    train("rows.parquet");
    Map<String, byte[]> expected = model();
    write("part-1", 0, 50);
    write("part-2", 50, ROWS);
    train("part-?.parquet", "--force");
    model().forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(expected.get(name)));
    Files.delete(place.path("part-1.parquet"));
    train("part-*", "--force");
  }

  @Test
  void init_writes_the_config_that_it_writes_for_the_csv() throws IOException {
    String csv = config("rows.csv");
    assertThat(config("rows.parquet").replace("rows.parquet", "rows.csv"))
        .isEqualToIgnoringWhitespace(csv);
    done("train", place.word("new.yaml"), "--set", "training.epochs=1", "-o", place.word("new"));
  }

  private String config(String file) throws IOException {
    done("init", place.word(file), "--label", "label", "-o", place.word("new.yaml"), "--force");
    return Files.readString(place.path("new.yaml"));
  }

  @Test
  void faults_are_named_with_their_rows() throws IOException {
    train("rows.parquet");
    Run run =
        Run.of(
            "check",
            place.word("config.yaml"),
            "--set",
            "data.train=" + place.word("rows.parquet"),
            "--set",
            "data.missing=fail",
            "--set",
            "data.was_missing=false");
    assertThat(run.exit()).isEqualTo(4);
    assertThat(run.err()).contains("rows.parquet:1:2: column 'y': the cell is missing");
    byte[] bytes = Files.readAllBytes(place.path("rows.parquet"));
    Path cut = place.write("cut.parquet", Arrays.copyOf(bytes, bytes.length / 2));
    Run predict = Run.of("predict", place.word("run"), cut.toString(), "--on-error", "skip");
    assertThat(predict.exit()).isEqualTo(4);
    assertThat(predict.err()).contains("cut.parquet: this file ends with other bytes than PAR1");
  }
}
