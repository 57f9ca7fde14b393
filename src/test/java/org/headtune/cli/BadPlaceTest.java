package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Places, machines and clocks that do not play along: nothing that was there before is lost. */
final class BadPlaceTest {
  private static final Pattern SECONDS = Pattern.compile("\"seconds\" *: *([-0-9.eE]+)");

  @TempDir Path folder;
  private Workplace place;
  private String config;

  @BeforeEach
  void setUp() throws IOException {
    place = Workplace.in(folder);
    config = place.word("config.yaml");
  }

  /** The data are missing too, so that the message shows what was looked at first. */
  private void refusedBeforeData(String output, int exit, String... says) throws IOException {
    place.config("none.csv", "");
    Map<String, String> before = Workplace.tree(folder);
    Run run = Run.of("train", config, "-o", output);
    assertThat(run.exit()).as(run.err()).isEqualTo(exit);
    assertThat(run.err()).contains(says).doesNotContain("none.csv", "\tat ");
    assertThat(Workplace.tree(folder)).isEqualTo(before);
  }

  @Test
  void an_output_that_cannot_be_a_folder_is_refused_before_the_data_are_read() throws IOException {
    place.write("file", "text");
    refusedBeforeData(place.word("file"), 8, "/file: is a file; choose a folder");
    refusedBeforeData(place.word("file/run"), 8, "/file: is a file; choose a folder");
    Files.createSymbolicLink(place.path("link"), place.path("nowhere"));
    refusedBeforeData(place.word("link/run"), 8, "/link: is a file; choose a folder");
  }

  @Test
  void what_a_command_reads_is_not_written_over() throws IOException {
    String run = place.trained();
    String data = place.word("train.csv");
    Path test = place.write("test.csv", Workplace.table(30));
    Path link = Files.createSymbolicLink(place.path("link.csv"), test);
    Path model = Files.copy(place.path("run/model.zip"), place.path("copy.zip"));
    Map<String, String> before = Workplace.tree(folder);
    for (String[] words :
        new String[][] {
          {"predict", run, data, "-o", data},
          {"predict", run, link.toString(), "-o", test.toString()},
          {"predict", run, place.word("t*.csv"), "-o", data},
          {"predict", model.toString(), data, "-o", model.toString()},
          {"predict", run, data, "-o", place.word("run/model.zip")},
          {"embed", run, data, "-o", data},
          {"calibrate", run, data, "-o", data},
          {"check", config, "--html", data},
          {"check", config, "--set", "data.test=" + test, "--preview", test.toString()},
          {"train", config, "--force", "--metrics-file", data}
        }) {
      Run refused = Run.of(words);
      assertThat(refused.exit()).as(String.join(" ", words) + refused.err()).isEqualTo(2);
      assertThat(refused.err()).contains(words[words.length - 1] + ": is the ", "itself, which");
      assertThat(Workplace.tree(folder)).isEqualTo(before);
    }
    assertThat(Run.of("predict", run, data, "-o", place.word("out.csv")).exit()).isZero();
    assertThat(Run.of("predict", run, data, "-o", place.word("out.csv")).exit()).isZero();
  }

  @Test
  void a_place_where_no_folder_can_be_made_is_refused_before_training() {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "this system has no /proc");
    Run run = Run.of("train", config, "-o", "/proc/headtune/run");
    assertThat(run.exit()).isEqualTo(8);
    assertThat(run.err()).contains("error: /proc/headtune/run: ").doesNotContain("epoch");
  }

  @Test
  void a_read_only_file_system_is_refused_before_the_data_are_read() throws Exception {
    Path disk = Files.createDirectory(place.path("disk"));
    Process mount =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "ro,size=64k", "none", disk.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assumeTrue(mount.waitFor() == 0, "only root may mount a file system");
    try {
      refusedBeforeData(disk.resolve("run").toString(), 8, "/disk: may not be written to");
    } finally {
      new ProcessBuilder("umount", disk.toString()).start().waitFor();
    }
  }

  @Test
  void a_run_is_only_replaced_with_force_and_that_is_said_before_the_data_are_read()
      throws IOException {
    place.trained();
    refusedBeforeData(place.word("run"), 2, "holds another run", "--force");
  }

  @Test
  void the_old_predictions_stay_when_the_new_ones_cannot_be_made() throws Exception {
    String run = place.trained();
    Path out = place.write("out.csv", "old\n");
    place.write("wide.csv", Workplace.table(60).replace(",a\n", "," + "a".repeat(900_000) + "\n"));
    Run predicted =
        Child.in(folder, "-Xms8m", "-Xmx24m")
            .run("predict", run, place.word("wide.csv"), "--keep", "all", "-o", out.toString());
    assertThat(predicted.exit()).as(predicted.err()).isEqualTo(8);
    assertThat(predicted.err()).contains("not enough memory", "heap", "--memory");
    assertThat(out).hasContent("old\n");
    expectNoTraces();
  }

  @Test
  void native_memory_that_runs_out_in_training_is_exit_8_and_the_old_model_stays()
      throws Exception {
    String run = place.trained();
    String before = Workplace.sha256(Path.of(run, "model.zip"));
    place.config("train.csv", "dense: {units: 2000000}");
    Run trained =
        Child.in(folder, "-Dorg.bytedeco.javacpp.maxphysicalbytes=300m")
            .run("train", config, "--force", "--set", "training.batch_size=1");
    assertThat(trained.exit()).as(trained.err()).isEqualTo(8);
    assertThat(trained.err()).contains("not enough memory", "training.batch_size or the model");
    assertThat(Workplace.sha256(Path.of(run, "previous", "model.zip"))).isEqualTo(before);
    expectNoTraces();
  }

  @Test
  void a_network_larger_than_the_memory_is_refused_before_it_is_made() throws Exception {
    String run = place.trained();
    Map<String, String> before = Workplace.tree(Path.of(run));
    place.config("train.csv", "dense: {units: 150000000}");
    Run trained =
        Child.in(folder, "-Dorg.bytedeco.javacpp.maxphysicalbytes=300m")
            .run("train", config, "--force");
    assertThat(trained.exit()).as(trained.err()).isEqualTo(8);
    assertThat(trained.err())
        .contains("config.yaml:2:1: training takes about ", "but there are 300 MB", "batch_size");
    assertThat(Workplace.tree(Path.of(run))).isEqualTo(before);
  }

  private void expectNoTraces() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .noneMatch(name -> name.contains("crash-dump") || name.startsWith("hs_err"))
          .noneMatch(name -> name.contains(".tmp-"));
    }
  }

  @Test
  void natives_that_are_not_there_are_exit_7_with_the_first_cause() throws Exception {
    Run run = Child.in(folder).without("nd4j-native-1.0.0-M2.1-").run("train", config);
    assertThat(run.exit()).as(run.err()).isEqualTo(7);
    assertThat(run.err()).contains("jnind4jcpu");
    assertThat(place.path("run")).doesNotExist();
  }

  @Test
  void natives_that_cannot_be_unpacked_are_exit_7_with_the_first_cause() throws Exception {
    Run run =
        Child.in(
                folder,
                "-Dorg.bytedeco.javacpp.cachedir=/proc/x",
                "-Duser.home=/proc/x",
                "-Djava.io.tmpdir=/proc/x")
            .run("train", config);
    assertThat(run.exit()).as(run.err()).isEqualTo(7);
    assertThat(run.err()).contains("cannot be loaded", "HEADTUNE_HOME");
    assertThat(place.path("run")).doesNotExist();
  }

  @Test
  void a_full_disk_under_stdout_is_exit_8() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "this system has no /dev/full");
    String run = place.trained();
    try (OutputStream out = new FileOutputStream(full.toFile())) {
      Run predicted = Run.into(out, "predict", run, place.word("train.csv"));
      assertThat(predicted.exit()).isEqualTo(8);
      assertThat(predicted.err()).contains("cannot be written: No space left on device");
    }
  }

  /** Each look at it is an hour earlier than the one before. */
  private static final class BackwardClock extends Clock {
    private Instant now = Instant.parse("2026-03-29T01:00:00Z");

    @Override
    public Instant instant() {
      now = now.minusSeconds(3600);
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Test
  void a_clock_that_runs_backward_changes_no_result() throws IOException {
    String model = Path.of(place.trained(), "model.zip").toString();
    String before = Workplace.sha256(Path.of(model));
    Run run = Run.at(new BackwardClock(), "train", config, "--force");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(Workplace.sha256(Path.of(model))).isEqualTo(before);
    assertThat(SECONDS.matcher(Files.readString(place.path("run/provenance.json"))).results())
        .isNotEmpty()
        .allSatisfy(found -> assertThat(Double.parseDouble(found.group(1))).isNotNegative());
    assertThat(run.err()).doesNotContain("-1:", "NaN");
    Run predicted =
        Run.at(new BackwardClock(), "predict", place.word("run"), place.word("train.csv"));
    assertThat(predicted.exit()).isZero();
    assertThat(predicted.err()).contains("60 rows predicted in 0.0 s");
  }

  @Test
  void blanks_line_breaks_and_letters_of_all_alphabets_may_stand_in_paths() throws IOException {
    Path strange = Files.createDirectory(place.path("a b\nc 'd' \"e\" \\f äß日本 \uD83D\uDE00"));
    Workplace there = Workplace.in(strange);
    Run run =
        Run.of(
            "train",
            config,
            "-o",
            there.word("run"),
            "--set",
            "data.train=" + place.word("train.csv"));
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(there.path("run/model.zip")).exists();
    assertThat(run.err()).contains("a b\\u000Ac").doesNotContain("b\nc");
    Run predicted =
        Run.of("predict", there.word("run"), there.word("train.csv"), "-o", there.word("out.csv"));
    assertThat(predicted.exit()).as(predicted.err()).isZero();
    assertThat(there.path("out.csv")).content().hasLineCount(61);
    Run evaluated =
        Run.of("evaluate", there.word("run"), there.word("train.csv"), "-o", there.word("e"));
    assertThat(evaluated.exit()).as(evaluated.err()).isZero();
  }

  @Test
  void a_name_that_is_too_long_is_refused() throws IOException {
    String name = "n".repeat(300);
    Run run = Run.of("train", config, "-o", place.word(name));
    assertThat(run.exit()).isEqualTo(8);
    assertThat(run.err()).contains("File name too long").doesNotContain("epoch");
    Run predicted =
        Run.of("predict", place.trained(), place.word("train.csv"), "-o", place.word(name));
    assertThat(predicted.exit()).isEqualTo(8);
    assertThat(predicted.err()).contains("File name too long");
  }

  @Test
  void a_locale_without_such_letters_is_a_usage_fault_with_the_way_out() throws Exception {
    Path table = place.write("täble.csv", Workplace.table(9));
    Run run = Child.in(folder).run(table, "C", "predict", table.toString(), "-");
    assertThat(run.exit()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains("cannot be a path here", "LC_ALL=C.UTF-8");
    // Bytes that this process need not be able to write.
    String shell = "LC_ALL=C HEADTUNE_CACHE=$(printf '/c\\303\\266') exec \"$@\"";
    Run cache = Child.in(folder).run(List.of("bash", "-c", shell, "bash"), "--version");
    assertThat(cache.exit()).as(cache.err()).isEqualTo(2);
    assertThat(cache.err())
        .contains("cannot be a path here", "LC_ALL=C.UTF-8")
        .doesNotContain("\tat ");
  }
}
