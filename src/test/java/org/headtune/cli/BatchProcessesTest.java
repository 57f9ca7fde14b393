package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.headtune.artifact.RunFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The processes of a batch, seen from outside: what they do, where, and what their deaths cost. */
final class BatchProcessesTest {
  /** Long enough to be met in its midst. */
  private static final String[] LONG = {
    "epochs: 4\n", "epochs: 200\n", "{patience: 3}", "{patience: 200}", "5 steps", "1 epochs"
  };

  @TempDir Path folder;

  private BatchPlace place;

  @BeforeEach
  void setUp() throws IOException {
    place = BatchPlace.in(folder);
  }

  private String config(String name, int seed, String... changes) throws IOException {
    return place.config(name, seed, changes);
  }

  private String[] batch(String... words) {
    return place.batch(words);
  }

  /** The results of a run, and of the same config alone. */
  private void assertAsAlone(String command, String name) throws IOException {
    String own = folder.resolve("own-" + name).toString();
    Run alone =
        Run.of(command, folder.resolve(name + ".yaml").toString(), "--threads", "1", "-o", own);
    assertThat(alone.exit()).as(alone.err()).isZero();
    assertThat(place.run(name).results()).as(name).isEqualTo(new SavedRun(Path.of(own)).results());
  }

  /** The process that holds a run folder, or held it last. */
  private String process(String run) throws IOException {
    return Files.readString(folder.resolve(run).resolve(".lock")).strip();
  }

  private List<Integer> exits(String run) throws IOException {
    List<Integer> exits = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("batch/batch.jsonl"))) {
      JsonNode end = new ObjectMapper().readTree(line);
      if (end.get("run").textValue().equals(run)) {
        exits.add(end.get("exit").intValue());
      }
    }
    return exits;
  }

  private void kill(String signal, String process) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/kill")), "no /bin/kill here");
    assertThat(new ProcessBuilder("/bin/kill", "-" + signal, process).start().waitFor()).isZero();
  }

  @Test
  void one_process_does_the_runs_of_a_slot_and_each_ends_as_if_it_had_been_alone()
      throws IOException {
    String parent = config("parent", 1);
    String child = place.child("child", "parent", "{epochs: 3, batch_size: 7}");
    String other = config("other", 3, "dense: {units: 8}", "dense: {units: 9, activation: tanh}");
    String last = config("last", 1, "batch_size: 10", "batch_size: 72");

    Run done = Run.of(batch(parent, child, other, last, "--slots", "1"));

    assertThat(done.exit()).as(done.err()).isZero();
    Set<String> processes = new TreeSet<>();
    for (String name : List.of("parent", "child", "other", "last")) {
      processes.add(process(name));
      assertThat(folder.resolve("batch/logs/" + name + ".log"))
          .content()
          .containsOnlyOnce("$ headtune ")
          .containsOnlyOnce("run folder " + folder.resolve(name).toRealPath())
          .contains("model " + folder.resolve(name).toRealPath());
    }
    assertThat(processes).hasSize(1).doesNotContain(ProcessHandle.current().pid() + "");
    assertThat(ProcessHandle.of(Long.parseLong(process("last")))).isEmpty();
    assertAsAlone("train", "parent");
    assertAsAlone("finetune", "child");
    assertAsAlone("train", "other");
    assertAsAlone("train", "last");
  }

  @ParameterizedTest
  @CsvSource({"KILL, 137", "TERM, 143"})
  void a_process_that_is_killed_costs_its_run_another_start_and_no_run_its_result(
      String signal, int exit) throws Exception {
    String before = config("before", 1);
    String struck = config("struck", 2, LONG);
    String after = config("after", 3);
    Run done;
    String killed;
    try (Child.Started batch =
        Child.in(folder).start(batch(before, struck, after, "--slots", "1"))) {
      batch.waitFor(folder.resolve("struck/metrics.jsonl"));
      // The first epoch's checkpoint is there before the second one's numbers.
      batch.waitFor(folder.resolve("struck/metrics.jsonl"), "\"epoch\":2,");
      killed = process("struck");
      kill(signal, killed);
      done = batch.end();
    }
    assertThat(done.exit()).as(done.err()).isZero();
    assertThat(done.err())
        .contains("1 of 3: struck waiting exit code " + exit + ", starts again")
        .contains("of 3: after done in ", "of 3: struck done in ");
    assertThat(exits("struck")).containsExactly(exit, 0);
    assertThat(process("before")).isEqualTo(killed);
    assertThat(process("after")).isNotEqualTo(killed);
    assertThat(folder.resolve("batch/logs/struck.log")).content().contains(" --resume  # cpu 0");
    assertAsAlone("train", "before");
    assertAsAlone("train", "struck");
    assertAsAlone("train", "after");
  }

  @Test
  void after_its_last_retry_a_killed_run_has_failed() throws Exception {
    String struck = config("struck", 2, LONG);
    String after = config("after", 3);
    Run failed;
    try (Child.Started batch =
        Child.in(folder).start(batch(struck, after, "--slots", "1", "--retries", "0"))) {
      batch.waitFor(folder.resolve("struck/metrics.jsonl"));
      kill("KILL", process("struck"));
      failed = batch.end();
    }
    assertThat(failed.exit()).as(failed.err()).isEqualTo(8);
    assertThat(failed.err())
        .contains(
            "error: struck: failed with exit code 137: it was killed, as the system does when memory"
                + " runs out");
    assertThat(exits("struck")).containsExactly(137);
    assertThat(exits("after")).containsExactly(0);
  }

  @Test
  void a_run_that_finds_no_room_waits_for_it() throws Exception {
    Path obstacle = Files.writeString(folder.resolve("place"), "");
    String config =
        config("run", 1, "output: '" + folder + "/run'", "output: '" + obstacle + "/run'");
    Run done;
    try (Child.Started batch =
        Child.in(folder).start(batch(config, "--slots", "1", "--retries", "1000"))) {
      batch.waitFor(batch.err(), "run waiting exit code 8, starts again");
      Files.delete(obstacle);
      done = batch.end();
    }
    assertThat(done.exit()).as(done.err()).isZero();
    assertThat(exits("run")).startsWith(8).endsWith(0);
    assertThat(obstacle.resolve("run/model.zip")).exists();
  }

  @Test
  void a_run_whose_folder_is_in_use_says_that_it_waits() throws Exception {
    String config = config("run", 1);
    Run done;
    RunFolder held = RunFolder.create(folder.resolve("run"), RunFolder.Earlier.REFUSED);
    try (held;
        Child.Started batch = Child.in(folder).start(batch(config, "--slots", "1"))) {
      batch.waitFor(batch.err(), "run waiting its folder is in use by another process");
      held.close();
      done = batch.end();
    }
    assertThat(done.exit()).as(done.err()).isZero();
  }

  @Test
  void each_slot_has_cores_of_its_own() throws Exception {
    Path own = Path.of("/proc/self/status");
    assumeTrue(Files.exists(own), "no /proc here");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/taskset")), "no taskset here");
    assumeTrue(Runtime.getRuntime().availableProcessors() >= 2, "one core alone");
    String[] words = batch(config("one", 1, LONG), config("two", 2, LONG), "--slots", "2");
    Set<String> cores = new TreeSet<>();
    try (Child.Started batch = Child.in(folder).start(words)) {
      for (String name : List.of("one", "two")) {
        batch.waitFor(folder.resolve(name).resolve("metrics.jsonl"));
        Path status = Path.of("/proc", process(name), "status");
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("Cpus_allowed_list:"))
            .forEach(line -> cores.add(line.split("\\s+", 2)[1]));
      }
      batch.signal("TERM");
      assertThat(batch.end().exit()).isEqualTo(143);
    }
    assertThat(cores).hasSize(2).allMatch(core -> core.matches("\\d+"));
  }

  /**
   * A build that takes itself for one for cards, and a stub that lists two of them: what each run's
   * process was given is what the stub saw that was called by it. There is no card, so the runs end
   * with exit code 7.
   */
  @Test
  void each_slot_of_a_card_shows_its_runs_that_card_alone() throws Exception {
    assumeTrue(File.pathSeparatorChar == ':', "the stub is a script of a shell");
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path seen = folder.resolve("seen");
    Path stub =
        Files.writeString(
            bin.resolve("nvidia-smi"),
            """
            #!/bin/sh
            echo "$PPID $CUDA_VISIBLE_DEVICES $CUDA_DEVICE_ORDER $OMP_NUM_THREADS" >>'%s'
            echo '0, GPU-5ba4a1c1-0000-0000-0000-000000000001, NVIDIA A100-SXM4-40GB, 40960, 40354, 525.105.17, 8.0'
            echo '1, GPU-5ba4a1c2-0000-0000-0000-000000000002, NVIDIA A100-SXM4-40GB, 40960, 40354, 525.105.17, 8.0'
            """
                .formatted(seen));
    Files.setPosixFilePermissions(stub, PosixFilePermissions.fromString("rwx------"));
    Path marker = folder.resolve("build/org/nd4j/linalg/jcublas/JCublasBackend.class");
    Files.createDirectories(marker.getParent());
    Files.writeString(marker, "");
    Child plain = Child.in(folder);
    Child cards =
        new Child(
            folder,
            List.of(),
            plain.classPath() + File.pathSeparator + folder.resolve("build"),
            Map.of("PATH", bin + ":" + System.getenv("PATH")));

    Run ended =
        cards.run(
            batch(
                config("one", 1),
                config("two", 2),
                "--gpus",
                "0,GPU-5ba4a1c2-0000-0000-0000-000000000002",
                "--threads",
                "3"));

    assertThat(ended.err())
        .contains("2 runs in 2 slots (gpu 0, gpu GPU-5ba4a1c2-0000-0000-0000-000000000002)");
    Set<String> devices = new TreeSet<>();
    Set<String> processes = new TreeSet<>();
    List<String> lines = Files.readAllLines(seen);
    // The first one is the batch itself, which hides no card.
    for (String line : lines.subList(1, lines.size())) {
      String[] words = line.split(" ");
      processes.add(words[0]);
      devices.add(words[1]);
      assertThat(words).as(line).endsWith("PCI_BUS_ID", "3");
    }
    assertThat(processes).hasSize(2);
    assertThat(devices).containsExactly("0", "GPU-5ba4a1c2-0000-0000-0000-000000000002");
    assertThat(ended.exit()).as(ended.err()).isEqualTo(7);

    Run absent = cards.run("batch", config("three", 3), "-o", "other", "--gpus", "0,2");
    assertThat(absent.err())
        .isEqualTo("error: --gpus names '2', but there is no such GPU; expected some of 0,1\n");
    assertThat(absent.exit()).isEqualTo(7);
    assertThat(folder.resolve("other")).doesNotExist();
  }
}
