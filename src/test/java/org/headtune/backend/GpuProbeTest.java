package org.headtune.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A script in the place of {@code nvidia-smi} answers as drivers 418 to 580 do. The answers are
 * composed, not recorded: names and capabilities are those that NVIDIA publishes, the UUIDs are
 * made up.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the script in nvidia-smi's place is of a shell")
final class GpuProbeTest {
  private static final String A100 =
      "GPU-5ba4a1c1-0000-0000-0000-000000000001, NVIDIA A100-SXM4-40GB, 40960, 40354, 525.105.17, 8.0";
  private static final String RTX_4090 =
      "GPU-9c1b2de4-0000-0000-0000-000000000002, NVIDIA GeForce RTX 4090, 24564, 24057, 535.129.03, 8.9";
  private static final String H100 =
      "GPU-fe01aa37-0000-0000-0000-000000000003, NVIDIA H100 80GB HBM3, 81559, 81008, 535.104.12, 9.0";
  private static final String RTX_5090 =
      "GPU-12f0cc80-0000-0000-0000-000000000004, NVIDIA GeForce RTX 5090, 32607, 32109, 575.64.03, 12.0";
  private static final String K40 =
      "GPU-77aa10b2-0000-0000-0000-000000000005, Tesla K40m, 11441, 11438, 470.256.02, 3.5";

  @TempDir Path root;

  private final Map<String, String> environment = new HashMap<>();

  /** Prints some lines and ends. */
  private void command(int exit, String... lines) throws IOException {
    StringBuilder script = new StringBuilder("#!/bin/sh\n");
    for (String line : lines) {
      script.append("echo '").append(line).append("'\n");
    }
    script(script.append("exit ").append(exit).append('\n').toString());
  }

  private void script(String text) throws IOException {
    Path bin = Files.createDirectories(root.resolve("bin"));
    Path command = Files.writeString(bin.resolve("nvidia-smi"), text);
    Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
    environment.put("PATH", root.resolve("none") + ":" + bin);
  }

  private void driver(String version) throws IOException {
    Path file = root.resolve("proc/driver/nvidia/version");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        "NVRM version: NVIDIA UNIX x86_64 Kernel Module  "
            + version
            + "  Wed Oct 25 20:21:31 UTC 2023\nGCC version:  gcc version 11.4.0 (Ubuntu)\n");
  }

  private GpuProbe probe() {
    return new GpuProbe(root, environment, Duration.ofSeconds(20));
  }

  private Gpus gpus() {
    return probe().look();
  }

  @Test
  void cards_of_capability_3_7_to_8_9_can_be_used() throws IOException {
    command(0, "0, " + A100, "1, " + A100);
    assertThat(gpus().obstacle()).isEmpty();
    assertThat(gpus().driver()).contains("525.105.17");
    Gpu second = gpus().visible().get(1);
    assertThat(second.index()).isEqualTo(1);
    assertThat(second.name()).isEqualTo("NVIDIA A100-SXM4-40GB");
    assertThat(second.capability()).contains(new Capability(8, 0));
    assertThat(second.totalMegabytes()).hasValue(40960);
    assertThat(second.freeMegabytes()).hasValue(40354);
    assertThat(Wanted.CUDA.reason(Wanted.CUDA, probe()))
        .isEqualTo("NVIDIA A100-SXM4-40GB, compute capability 8.0");

    command(0, "0, " + RTX_4090);
    assertThat(gpus().obstacle()).isEmpty();
  }

  @Test
  void there_is_code_for_a_card_of_the_same_major_number_and_no_earlier_minor_one() {
    for (String yes : "3.7 5.0 5.2 5.3 6.0 6.1 6.2 7.0 7.2 7.5 8.0 8.6 8.7 8.9".split(" ", -1)) {
      assertThat(Capability.parse(yes).orElseThrow().isSupported()).as(yes).isTrue();
    }
    for (String no : "2.1 3.0 3.2 3.5 9.0 10.0 10.3 11.0 12.0 12.1".split(" ", -1)) {
      assertThat(Capability.parse(no).orElseThrow().isSupported()).as(no).isFalse();
    }
    assertThat(Capability.parse("[N/A]")).isEmpty();
  }

  @Test
  void a_newer_or_older_card_is_refused_with_what_the_build_holds() throws IOException {
    command(0, "0, " + H100);
    assertThat(gpus().obstacle())
        .contains(
            "GPU 0, NVIDIA H100 80GB HBM3, has compute capability 9.0, and nd4j-cuda-11.6 holds machine"
                + " code for 3.7 to 8.9 and no PTX that a driver could make code for other cards from;"
                + " use --backend cpu, or a card of compute capability 3.7 to 8.9");
    for (Wanted build : new Wanted[] {Wanted.CPU, Wanted.CUDA}) {
      assertThatThrownBy(() -> Wanted.CUDA.reason(build, probe()))
          .isInstanceOfSatisfying(
              UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BACKEND))
          .hasMessageStartingWith(
              "--backend cuda was asked for, but GPU 0, NVIDIA H100 80GB HBM3,");
    }
    command(0, "0, " + RTX_5090);
    assertThat(gpus().obstacle().orElseThrow()).contains("compute capability 12.0");
    command(0, "0, " + K40);
    assertThat(gpus().obstacle().orElseThrow()).contains("Tesla K40m, has compute capability 3.5");
  }

  @Test
  void of_mixed_cards_those_that_cannot_run_must_be_hidden() throws IOException {
    command(0, "0, " + H100, "1, " + A100, "2, " + RTX_4090);
    assertThat(gpus().obstacle().orElseThrow())
        .startsWith("GPU 0, NVIDIA H100 80GB HBM3, has compute capability 9.0")
        .endsWith("; hide it with CUDA_DEVICE_ORDER=PCI_BUS_ID CUDA_VISIBLE_DEVICES=1,2");

    environment.put("CUDA_VISIBLE_DEVICES", "2,1");
    assertThat(gpus().obstacle()).isEmpty();
    assertThat(gpus().visible()).extracting(Gpu::index).containsExactly(2, 1);
    assertThat(gpus().all()).hasSize(3);
    environment.put("CUDA_VISIBLE_DEVICES", "GPU-5ba4a1c1");
    assertThat(gpus().visible()).extracting(Gpu::index).containsExactly(1);
    environment.put("CUDA_VISIBLE_DEVICES", "1,7,0");
    assertThat(gpus().visible()).extracting(Gpu::index).containsExactly(1);
    environment.put("CUDA_VISIBLE_DEVICES", "MIG-5ba4a1c1");
    assertThat(gpus().visible()).hasSize(3);
  }

  @Test
  void a_card_is_asked_for_by_its_number_or_uuid() throws IOException {
    command(0, "0, " + H100, "1, " + A100);
    Gpus found = gpus();
    assertThat(found.obstacle("1")).isEmpty();
    assertThat(found.obstacle("GPU-5ba4a1c1")).isEmpty();
    assertThat(found.obstacle("MIG-5ba4a1c1")).isEmpty();
    assertThat(found.obstacle("0").orElseThrow()).contains("compute capability 9.0");
    for (String none : new String[] {"2", "01", "GPU-1", ""}) {
      assertThat(found.obstacle(none))
          .as(none)
          .contains("there is no such GPU; expected some of 0,1");
    }
  }

  @Test
  void hidden_cards_are_told_from_missing_ones() throws IOException {
    command(0, "0, " + A100, "1, " + A100);
    for (String none : new String[] {"", "-1", "5"}) {
      environment.put("CUDA_VISIBLE_DEVICES", none);
      assertThat(gpus().obstacle())
          .contains(
              "CUDA_VISIBLE_DEVICES is \""
                  + none
                  + "\" and hides all 2 GPUs of this machine; unset it, or name one of 0,1");
    }
  }

  @Test
  void an_old_driver_does_not_tell_the_capability() throws IOException {
    script(
        """
        #!/bin/sh
        case $1 in
          *compute_cap*) echo 'Field "compute_cap" is not a valid field to query.'; echo; exit 2 ;;
        esac
        echo '0, GPU-3f1b9a70-0000-0000-0000-000000000006, Tesla K80, 11441, 11438, 470.82.01'
        echo '1, GPU-3f1b9a71-0000-0000-0000-000000000007, Tesla K80, 11441, 11438, 470.82.01'
        """);
    assertThat(gpus().obstacle()).isEmpty();
    assertThat(gpus().visible().get(0).capability()).isEmpty();
    assertThat(gpus().visible().get(0)).hasToString("Tesla K80");
  }

  @Test
  void a_driver_from_before_cuda_11_is_too_old() throws IOException {
    command(
        0,
        "0, GPU-3f1b9a70-0000-0000-0000-000000000006, Tesla V100-SXM2-16GB, 16160, 16157, 418.226.00");
    assertThat(gpus().obstacle())
        .contains(
            "the NVIDIA driver 418.226.00 is older than CUDA 11.6 can work with; install 450.80.02 or"
                + " newer");
  }

  @Test
  void memory_that_is_not_the_cards_own_is_not_told() throws IOException {
    command(
        0,
        "0, GPU-aa0412c3-0000-0000-0000-000000000008, NVIDIA GB10, [N/A], [N/A], 580.95.05, 12.1");
    assertThat(gpus().all().get(0).totalMegabytes()).isEmpty();
    assertThat(gpus().obstacle().orElseThrow()).contains("12.1");
  }

  @Test
  void what_the_command_says_when_it_fails_is_the_cause() throws IOException {
    driver("535.129.03");
    command(
        18,
        "Failed to initialize NVML: Driver/library version mismatch",
        "NVML library version: 535.171");
    assertThat(gpus().obstacle())
        .contains(
            "nvidia-smi says: Failed to initialize NVML: Driver/library version mismatch, since the driver"
                + " was updated while its old module was loaded; restart the machine");
    assertThat(gpus().driver()).contains("535.129.03");

    command(6, "No devices were found");
    assertThat(gpus().obstacle())
        .contains("the NVIDIA driver finds no GPU (nvidia-smi says: No devices were found)");

    command(
        9,
        "NVIDIA-SMI has failed because it couldn'\\''t communicate with the NVIDIA driver. Make sure that"
            + " the latest NVIDIA driver is installed and running.");
    assertThat(gpus().obstacle().orElseThrow())
        .startsWith(
            "the NVIDIA driver cannot be asked for its GPUs (nvidia-smi says: NVIDIA-SMI has failed");

    command(12);
    assertThat(gpus().obstacle().orElseThrow()).contains("nvidia-smi ended with exit code 12");
  }

  @Test
  void a_command_that_hangs_does_not_hang_us() throws IOException {
    script("#!/bin/sh\nsleep 60\n");
    long began = System.nanoTime();
    assertThat(
            new GpuProbe(root, environment, Duration.ofSeconds(1)).look().obstacle().orElseThrow())
        .startsWith("nvidia-smi has not answered within 1 s, so the NVIDIA driver hangs");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void a_machine_without_any_driver_says_so() {
    assertThat(probe().driver()).isEmpty();
    assertThat(gpus().obstacle())
        .contains(
            "there is no NVIDIA driver on this machine (no nvidia-smi, no /proc/driver/nvidia/version);"
                + " use --backend cpu");
    assertThat(gpus().all()).isEmpty();
    assertThat(Wanted.AUTO.reason(Wanted.CPU, probe())).isEqualTo("no NVIDIA driver here");
    assertThat(Wanted.CPU.reason(Wanted.CPU, probe())).isEqualTo("as asked for");
    assertThatThrownBy(() -> Wanted.CUDA.reason(Wanted.CPU, probe()))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BACKEND))
        .hasMessageStartingWith("--backend cuda was asked for, but there is no NVIDIA driver");
    assertThatThrownBy(() -> Wanted.AUTO.reason(Wanted.CUDA, probe()))
        .hasMessageStartingWith("this build is for CUDA, but there is no NVIDIA driver");
    assertThatThrownBy(() -> Wanted.CPU.reason(Wanted.CUDA, probe()))
        .hasMessageContaining("holds only the native libraries for CUDA");
  }

  @Test
  void a_container_that_was_not_given_the_gpus_says_so() throws IOException {
    driver("535.129.03");
    assertThat(gpus().obstacle())
        .contains(
            "the NVIDIA driver 535.129.03 is loaded, but there is no nvidia-smi to ask it for its GPUs;"
                + " give the container the GPUs, with --gpus all");
  }

  @Test
  void a_gpu_that_only_another_build_can_use_is_told_with_the_way_to_it() throws IOException {
    driver("525.105.17");
    command(0, "0, " + A100);
    assertThatThrownBy(() -> Wanted.CUDA.reason(Wanted.CPU, probe()))
        .hasMessageContaining("makes a build for the GPU with --backend cuda");
    assertThat(Wanted.AUTO.reason(Wanted.CPU, probe()))
        .isEqualTo("this build is for the CPU; --backend cuda is for the GPU");
  }
}
