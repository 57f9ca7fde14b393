package org.headtune.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostTest {
  @TempDir Path root;

  private void write(String path, String text) throws IOException {
    Files.createDirectories(root.resolve(path).getParent());
    Files.writeString(root.resolve(path), text);
  }

  private Host linux() {
    return Host.below(root, "linux-x86_64");
  }

  private Host processor(String flags) throws IOException {
    write(
        "proc/cpuinfo",
        "processor\t: 0\nvendor_id\t: GenuineIntel\nmodel name\t: Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz\n"
            + "flags\t\t: fpu vme "
            + flags
            + " clflushopt\n\nprocessor\t: 1\nflags\t\t: none\n");
    return linux();
  }

  @Test
  void the_natives_that_fit_are_those_the_launcher_takes() throws IOException {
    Host wide = processor("avx2 avx512f avx512dq avx512cd avx512bw avx512vl");
    assertThat(wide.processor()).isEqualTo("Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz");
    assertThat(wide.fitting()).isEqualTo("linux-x86_64-onednn-avx512");
    assertThat(wide.instructions()).hasSize(6);
    assertThat(processor("avx2 avx512f avx512cd avx512er avx512pf").fitting())
        .isEqualTo("linux-x86_64-onednn-avx2");
    assertThat(processor("sse4_2 avx").fitting()).isEqualTo("linux-x86_64-onednn");
    assertThat(Host.below(root, "windows-x86_64").fitting())
        .isEqualTo("windows-x86_64-onednn-avx2");
    assertThat(Host.below(root, "linux-arm64").fitting()).isEqualTo("linux-arm64");
  }

  @Test
  void this_build_holds_natives_for_this_machine() {
    assertThat(Host.ofThisMachine().natives()).isPresent();
    assertThat(Host.ofThisMachine().cores()).isPositive();
    assertThat(Host.ofThisMachine().memory()).isGreaterThan(Host.ofThisMachine().freeMemory());
  }

  @Test
  void the_limit_of_a_container_is_that_of_its_control_group() throws IOException {
    assertThat(linux().containerMemory()).isEmpty();
    write("sys/fs/cgroup/memory.max", "max\n");
    assertThat(linux().containerMemory()).isEmpty();
    write("sys/fs/cgroup/memory.max", "4294967296\n");
    assertThat(linux().containerMemory()).hasValue(4L << 30);
    Files.delete(root.resolve("sys/fs/cgroup/memory.max"));
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    assertThat(linux().containerMemory()).isEmpty();
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "536870912\n");
    assertThat(linux().containerMemory()).hasValue(512L << 20);
  }
}
