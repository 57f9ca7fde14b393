package org.headtune.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each NAME.yaml of bad-configs must give exactly the faults of NAME.txt, one per line. */
final class BadConfigsTest {
  private static final Path FOLDER = Path.of("src/test/resources/bad-configs");

  static Stream<Path> files() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void every_fault_is_told_at_its_place(Path file) throws IOException {
    List<String> expected = Files.readAllLines(Path.of(file.toString().replace(".yaml", ".txt")));

    UserError error = catchThrowableOfType(UserError.class, () -> ConfigFile.read(file, List.of()));

    assertThat(error.exitCode()).isEqualTo(ExitCode.CONFIG);
    assertThat(error.faults())
        .extracting(fault -> fault.toString().replace(FOLDER + "/", ""))
        .containsExactlyElementsOf(expected);
  }
}
