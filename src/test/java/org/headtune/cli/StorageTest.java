package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where rows are kept is no matter to what is learnt from them. */
final class StorageTest {
  @TempDir Path folder;
  private Path cache;

  @BeforeEach
  void place() throws IOException {
    cache = folder.resolve("cache");
    StringBuilder table = new StringBuilder("x,colour,words,label\n");
    for (int i = 0; i < 150; i++) {
      table
          .append(i * 37 % 101 / 10.0)
          .append(i % 3 == 0 ? ",red,it is a good day " : ",blue,such a bad thing ")
          .append(i % 7)
          .append(i % 3 == 0 ? ",a\n" : i % 5 == 0 ? ",b\n" : ",c\n");
    }
    Files.writeString(folder.resolve("rows.csv"), table);
    Files.writeString(folder.resolve("test.csv"), table);
    Files.writeString(
        folder.resolve("config.yaml"),
        """
        data:
          train: '%s'
          test: '%s'
          label: label
          validation_split: 0.2
          columns: {words: {type: text}}
        model: {layers: [{dense: {units: 6}}, {dropout: {rate: 0.3}}]}
        training: {epochs: 3, batch_size: 16}
        output: none
        """
            .formatted(folder.resolve("rows.csv"), folder.resolve("test.csv")));
  }

  private Run run(String command, String output, String... more) {
    List<String> words =
        Stream.concat(
                Stream.of(
                    command,
                    folder
                        .resolve(command.equals("train") ? "config.yaml" : "tune.yaml")
                        .toString(),
                    "-o",
                    folder.resolve(output).toString()),
                Arrays.stream(more))
            .toList();
    Run run = Run.cached(cache, words.toArray(String[]::new));
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  private byte[] model(String run) throws IOException {
    return Files.readAllBytes(folder.resolve(run).resolve("model.zip"));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(cache.resolve("rows"))) {
      return files.sorted().toList();
    }
  }

  @Test
  void the_model_is_the_same_to_the_last_bit_and_a_second_run_finds_the_rows() throws IOException {
    Run small = run("train", "auto");
    assertThat(cache).doesNotExist();
    assertThat(small.err()).doesNotContain("cache");
    Run first = run("train", "disk", "--set", "data.storage=disk");
    assertThat(first.err()).contains("the encoded train rows of ", " go to the cache: 120 rows");
    assertThat(first.err()).contains("encoded 150 rows in ");
    assertThat(files()).hasSize(2); // the test rows are not kept
    Run second = run("train", "again", "--set", "data.storage=disk");
    assertThat(second.err()).contains("the encoded train rows of ", " are in the cache: 120 rows");
    assertThat(second.err()).doesNotContain("encoded 150 rows");
    assertThat(model("disk")).isEqualTo(model("auto"));
    assertThat(model("again")).isEqualTo(model("auto"));
    for (String name : List.of("metrics.json", "metrics.jsonl", "confusion.csv")) {
      assertThat(folder.resolve("again").resolve(name))
          .hasSameBinaryContentAs(folder.resolve("auto").resolve(name));
    }
  }

  @Test
  void other_data_columns_splits_or_seeds_are_other_rows() throws IOException {
    String disk = "data.storage=disk";
    run("train", "one", "--set", disk);
    run("train", "same", "--set", disk, "--set", "training.batch_size=10");
    assertThat(files()).hasSize(2);
    run("train", "seed", "--set", disk, "--set", "training.seed=7");
    assertThat(files()).hasSize(4);
    run("train", "scaling", "--set", disk, "--set", "data.scaling=min_max");
    assertThat(files()).hasSize(6);
    run("train", "split", "--set", disk, "--set", "data.validation_split=0.3");
    assertThat(files()).hasSize(8);
    Files.writeString(
        folder.resolve("rows.csv"), Files.readString(folder.resolve("rows.csv")) + "1,red,x,a\n");
    run("train", "data", "--set", disk);
    assertThat(files()).hasSize(10);
  }

  @Test
  void damaged_rows_are_encoded_anew() throws IOException {
    run("train", "one", "--set", "data.storage=disk");
    Path damaged = files().get(0);
    byte[] bytes = Files.readAllBytes(damaged);
    bytes[5000] ^= 1;
    Files.write(damaged, bytes);
    Run again = run("train", "two", "--set", "data.storage=disk");
    assertThat(again.err())
        .contains(" is not used: its rows are damaged; the rows are encoded anew")
        .contains("encoded 150 rows in ");
    assertThat(model("two")).isEqualTo(model("one"));
    bytes[5000] ^= 1;
    assertThat(damaged).hasBinaryContent(bytes);
  }

  @Test
  void fine_tuning_and_checks_read_rows_from_files_as_well() throws IOException {
    run("train", "parent");
    Files.writeString(
        folder.resolve("tune.yaml"),
        """
        from: '%s'
        data: {train: '%s', test: '%s', label: label, validation_split: 0.2}
        training: {epochs: 2}
        output: none
        """
            .formatted(
                folder.resolve("parent"), folder.resolve("rows.csv"), folder.resolve("test.csv")));
    run("finetune", "held");
    run("finetune", "filed", "--set", "data.storage=disk");
    assertThat(model("filed")).isEqualTo(model("held"));
    String config = folder.resolve("config.yaml").toString();
    Run held = Run.cached(cache, "check", config, "--json");
    Run filed = Run.cached(cache, "check", config, "--json", "--set", "data.storage=disk");
    assertThat(filed.exit()).as(filed.err()).isZero();
    String network = "\"data\":";
    assertThat(filed.out().substring(filed.out().indexOf(network)))
        .isEqualTo(held.out().substring(held.out().indexOf(network)));
  }

  @Test
  void the_rows_of_folds_are_not_kept() throws IOException {
    String folds = "data.cross_validation=3";
    run("train", "held", "--set", folds);
    run("train", "filed", "--set", folds, "--set", "data.storage=disk");
    assertThat(model("filed")).isEqualTo(model("held"));
    assertThat(files()).hasSizeBetween(1, 2).noneMatch(file -> file.toString().contains("test"));
  }

  @Test
  void the_cache_is_shown_and_emptied() throws IOException {
    assertThat(Run.cached(cache, "cache").out())
        .isEqualTo("no encoded rows in " + cache.resolve("rows") + "\n");
    assertThat(Run.cached(cache, "cache", "--clear").out()).isEqualTo("0 files removed, 0.0 MB\n");
    assertThat(cache).doesNotExist();
    run("train", "disk", "--set", "data.storage=disk");
    Run shown = Run.cached(cache, "cache");
    assertThat(shown.exit()).isZero();
    assertThat(shown.out().lines().toList())
        .satisfiesExactly(
            line -> assertThat(line).matches("table +part +rows +numbers per row +size +written *"),
            line ->
                assertThat(line)
                    .matches(
                        Pattern.quote(folder.resolve("rows.csv").toString())
                            + " +train +120 +\\d+ +\\d\\.\\d MB +20\\d\\d-\\d\\d-\\d\\dT[0-9:]+Z *"),
            line -> assertThat(line).contains(" validation ", " 30 "),
            line -> assertThat(line).matches("2 files, \\d\\.\\d MB in " + cache + "/rows"));
    Run json = Run.cached(cache, "cache", "--json");
    assertThat(json.out())
        .contains(
            "\"part\":\"train\"", "\"rows\":120", "\"in_use\":false", "\"folder\":\"" + cache);
    byte[] cut = Arrays.copyOf(Files.readAllBytes(files().get(0)), 100);
    Files.write(files().get(0), cut);
    assertThat(Run.cached(cache, "cache").out()).contains("(damaged)", "2 files");
    Run cleared = Run.cached(cache, "cache", "--clear");
    assertThat(cleared.out()).matches("2 files removed, \\d\\.\\d MB\n");
    assertThat(files()).isEmpty();
  }

  @Test
  void a_cache_that_others_may_write_to_is_refused() throws IOException {
    Files.createDirectories(cache.resolve("rows"));
    Files.setPosixFilePermissions(
        cache.resolve("rows"), PosixFilePermissions.fromString("rwxrwxrwx"));
    Run run =
        Run.cached(
            cache,
            "train",
            folder.resolve("config.yaml").toString(),
            "-o",
            folder.resolve("run").toString(),
            "--set",
            "data.storage=disk");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            "error: "
                + cache.resolve("rows")
                + ": may be written to by other users, and rows that others may change are not"
                + " trusted; remove it, or set HEADTUNE_CACHE to a folder of your own\n");
  }

  @Test
  void the_folder_is_that_of_the_environment_or_one_below_home() {
    Path home = Path.of("/home/u");
    assertThat(CacheFolder.of(Map.of(), "/home/u")).isEqualTo(home.resolve(".cache/headtune"));
    assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", "/x"), "/home/u"))
        .isEqualTo(Path.of("/x/headtune"));
    assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", "x"), "/home/u"))
        .isEqualTo(home.resolve(".cache/headtune"));
    assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", "/x", "HEADTUNE_CACHE", "/own"), "/home/u"))
        .isEqualTo(Path.of("/own"));
    assertThat(CacheFolder.of(Map.of("HEADTUNE_CACHE", "own"), "/home/u"))
        .isEqualTo(Path.of("own").toAbsolutePath());
  }

  /** Rows enough for some seconds. */
  private void enlarge() throws IOException {
    String table = Files.readString(folder.resolve("rows.csv"));
    String rows = table.substring(table.indexOf('\n') + 1);
    Files.writeString(folder.resolve("rows.csv"), table + rows.repeat(400));
  }

  @Test
  void a_run_that_is_killed_while_it_encodes_begins_anew_and_leaves_nothing() throws Exception {
    enlarge();
    String[] words = {
      "train",
      "config.yaml",
      "-o",
      "run",
      "--set",
      "data.storage=disk",
      "--set",
      "training={epochs: 1, batch_size: 1000}"
    };
    for (int kill = 1; kill <= 3; kill++) {
      try (Child.Started child = Child.in(folder).start(words)) {
        while (child.process().isAlive() && biggest() < kill * 1_000_000L) {
          Thread.sleep(1);
        }
        child.process().destroyForcibly();
        Run end = child.end();
        assertThat(end.exit()).as(end.err()).isEqualTo(137);
      }
      assertThat(files()).isNotEmpty().allMatch(file -> file.toString().contains(".tmp-"));
    }
    Run whole = Child.in(folder).run(words);
    assertThat(whole.exit()).as(whole.err()).isZero();
    assertThat(whole.err()).contains("encoded 60,150 rows in ");
    assertThat(files()).hasSize(2).noneMatch(file -> file.toString().contains(".tmp-"));
    byte[] model = model("run");
    words[5] = "data.storage=memory";
    words[3] = "held";
    assertThat(Child.in(folder).run(words).exit()).isZero();
    assertThat(model("held")).isEqualTo(model);
  }

  private long biggest() throws IOException {
    if (!Files.exists(cache.resolve("rows"))) {
      return 0;
    }
    long most = 0;
    for (Path file : files()) {
      try {
        most = Math.max(most, Files.size(file));
      } catch (NoSuchFileException e) {
        // it has just got its name
      }
    }
    return most;
  }

  @Test
  void rows_that_do_not_fit_into_a_small_heap_go_to_a_file_by_themselves() throws Exception {
    enlarge();
    String[] words = {
      "train", "config.yaml", "-o", "run", "--set", "training={epochs: 1, batch_size: 1000}"
    };
    Run small = Child.in(folder, "-Xms32m", "-Xmx48m").run(words);
    assertThat(small.exit()).as(small.err()).isZero();
    assertThat(small.err()).contains("go to the cache: 48,120 rows");
    byte[] model = model("run");
    words[3] = "large";
    Run large = Child.in(folder).run(words);
    assertThat(large.err()).doesNotContain("cache");
    assertThat(model("large")).isEqualTo(model);
  }

  @Test
  void a_disk_that_is_full_ends_the_run_and_nothing_is_left() throws Exception {
    Files.createDirectory(cache);
    assumeTrue(
        shell("mount", "-t", "tmpfs", "-o", "size=100k", "none", cache.toString()) == 0,
        "only root may mount a file system");
    try {
      enlarge();
      Run full =
          Run.cached(
              cache,
              "train",
              folder.resolve("config.yaml").toString(),
              "-o",
              folder.resolve("full").toString(),
              "--set",
              "data.storage=disk");
      assertThat(full.exit()).as(full.err()).isEqualTo(8);
      assertThat(full.err())
          .contains("error: " + cache.resolve("rows"))
          .contains("the encoded rows cannot be written: ")
          .contains("free some space, empty the cache with `headtune cache --clear`, or set");
      assertThat(files()).isEmpty();
      assertThat(folder.resolve("full")).doesNotExist();
    } finally {
      // Lazily: rows of parts that were written are still mapped until the garbage is collected.
      shell("umount", "-l", cache.toString());
    }
  }

  private static int shell(String... command) throws Exception {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
