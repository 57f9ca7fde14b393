package org.headtune.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RunFolderTest {
  @TempDir Path temporary;

  private static UserError fault(Path folder, boolean force) {
    return catchThrowableOfType(
        UserError.class, () -> RunFolder.create(folder, earlier(force)).close());
  }

  private static RunFolder.Earlier earlier(boolean force) {
    return force ? RunFolder.Earlier.REPLACED : RunFolder.Earlier.REFUSED;
  }

  private static Map<String, String> tree(Path folder) throws IOException {
    Map<String, String> tree = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        tree.put(folder.relativize(file).toString(), Files.readString(file));
      }
    }
    tree.remove(".lock");
    return tree;
  }

  private void run(Path folder, boolean force, String text, boolean complete) {
    try (RunFolder run = RunFolder.create(folder, earlier(force))) {
      run.write(RunFolder.CONFIG, text);
      run.startMetrics(List.of());
      run.appendMetrics("{\"epoch\":1}");
      run.write(RunFolder.MODEL, text);
      if (complete) {
        run.write(RunFolder.METRICS, text);
        run.complete();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "a/b/run", "with spaces", "line\nend", "käse-模型", "-dash"})
  void a_folder_is_made_with_its_parents(String name) throws IOException {
    Path folder = temporary.resolve(name);
    run(folder, false, "x", true);

    assertThat(tree(folder))
        .containsOnlyKeys("config.yaml", "metrics.json", "metrics.jsonl", "model.zip")
        .containsEntry("metrics.jsonl", "{\"epoch\":1}\n");
  }

  @Test
  void a_place_that_cannot_be_written_is_told_at_once() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "mine");

    assertThat(fault(file, true).exitCode()).isEqualTo(ExitCode.RESOURCES);
    assertThat(fault(file, true)).hasMessageContaining("is a file");
    assertThat(fault(file.resolve("run"), true).exitCode()).isEqualTo(ExitCode.RESOURCES);
    assertThat(fault(temporary.resolve("x".repeat(300)), true).exitCode())
        .isEqualTo(ExitCode.RESOURCES);
    assertThat(fault(Path.of("/proc/headtune"), true).exitCode()).isEqualTo(ExitCode.RESOURCES);
    assertThat(file).hasContent("mine");
  }

  @Test
  void an_earlier_run_is_only_replaced_by_force() throws IOException {
    Path folder = temporary.resolve("run");
    run(folder, false, "old", true);
    Map<String, String> before = tree(folder);

    UserError error = fault(folder, false);

    assertThat(error.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(error).hasMessageContaining("--force").hasMessageContaining(folder.toString());
    assertThat(tree(folder)).isEqualTo(before);
    run(folder, true, "new", true);
    assertThat(tree(folder)).hasSize(4).containsEntry("model.zip", "new");
  }

  @Test
  void files_that_are_no_run_are_never_touched() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("project"));
    Files.writeString(folder.resolve("config.yaml"), "mine");

    assertThat(fault(folder, false).exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(fault(folder, true)).hasMessageContaining("not a run's");
    assertThat(folder.resolve(".lock")).doesNotExist();
    assertThat(tree(folder)).isEqualTo(Map.of("config.yaml", "mine"));
  }

  @Test
  void the_last_complete_run_survives_runs_that_end_early() throws IOException {
    Path folder = temporary.resolve("run");
    run(folder, false, "good", true);
    Files.writeString(folder.resolve("notes.txt"), "mine");
    run(folder, true, "killed", false);
    assertThat(tree(folder))
        .containsEntry("model.zip", "killed")
        .containsEntry("previous/model.zip", "good")
        .doesNotContainKey("metrics.json");

    run(folder, true, "killed again", false);
    assertThat(tree(folder))
        .containsEntry("model.zip", "killed again")
        .containsEntry("previous/model.zip", "good")
        .containsEntry("previous/metrics.json", "good");

    run(folder, true, "new", true);
    assertThat(tree(folder))
        .containsOnlyKeys("config.yaml", "metrics.json", "metrics.jsonl", "model.zip", "notes.txt")
        .containsEntry("model.zip", "new");
    assertThat(folder.resolve("previous")).doesNotExist();
  }

  @Test
  void a_second_process_is_kept_out() throws Exception {
    Path folder = temporary.resolve("run");
    run(folder, false, "old", true);
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                RunHolder.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = other.inputReader()) {
      assertThat(out.readLine()).isEqualTo("held");

      UserError error = fault(folder, true);

      assertThat(error.exitCode()).isEqualTo(ExitCode.RESOURCES);
      assertThat(error).hasMessageContaining("process " + other.pid());
      assertThat(folder.resolve("previous/model.zip")).hasContent("old");
    } finally {
      other.destroyForcibly().waitFor();
    }
    run(folder, true, "new", true);
    assertThat(folder.resolve("model.zip")).hasContent("new");
  }

  @Test
  void the_same_process_is_kept_out_as_well() {
    Path folder = temporary.resolve("run");
    try (RunFolder run = RunFolder.create(folder, earlier(false))) {
      assertThat(fault(run.path(), true).exitCode()).isEqualTo(ExitCode.RESOURCES);
    }
    assertThat(fault(folder, false)).isNull();
  }

  @Test
  void what_a_killed_process_left_half_written_is_removed() throws IOException {
    Path folder = temporary.resolve("run");
    run(folder, false, "old", true);
    Files.writeString(folder.resolve("model.zip.tmp-123"), "half");
    Files.writeString(folder.resolve("mine.tmp-123"), "mine");
    run(folder, true, "new", true);

    assertThat(tree(folder)).doesNotContainKey("model.zip.tmp-123").containsKey("mine.tmp-123");
  }

  @Test
  void a_link_in_the_folder_leads_nowhere() throws IOException {
    Path folder = temporary.resolve("run");
    run(folder, false, "old", true);
    Path outside = Files.writeString(temporary.resolve("outside"), "mine");
    Files.delete(folder.resolve("model.zip"));
    Files.createSymbolicLink(folder.resolve("model.zip"), outside);

    UserError error = fault(folder, true);

    assertThat(error.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(error).hasMessageContaining("is a link");
    assertThat(outside).hasContent("mine");
  }

  @Test
  void the_folder_itself_may_be_a_link_but_not_a_broken_one() throws IOException {
    Path real = Files.createDirectory(temporary.resolve("real"));
    run(Files.createSymbolicLink(temporary.resolve("link"), real), false, "x", true);
    assertThat(real.resolve("model.zip")).hasContent("x");

    Path loop = temporary.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    Path dangling = Files.createSymbolicLink(temporary.resolve("dangling"), Path.of("nowhere"));
    assertThat(fault(loop, false).exitCode()).isEqualTo(ExitCode.RESOURCES);
    assertThat(fault(dangling, false).exitCode()).isEqualTo(ExitCode.RESOURCES);
  }

  @Test
  void metrics_grow_line_by_line() throws IOException {
    try (RunFolder run = RunFolder.create(temporary.resolve("run"), earlier(false))) {
      run.startMetrics(List.of());
      for (int epoch = 1; epoch <= 3; epoch++) {
        run.appendMetrics("{\"epoch\":" + epoch + "}");
        List<String> lines = Files.readAllLines(run.file(RunFolder.EPOCHS));
        assertThat(lines).hasSize(epoch).last().isEqualTo("{\"epoch\":" + epoch + "}");
      }
    }
  }
}
