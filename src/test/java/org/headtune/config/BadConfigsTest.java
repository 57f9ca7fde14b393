package org.headtune.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
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

  static Stream<String> names() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".yaml"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void every_fault_is_told_at_its_place(String name) throws IOException {
    Path file = FOLDER.resolve(name);
    List<String> expected = Files.readAllLines(FOLDER.resolve(name.replace(".yaml", ".txt")));

    UserError error = catchThrowableOfType(UserError.class, () -> ConfigFile.read(file, List.of()));

    assertThat(error.exitCode()).isEqualTo(ExitCode.CONFIG);
    assertThat(error.faults())
        .extracting(fault -> fault.toString().replace(FOLDER + "/", ""))
        .containsExactlyElementsOf(expected);
  }
}
