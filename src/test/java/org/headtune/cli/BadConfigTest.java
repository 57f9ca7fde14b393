package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Configs that must be refused: exit code 3, every fault on stderr, nothing on disk. */
final class BadConfigTest {
  private static final Path BAD = Path.of("src/test/resources/bad-configs");
  private static final List<String> COMMANDS = List.of("train", "check");

  @TempDir Path folder;
  private Workplace place;

  @BeforeEach
  void setUp() throws IOException {
    place = Workplace.in(folder);
  }

  static Stream<Path> files() {
    try (Stream<Path> files = Files.list(BAD)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> here() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(""))) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void every_fault_is_printed_and_nothing_is_made(Path file) throws IOException {
    List<String> faults = Files.readAllLines(Path.of(file.toString().replace(".yaml", ".txt")));
    List<String> before = here();
    for (String command : COMMANDS) {
      Run run = Run.of(command, file.toString());
      assertThat(run.exit()).as(command).isEqualTo(3);
      assertThat(run.out()).isEmpty();
      assertThat(run.err().lines().filter(line -> line.startsWith("error: ")))
          .containsExactlyElementsOf(
              faults.stream().map(fault -> "error: " + BAD + "/" + fault).toList());
      assertThat(run.err().lines().filter(line -> !line.startsWith("error: ")))
          .isEqualTo(faults.size() == 1 ? List.of() : List.of(faults.size() + " errors"));
    }
    assertThat(here()).isEqualTo(before);
  }

  private void refused(String config, int exit, String... says) throws IOException {
    Map<String, String> before = Workplace.tree(folder);
    for (String command : COMMANDS) {
      Run run = Run.of(command, config);
      assertThat(run.exit()).as(run.err()).isEqualTo(exit);
      assertThat(run.err()).startsWith("error: ").contains(says).doesNotContain("\tat ");
      assertThat(run.out()).isEmpty();
    }
    assertThat(Workplace.tree(folder)).isEqualTo(before);
  }

  private String written(byte[] bytes) throws IOException {
    return place.write("bad.yaml", bytes).toString();
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void bytes_that_are_no_text_are_named_by_their_offset() throws IOException {
    refused(written(latin1("output: caf\u00E9")), 3, "bad.yaml: ", "not UTF-8 at byte 11");
    refused(written(latin1("output: a\0b")), 3, "NUL at byte 9");
  }

  @Test
  void too_little_and_too_much_are_refused() throws IOException {
    refused(written(new byte[0]), 3, "expected one mapping");
    refused(written(latin1("a: " + "[".repeat(20_000))), 3, "nest");
    refused(written(latin1("#" + "x".repeat(1 << 20))), 3, "1 MiB");
  }

  @Test
  void a_config_that_cannot_be_read_is_named() throws Exception {
    refused(place.word("none.yaml"), 3, "none.yaml: there is no such file");
    refused(folder.toString(), 3, folder + ": is a folder");
    Process pipe = new ProcessBuilder("mkfifo", place.word("pipe.yaml")).start();
    assumeTrue(pipe.waitFor() == 0, "mkfifo makes no pipes here");
    refused(place.word("pipe.yaml"), 3, "is a pipe");
  }

  @Test
  void a_name_that_is_too_long_is_named_once() throws IOException {
    String name = "n".repeat(300);
    refused(place.word(name), 3, name + ": ", "File name too long");
    assertThat(Run.of("check", place.word(name)).err()).containsOnlyOnce(name);
  }

  @Test
  void a_layer_too_large_to_count_is_refused_before_anything_is_allocated() throws IOException {
    String config = place.config("train.csv", "dense: {units: 1000000000}");
    Instant began = Instant.now();
    refused(
        config,
        3,
        "config.yaml:2:18: dense_1 brings the network to 3,000,000,000 parameters",
        "at most 1,073,741,823");
    assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void a_home_folder_is_not_filled_in() throws IOException {
    for (String train : List.of("~/train.csv", "${HOME}/train.csv")) {
      String text = Files.readString(place.path("config.yaml"));
      Path config =
          place.write(
              "home.yaml", text.replaceFirst("train: '[^']*'", "train: '@'").replace("@", train));
      refused(config.toString(), 4, train + ": there is no such file");
    }
  }

  @Test
  void a_path_that_no_system_has_is_a_usage_fault() throws IOException {
    String text = Files.readString(place.path("config.yaml"));
    Path config =
        place.write("nul.yaml", text.replaceFirst("train: '[^']*'", "train: \"a\\\\0b\""));
    refused(config.toString(), 2, "'a\\u0000b' cannot be a path here");
  }

  @Test
  void faults_of_the_monitor_and_of_the_data_are_told_together() throws IOException {
    place.write("train.csv", Workplace.table(30) + "1,x,a\n1,2\n");
    Run run =
        Run.of(
            "check",
            place.word("config.yaml"),
            "--set",
            "training.early_stopping={monitor: validation_los, patience: 2}");
    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err())
        .contains("is 'validation_los'", "train.csv:32:2: ", "train.csv:33: 2 fields", "3 errors");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uFEFF", "\r\n"})
  void a_byte_order_mark_and_windows_line_ends_are_fine(String trait) throws IOException {
    String text = Files.readString(place.path("config.yaml"));
    place.write("config.yaml", trait.isBlank() ? text.replace("\n", trait) : trait + text);
    assertThat(Run.of("check", place.word("config.yaml")).exit()).isZero();
  }
}
