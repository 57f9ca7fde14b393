package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The configs that ship keep what their heads promise. */
final class ConfigFilesTest {
  private static final String SCHEMA_LINE =
      "# yaml-language-server: $schema=../docs/headtune.schema.json";
  private static final Pattern PROMISE =
      Pattern.compile("(?m)^# Expect: test (accuracy|micro F1) ([0-9.]+) or more, ");

  private static final Pattern FROM = Pattern.compile("(?m)^from: runs/(\\S+)$");

  @TempDir private Path folder;

  static List<Path> configs() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("configs"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void a_config_starts_with_the_line_that_shows_editors_the_schema(Path config) throws IOException {
    assertThat(Files.readAllLines(config).get(0)).isEqualTo(SCHEMA_LINE);
  }

  @ParameterizedTest
  @MethodSource("configs")
  void a_config_reaches_what_its_head_promises(Path config) throws IOException {
    Matcher promise = PROMISE.matcher(Files.readString(config));
    assertThat(promise.find()).as("%s says what to expect", config).isTrue();

    Run run = run(config);

    assertThat(run.exit()).as(run.err()).isZero();
    String metric = promise.group(1).toLowerCase(Locale.ROOT).replace(' ', '_');
    assertThat(new ObjectMapper().readTree(run.out()).at("/test/" + metric).doubleValue())
        .isGreaterThanOrEqualTo(Double.parseDouble(promise.group(2)));
  }

  /** Does what the config says; first, what the config says that it starts from. */
  private Run run(Path config) throws IOException {
    String output = folder.resolve(config.getFileName()).toString();
    Matcher from = FROM.matcher(Files.readString(config));
    if (!from.find()) {
      return Run.of("train", config.toString(), "-o", output, "--json");
    }
    Path parent = config.resolveSibling(from.group(1) + ".yaml");
    assertThat(run(parent).exit()).isZero();
    return Run.of(
        "finetune",
        config.toString(),
        "--from",
        folder.resolve(parent.getFileName()).toString(),
        "-o",
        output,
        "--json");
  }
}
