package org.headtune.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.headtune.UserError;
import org.headtune.config.ConfigFile;
import org.headtune.config.ResolvedConfig;
import org.headtune.data.EncodedFile;
import org.headtune.data.Examples;
import org.headtune.data.FittedColumns;
import org.headtune.data.Inherited;
import org.headtune.data.Prepared;
import org.headtune.data.TableFile;
import org.headtune.training.Workers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that others encode, file by file, are those that one process encodes. */
final class SharedRowsTest {
  private static final int ROWS = 700; // of a file; chunks of rows end elsewhere

  @TempDir Path folder;

  private final List<String> told = new ArrayList<>();
  private int encoded; // files
  private Optional<Inherited> inherited = Optional.empty();

  @BeforeEach
  void setUp() throws IOException {
    Files.createDirectory(folder.resolve("table"));
    write("a.csv", csv(0));
    write("c.jsonl", jsonLines(2 * ROWS));
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("table/b.csv.gz")))) {
      out.write(csv(ROWS).getBytes(StandardCharsets.UTF_8));
    }
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve("table").resolve(name), text);
  }

  private static List<String> cells(int row) {
    Random random = new Random(row);
    String words =
        String.join(
            " ",
            IntStream.range(0, random.nextInt(12))
                .mapToObj(i -> "w" + random.nextInt(30))
                .toList());
    return List.of(
        random.nextInt(20) == 0 ? "" : "" + random.nextGaussian() * 1e-3,
        List.of("red", "green", "blue").get(random.nextInt(3)),
        String.format("20%02d-0%d-11", random.nextInt(30), 1 + random.nextInt(9)),
        words,
        random.nextInt(30) == 0 ? "" : "" + random.nextInt(1000),
        row % 3 == 0 ? "yes" : "no");
  }

  private static final List<String> NAMES = List.of("x", "colour", "day", "text", "n", "label");

  private static String csv(int from) {
    StringBuilder text = new StringBuilder(String.join(",", NAMES) + "\n");
    for (int row = from; row < from + ROWS; row++) {
      text.append(String.join(",", cells(row))).append('\n');
    }
    return text.toString();
  }

  private static String jsonLines(int from) {
    StringBuilder text = new StringBuilder();
    for (int row = from; row < from + ROWS; row++) {
      List<String> cells = cells(row);
      List<String> pairs =
          IntStream.range(0, NAMES.size())
              .mapToObj(i -> "\"" + NAMES.get(i) + "\": \"" + cells.get(i) + "\"")
              .toList();
      text.append("{").append(String.join(", ", pairs)).append("}\n");
    }
    return text.toString();
  }

  private ResolvedConfig config(String... more) {
    String text =
        """
        data:
          train: %s/table/*
          label: label
          validation_split: 0.2
          test_split: 0.1
          missing: mean
          columns:
            n: {type: numeric, missing: drop_row}
            colour: {type: categorical}
            text: {type: text, text: {length: 3, entries: 256}}
        model:
          layers: [dense: {units: 3}]
        training:
          epochs: 1
        output: %s/run
        """
            .formatted(folder, folder);
    return ConfigFile.parse("config.yaml", text, List.of(more));
  }

  /** Machines that encode as the test has it. */
  private Workforce machines(BiFunction<EncodingJob, List<TableFile>, List<EncodedFile>> work) {
    return new Workforce() {
      @Override
      public void start() {}

      @Override
      public List<String> command(List<String> words) {
        return words;
      }

      @Override
      public Workers train(TrainingJob job) {
        throw new IllegalStateException("nothing is trained");
      }

      @Override
      public List<EncodedFile> encode(
          EncodingJob job, List<TableFile> table, LongConsumer progress) {
        encoded += table.size();
        progress.accept(1);
        return work.apply(job, table);
      }

      @Override
      public String describe() {
        return "two threads";
      }
    };
  }

  /** All at the same time, the last one first, each of them twice. */
  private static List<EncodedFile> twice(EncodingJob job, List<TableFile> table) {
    List<TableFile> order = new ArrayList<>(table);
    Collections.reverse(order);
    Map<String, EncodedFile> done = new TreeMap<>();
    Stream.concat(order.stream(), order.stream())
        .parallel()
        .forEach(
            file -> {
              EncodedFile one = RemoteEncoding.encode(job, file);
              synchronized (done) {
                EncodedFile before = done.put(file.path(), one);
                assertThat(before == null || before.equals(one)).isTrue();
              }
            });
    return table.stream().map(file -> done.get(file.path())).toList();
  }

  private record Result(List<Map<Integer, List<Float>>> rows, List<String> notes) {}

  private Result prepare(ResolvedConfig resolved, Optional<Workforce> others, String cache) {
    return prepare(resolved, others, cache, data -> {});
  }

  private Result prepare(
      ResolvedConfig resolved, Optional<Workforce> others, String cache, Consumer<Prepared> look) {
    JobSettings settings =
        new JobSettings(
            false,
            false,
            OptionalInt.empty(),
            new Computing(Computing.Choice.CPU, 1),
            folder.resolve(cache),
            others);
    try (KeptRows rows = settings.rows(resolved, new Told(), Clock.systemUTC())) {
      Prepared data = Train.prepare(resolved.config(), inherited, rows);
      look.accept(data);
      told.addAll(rows.summary());
      return new Result(
          Stream.of(data.train(), data.validation(), data.test()).map(this::numbers).toList(),
          data.notes());
    }
  }

  /** Label and numbers of each row. */
  private Map<Integer, List<Float>> numbers(Examples examples) {
    Map<Integer, List<Float>> numbers = new TreeMap<>();
    float[] row = new float[examples.width()];
    for (int i = 0; i < examples.rows(); i++) {
      examples.copyRow(i, row);
      List<Float> all = new ArrayList<>(List.of((float) examples.labels()[i]));
      for (float number : row) {
        all.add(number);
      }
      all.add((float) examples.line(i));
      numbers.put(i, all);
    }
    return numbers;
  }

  private List<Path> files(String cache) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(cache).resolve("rows"))) {
      return files.sorted().toList();
    }
  }

  @Test
  void the_files_of_rows_have_the_same_bytes() throws IOException {
    Result alone = prepare(config("data.storage=disk"), Optional.empty(), "alone");
    assertThat(told).noneMatch(line -> line.contains("encoded by"));
    Result shared = prepare(config(), Optional.of(machines(SharedRowsTest::twice)), "shared");
    assertThat(told).anyMatch(line -> line.startsWith("3 files of the training table encoded by"));
    assertThat(shared).isEqualTo(alone);
    assertThat(alone.rows().get(0)).hasSizeGreaterThan(1000);
    assertThat(alone.notes()).anyMatch(note -> note.contains("more n-grams than"));
    assertThat(alone.notes()).anyMatch(note -> note.contains("rows with missing cells left out"));
    List<Path> expected = files("alone");
    List<Path> found = files("shared");
    assertThat(found).hasSameSizeAs(expected).hasSize(3);
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i)).hasFileName(expected.get(i).getFileName().toString());
      assertThat(found.get(i)).hasSameBinaryContentAs(expected.get(i));
    }
    encoded = 0;
    assertThat(prepare(config(), Optional.of(machines(SharedRowsTest::twice)), "shared"))
        .isEqualTo(alone);
    assertThat(encoded).isZero();
  }

  @Test
  void a_file_that_others_find_changed_is_told_as_on_one_machine() throws IOException {
    Workforce slow =
        machines(
            (job, table) -> {
              try {
                // A number that is no fault, so that nothing but the digest tells.
                write("a.csv", csv(0).replaceFirst("(?m)^([0-9])", "1$1"));
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
              return twice(job, table);
            });
    assertThatThrownBy(() -> prepare(config(), Optional.of(slow), "shared"))
        .isInstanceOf(UserError.class)
        .hasMessageEndingWith(
            "/table/*: the file changed while it was read; run again when nobody writes to it");
    assertThat(files("shared")).isEmpty();
  }

  @Test
  void a_file_that_has_grown_does_not_spoil_the_rows_of_the_next_one() throws IOException {
    Workforce slow =
        machines(
            (job, table) -> {
              try {
                write("a.csv", csv(0) + String.join(",", cells(1)) + "\n");
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
              return twice(job, table);
            });
    assertThatThrownBy(() -> prepare(config(), Optional.of(slow), "shared"))
        .hasMessageContaining("/table/a.csv: the file changed while it was read");
  }

  @Test
  void faults_of_rows_are_told_as_on_one_machine() throws IOException {
    AtomicReference<FittedColumns> known = new AtomicReference<>();
    prepare(config(), Optional.empty(), "known", data -> known.set(data.columns()));
    Inherited from = new Inherited(known.get(), false, found -> found);
    inherited = Optional.of(from);
    write("a.csv", csv(0).replaceAll("(?m)^[^,\n]+,red", "many,red"));
    write("d.csv", csv(3 * ROWS).replaceAll("(?m)^[^,\n]+,blue", "few,blue"));
    String message =
        catchThrowable(() -> prepare(config("data.storage=disk"), Optional.empty(), "alone"))
            .getMessage();
    assertThat(message).contains("column 'x'", "/table/a.csv:", "more faults like these");
    Workforce others = machines(SharedRowsTest::twice);
    assertThatThrownBy(() -> prepare(config(), Optional.of(others), "shared")).hasMessage(message);
    assertThat(encoded).isEqualTo(4);
    assertThat(files("shared")).isEmpty();
  }

  @Test
  void a_worker_without_the_folder_says_so() {
    Workforce elsewhere =
        machines(
            (job, table) ->
                twice(
                    new EncodingJob(
                        job.config(),
                        job.columns(),
                        job.rows().stream().map(path -> path + "-elsewhere").toList()),
                    table));
    assertThatThrownBy(() -> prepare(config(), Optional.of(elsewhere), "shared"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("set HEADTUNE_CACHE to a folder that every machine has");
  }

  @Test
  void one_file_or_rows_in_memory_are_encoded_here() {
    Workforce others = machines(SharedRowsTest::twice);
    prepare(config("data.storage=memory"), Optional.of(others), "shared");
    prepare(config("data.train=" + folder + "/table/a.csv"), Optional.of(others), "shared");
    assertThat(encoded).isZero();
  }

  private final class Told implements Story {
    @Override
    public void note(String line) {
      told.add(line);
    }

    @Override
    public void warning(String line) {}

    @Override
    public void progress(String work, long done, long of) {}

    @Override
    public void epoch(EpochReport epoch) {}
  }
}
