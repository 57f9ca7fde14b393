package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The container recipe and the units of systemd, as far as they can be tried without a container
 * and without a change to this machine.
 */
final class DeploymentTest {
  private static final String APP = "/opt/headtune/";
  private static final Pattern UNIT =
      Pattern.compile("(?s)```ini\\n# /etc/systemd/system/(\\S+)\\n(.*?)```");

  @TempDir Path folder;
  private String recipe;

  @BeforeEach
  void without_comments_and_broken_lines() throws IOException {
    recipe =
        Files.readString(Path.of("Dockerfile"))
            .replaceAll("(?m)^#.*\\n", "")
            .replaceAll("\\\\\\n *", "");
  }

  private List<String> instructions(String name) {
    return recipe
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.substring(name.length() + 1))
        .toList();
  }

  private static List<String> words(String json) throws IOException {
    return List.of(new ObjectMapper().readValue(json, String[].class));
  }

  /** What a program said, on both streams, and how it ended. */
  private record Said(int exit, String text) {}

  private Said run(Path directory, List<String> command) throws Exception {
    Path text = folder.resolve("said");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(text.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("an end of " + command).isTrue();
    return new Said(process.exitValue(), Files.readString(text));
  }

  @Test
  void what_the_image_takes_from_the_checkout_is_there_and_not_hidden_from_it() throws IOException {
    List<String> shown =
        Files.readAllLines(Path.of(".dockerignore")).stream()
            .filter(line -> line.startsWith("!"))
            .map(line -> line.substring(1))
            .toList();
    List<String> sources =
        instructions("COPY").stream()
            .filter(line -> !line.startsWith("--from"))
            .map(line -> line.split(" +"))
            .flatMap(line -> Arrays.stream(line, 0, line.length - 1))
            .toList();
    assertThat(sources).contains("mvnw", "src/main", "scripts/jvm.options");
    assertThat(sources).allSatisfy(source -> assertThat(Path.of(source)).exists());
    assertThat(shown).containsExactlyInAnyOrderElementsOf(sources);
  }

  @Test
  void what_it_takes_from_its_first_stage_is_what_the_build_makes() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    List<String> made =
        instructions("COPY").stream()
            .filter(line -> line.startsWith("--from=build "))
            .map(line -> line.split(" +", -1)[1])
            .toList();
    assertThat(made).containsExactly("/src/target/lib", "/src/target/headtune.jar");
    assertThat(pom)
        .contains("<finalName>headtune</finalName>", "<id>lib</id>", "<id>cuda</id>")
        .contains("<outputDirectory>${project.build.directory}/lib</outputDirectory>");
  }

  /** With a Maven that says what it was told. */
  @ParameterizedTest
  @CsvSource({"cpu, -B -ntp -Dnd4j.variant=-onednn-avx2", "cuda, -B -ntp -Pcuda -Dnd4j.variant="})
  void its_build_is_one_for_the_backend_that_is_asked_for(String backend, String options)
      throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no /bin/sh here");
    Path maven = Files.writeString(folder.resolve("mvnw"), "#!/bin/sh\necho \"$@\"\n");
    Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwx------"));
    String variant =
        instructions("ARG").stream()
            .filter(line -> line.startsWith("VARIANT="))
            .findFirst()
            .orElseThrow();
    String build = instructions("RUN").get(0);
    Said said =
        run(folder, List.of("/usr/bin/env", "BACKEND=" + backend, variant, "/bin/sh", "-c", build));
    assertThat(said.exit()).as(said.text()).isZero();
    assertThat(said.text())
        .isEqualTo(
            options
                + " resources:resources compiler:compile jar:jar dependency:copy-dependencies@lib\n");
  }

  /** Packages and users are not for a test to change. */
  @Test
  void a_shell_understands_each_of_its_commands() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no /bin/sh here");
    assertThat(instructions("RUN")).hasSize(2);
    for (String command : instructions("RUN")) {
      Said said = run(folder, List.of("/bin/sh", "-n", "-c", command));
      assertThat(said.exit()).as(said.text()).isZero();
    }
  }

  @Test
  void its_start_is_one_of_the_program() throws Exception {
    List<String> start = new ArrayList<>();
    for (String word : words(instructions("ENTRYPOINT").get(0))) {
      start.add(
          word.replace(APP + "jvm.options", Path.of("scripts/jvm.options").toAbsolutePath() + ""));
    }
    int jar = start.indexOf("-jar");
    assertThat(start.subList(jar, start.size())).containsExactly("-jar", APP + "headtune.jar");
    assertThat(start.get(0)).isEqualTo("java");
    start.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
    start.set(jar, "-cp");
    start.set(jar + 1, Child.in(folder).classPath());
    start.add(Main.class.getName());
    start.addAll(words(instructions("CMD").get(0)));

    Said said = run(Path.of("").toAbsolutePath(), start);

    assertThat(said.exit()).as(said.text()).isZero();
    assertThat(said.text()).startsWith("Usage: headtune ");
  }

  @Test
  void the_units_of_systemd_are_sound() throws Exception {
    Path tool = Path.of("/usr/bin/systemd-analyze");
    assumeTrue(Files.isExecutable(tool), "no " + tool + " here");
    List<String> command = new ArrayList<>(List.of(tool.toString(), "verify"));
    String page = Files.readString(Path.of("docs/operations.md"));
    for (MatchResult unit : UNIT.matcher(page).results().toList()) {
      command.add(Files.writeString(folder.resolve(unit.group(1)), unit.group(2)).toString());
    }
    assertThat(command).hasSize(4);

    Said said = run(folder, command);

    assumeTrue(!said.text().contains("Failed to initialize manager"), said.text());
    assertThat(said.exit()).as(said.text()).isZero();
    // Other units of this machine may have faults of their own.
    assertThat(said.text().lines().filter(line -> line.contains("headtune"))).isEmpty();
    Matcher runs = Pattern.compile("/opt/headtune/(scripts/\\S+) batch").matcher(page);
    assertThat(runs.find()).isTrue();
    assertThat(Path.of(runs.group(1))).isExecutable();
  }
}
