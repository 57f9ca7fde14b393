package org.headtune.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicFileTest {
  @TempDir Path folder;

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  private static UserError fault(Path target, AtomicFile.Content content) {
    return catchThrowableOfType(UserError.class, () -> AtomicFile.write(target, content));
  }

  @Test
  void the_new_bytes_take_the_place_of_the_old() throws IOException {
    Path file = folder.resolve("käse with spaces\n.txt");
    AtomicFile.write(file, "old");
    AtomicFile.write(file, "new");

    assertThat(file).hasContent("new");
    assertThat(names(folder)).hasSize(1);
  }

  @Test
  void a_write_that_fails_leaves_the_old_file() throws IOException {
    Path file = folder.resolve("model.zip");
    AtomicFile.write(file, "old");
    UserError error =
        fault(
            file,
            out -> {
              out.write(new byte[1 << 20]);
              throw new IOException("No space left on device");
            });

    assertThat(error.exitCode()).isEqualTo(ExitCode.RESOURCES);
    assertThat(error).hasMessageContaining("No space left on device");
    assertThat(file).hasContent("old");
    assertThat(names(folder)).containsExactly("model.zip");
  }

  @Test
  void a_check_that_fails_leaves_the_old_file() throws IOException {
    Path file = folder.resolve("model.zip");
    AtomicFile.write(file, "old");

    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> out.write('x'),
                    written -> {
                      assertThat(written).hasContent("x");
                      throw new IllegalStateException();
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(file).hasContent("old");
    assertThat(names(folder)).containsExactly("model.zip");
  }

  @Test
  void a_full_disk_leaves_the_old_file() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "mounting a small disk needs root");
    Path disk = Files.createDirectory(folder.resolve("disk"));
    int mounted = run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString());
    assumeTrue(mounted == 0, "this machine does not let root mount a small disk");
    try {
      Path file = disk.resolve("model.zip");
      byte[] old = new byte[24 << 10];
      AtomicFile.write(file, out -> out.write(old));
      for (int size = 36 << 10; size < 256 << 10; size += 4 << 10) {
        byte[] bytes = new byte[size];
        bytes[0] = 1;
        UserError error = fault(file, out -> out.write(bytes));
        if (error != null) {
          assertThat(error.exitCode()).isEqualTo(ExitCode.RESOURCES);
          assertThat(error).hasMessageContaining("No space left on device");
          assertThat(size).isGreaterThan(36 << 10);
        }
        assertThat(error == null).isEqualTo(size <= 40 << 10);
        assertThat(names(disk)).containsExactly("model.zip");
        assertThat(Files.size(file)).isEqualTo(error == null ? size : 24 << 10);
        AtomicFile.write(file, out -> out.write(old));
      }
    } finally {
      run("umount", disk.toString());
    }
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  @Test
  void devices_are_written_to_and_stay_devices() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "this machine has no /dev/full");

    assertThat(fault(full, out -> out.write(new byte[1 << 20])).exitCode())
        .isEqualTo(ExitCode.RESOURCES);
    AtomicFile.write(Path.of("/dev/null"), "gone");
    assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
  }

  @Test
  void a_link_is_followed() throws IOException {
    Path file = folder.resolve("file");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    AtomicFile.write(file, "old");
    AtomicFile.write(link, "new");

    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("new");
  }

  @Test
  void a_link_to_what_is_not_there_yet_is_followed_too() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Path second = Files.createSymbolicLink(other.resolve("second"), Path.of("absent"));
    Path first = Files.createSymbolicLink(folder.resolve("first"), Path.of("other/second"));
    AtomicFile.write(first, "new");
    assertThat(other.resolve("absent")).hasContent("new");
    assertThat(first).isSymbolicLink();
    assertThat(second).isSymbolicLink();
  }

  @Test
  void a_folder_or_a_missing_folder_is_named() {
    assertThat(fault(folder, out -> {}))
        .hasMessageContaining("it is a folder")
        .hasMessageContaining(folder.toString());
    assertThat(fault(folder.resolve("no/file"), out -> {}))
        .hasMessageContaining("its folder does not exist");
    assertThat(fault(folder.resolve("x".repeat(300)), out -> {}))
        .hasMessageContaining("File name too long");
  }
}
