package org.headtune.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.headtune.UserError;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults that lie in the bytes or in the file system, and bytes that are odd but right. */
final class ConfigTextTest {
  private static final String GOOD = "data:\n  train: träin.csv\nmodel: {}\noutput: run\n";

  @TempDir Path folder;

  @Test
  void a_byte_order_mark_and_windows_line_ends_change_nothing() throws IOException {
    Path plain = Files.writeString(folder.resolve("plain.yaml"), GOOD);
    Path odd = Files.writeString(folder.resolve("odd.yaml"), "\uFEFF" + GOOD.replace("\n", "\r\n"));

    ResolvedConfig expected = ConfigFile.read(plain, List.of());
    ResolvedConfig resolved = ConfigFile.read(odd, List.of());

    assertThat(resolved.config()).isEqualTo(expected.config());
    assertThat(resolved.place("output").line()).isEqualTo(4);
    assertThat(resolved.place("data").column()).isEqualTo(1);
  }

  @Test
  void home_folder_and_variables_in_a_path_are_taken_as_they_stand() throws IOException {
    Path file = folder.resolve("c.yaml");
    Files.writeString(file, "data: {train: ~/a.csv}\nmodel: {}\noutput: ${HOME}/run\n");

    RunConfig config = ConfigFile.read(file, List.of()).config();

    assertThat(config.data().train()).containsExactly("~/a.csv");
    assertThat(config.output()).isEqualTo("${HOME}/run");
  }

  @Test
  void bytes_that_are_not_utf_8_are_named_by_offset() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("data: ä".getBytes(UTF_8));
    bytes.write(0xE4);
    assertThat(faultOf(bytes.toByteArray())).isEqualTo("is not UTF-8 at byte 8; save it as UTF-8");
    assertThat(faultOf(new byte[] {'a', (byte) 0xC3})).contains("at byte 1;");
    assertThat(faultOf("data:".getBytes(java.nio.charset.StandardCharsets.UTF_16)))
        .contains("at byte 0;");
    assertThat(faultOf("ä: \0".getBytes(UTF_8)))
        .isEqualTo("holds a NUL at byte 4; expected text: remove it");
    assertThat(faultOf("a: b\nc: \u0007".getBytes(UTF_8))).contains("U+0007 is not allowed");
  }

  @Test
  void an_empty_file_and_a_huge_file_are_named() throws IOException {
    assertThat(faultOf(new byte[0])).contains("expected one mapping");
    assertThat(faultOf(" ".repeat((1 << 20) + 1).getBytes(UTF_8))).contains("the limit of 1 MiB");
    assertThat(faultOf(("#" + " ".repeat((1 << 20) - 1)).getBytes(UTF_8)))
        .contains("expected one mapping");
  }

  @Test
  void deep_nesting_ends_at_once_in_a_fault() {
    Assertions.assertTimeout(
        Duration.ofSeconds(10),
        () -> {
          assertThat(faultOf("[".repeat(20_000).getBytes(UTF_8))).contains("nested too deep");
          assertThat(faultOf("{a: ".repeat(20_000).getBytes(UTF_8))).contains("nested too deep");
          assertThat(faultOf("- ".repeat(20_000).getBytes(UTF_8))).contains("nested too deep");
          assertThat(faultOf("? ".repeat(20_000).getBytes(UTF_8))).contains("nested too deep");
        });
  }

  @Test
  void what_is_not_a_readable_file_is_named_with_the_reason() throws Exception {
    assertThat(faultOf(folder.resolve("absent.yaml"))).contains("there is no such file");
    assertThat(faultOf(folder.resolve("absent/c.yaml"))).contains("there is no such file");
    assertThat(faultOf(folder)).contains("is a folder");
    Path pipe = folder.resolve("pipe");
    assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "no mkfifo");
    assertThat(faultOf(pipe)).contains("is a pipe or a device");
  }

  @Test
  void an_unreadable_file_is_named() throws IOException {
    Path file = Files.writeString(folder.resolve("c.yaml"), GOOD);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeTrue(!Files.isReadable(file), "this user may read everything");

    assertThat(faultOf(file)).contains("permission to read is denied");
  }

  private String faultOf(byte[] content) throws IOException {
    return faultOf(Files.write(folder.resolve("content.yaml"), content));
  }

  private static String faultOf(Path file) {
    UserError error = catchThrowableOfType(UserError.class, () -> ConfigFile.read(file, List.of()));
    assertThat(error.faults()).hasSize(1);
    assertThat(error.faults().get(0).place().file()).isEqualTo(file.toString());
    return error.faults().get(0).message();
  }
}
