package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import org.headtune.backend.GpuProbe;
import org.headtune.backend.Gpus;
import org.headtune.backend.Wanted;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DoctorTest {
  @TempDir Path folder;
  private Workplace place;

  @BeforeEach
  void setUp() throws IOException {
    place = Workplace.in(folder);
  }

  @Test
  void a_machine_that_computes_right_is_told_in_full() throws IOException {
    Run run = Run.of("doctor", "--backend", "cpu", "--threads", "1", "-o", place.word("not/yet"));
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines())
        .allMatch(line -> line.matches("[a-z0-9 ]{32} \\S.*"))
        .contains(
            "backend kind                     cpu",
            "backend reason                   as asked for",
            "backend threads                  1",
            "backend training step            right",
            "verdict computes                 true",
            "folders output path              " + folder.resolve("not/yet"));
  }

  @Test
  void a_program_reads_it_as_json() throws IOException {
    Run run = Run.of("doctor", "--json", "--backend", "cpu");
    JsonNode facts = new ObjectMapper().readTree(run.out());
    assertThat(facts.at("/verdict/computes").asBoolean()).isTrue();
    assertThat(facts.at("/verdict/cause").isNull()).isTrue();
    assertThat(facts.at("/java/version").asText())
        .isEqualTo(System.getProperty("java.runtime.version"));
    assertThat(facts.at("/processor/cores").asInt()).isPositive();
    assertThat(facts.at("/memory/heap_limit_mb").asLong())
        .isEqualTo(Runtime.getRuntime().maxMemory() >> 20);
    assertThat(facts.at("/folders/output/owner").asText())
        .isEqualTo(Files.getOwner(Path.of("").toAbsolutePath()).getName());
    assertThat(facts.at("/folders/output/free_mb").asLong()).isPositive();
    assertThat(facts.at("/backend/nd4j").asText()).isEqualTo("1.0.0-M2.1");
    assertThat(facts.at("/backend/training_step").asText()).isEqualTo("right");
  }

  @Test
  void without_a_gpu_cuda_is_exit_7_with_the_first_cause_behind_all_facts() throws IOException {
    Gpus gpus = GpuProbe.ofThisMachine().look();
    assumeTrue(gpus.obstacle().isPresent(), "this machine has a GPU that can be used");
    // The processor's time, since other tests may keep the machine busy.
    ThreadMXBean thread = ManagementFactory.getThreadMXBean();
    long began = thread.getCurrentThreadCpuTime();
    Run run = Run.of("doctor", "--backend", "cuda");
    assertThat(thread.getCurrentThreadCpuTime() - began).isLessThan(2_000_000_000L);
    assertThat(run.exit()).isEqualTo(7);
    assertThat(run.err())
        .isEqualTo(
            "error: --backend cuda was asked for, but "
                + gpus.obstacle().get()
                + System.lineSeparator());
    assertThat(run.out().lines())
        .contains("verdict computes                 false")
        .anyMatch(line -> line.startsWith("java version"));
  }

  @Test
  @Tag("gpu")
  void a_gpu_computes_the_same_step() throws IOException {
    assumeTrue(Wanted.ofBuild() == Wanted.CUDA, "this build is for the CPU; see docs/gpu.md");
    Gpus gpus = GpuProbe.ofThisMachine().look();
    assumeTrue(gpus.obstacle().isEmpty(), () -> gpus.obstacle().get());
    Run run = Run.of("doctor", "--backend", "cuda");
    assertThat(run.exit()).as(run.out() + run.err()).isZero();
    assertThat(run.out().lines()).contains("backend kind                     cuda");
  }
}
