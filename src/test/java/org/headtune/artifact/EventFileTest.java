package org.headtune.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventFileTest {
  private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_500L);

  @TempDir Path folder;

  private byte[] onlyFile() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      assertThat(all.get(0).getFileName().toString()).startsWith("events.out.tfevents.1700000000.");
      return Files.readAllBytes(all.get(0));
    }
  }

  /**
   * The bytes that TensorBoard 2.21's own {@code EventFileWriter} (record_writer, event_pb2) leaves
   * for the same events; its reader gives the numbers back.
   */
  @Test
  void its_bytes_are_those_of_tensorboards_own_writer() throws IOException {
    try (EventFile file = EventFile.in(folder, NOW)) {
      Map<String, Double> numbers = new LinkedHashMap<>();
      numbers.put("training/loss", 0.25);
      numbers.put("validation/accuracy", 0.1);
      file.add(NOW.plusSeconds(1), 300, numbers);
    }
    assertThat(HexFormat.of().formatHex(onlyFile()))
        .isEqualTo(
            "1800000000000000a37f4b220900002040fc54d9411a0d627261696e2e4576656e743a322b35311040000000000000002817f4950900006040fc54d94110ac022a320a140a0d747261696e696e672f6c6f7373150000803e0a1a0a1376616c69646174696f6e2f616363757261637915cdcccc3d0019e067");
  }

  @Test
  void a_folder_that_cannot_be_made_is_a_users_fault() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> EventFile.in(file.resolve("below"), NOW))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.RESOURCES));
  }
}
