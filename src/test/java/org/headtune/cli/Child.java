package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The whole program in a process of its own, with the flags of every start and those that a test
 * adds.
 *
 * @param folder its working directory
 * @param environment beside the one of this process
 */
record Child(Path folder, List<String> flags, String classPath, Map<String, String> environment) {
  private static final int SECONDS = 60;

  static Child in(Path folder, String... flags) {
    return new Child(
        folder,
        List.of(flags),
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        Map.of());
  }

  /** The same without the jars whose name contains the word. */
  Child without(String word) {
    return new Child(
        folder,
        flags,
        Arrays.stream(classPath.split(File.pathSeparator))
            .filter(entry -> !Path.of(entry).getFileName().toString().contains(word))
            .collect(Collectors.joining(File.pathSeparator)),
        environment);
  }

  Child with(String variable, String value) {
    return new Child(folder, flags, classPath, Map.of(variable, value));
  }

  Run run(String... words) throws IOException, InterruptedException {
    return run(List.of(), words);
  }

  /** Runs it under another program, such as {@code nohup}. */
  Run run(List<String> under, String... words) throws IOException, InterruptedException {
    try (Started child = start(under, words)) {
      return child.end();
    }
  }

  /** Runs it as the first part of a pipe; the exit code is the program's own. */
  Run pipedInto(String reader, String... words) throws IOException, InterruptedException {
    List<String> shell =
        new ArrayList<>(
            List.of("bash", "-c", "\"$@\" | " + reader + "; exit ${PIPESTATUS[0]}", "bash"));
    shell.addAll(command(words));
    return run(new ProcessBuilder(shell));
  }

  /** Runs it with a file as its standard input, in a locale. */
  Run run(Path input, String locale, String... words) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command(words)).redirectInput(input.toFile());
    builder.environment().put("LC_ALL", locale);
    return run(builder);
  }

  /** The words that start it. */
  List<String> command(String... words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Path.of("scripts", "jvm.options").toAbsolutePath());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath, Main.class.getName()));
    command.addAll(List.of(words));
    return command;
  }

  private Run run(ProcessBuilder builder) throws IOException, InterruptedException {
    try (Started child = start(builder)) {
      return child.end();
    }
  }

  Started start(String... words) throws IOException {
    return start(List.of(), words);
  }

  Started start(List<String> under, String... words) throws IOException {
    List<String> command = new ArrayList<>(under);
    command.addAll(command(words));
    return start(new ProcessBuilder(command));
  }

  private Started start(ProcessBuilder builder) throws IOException {
    Path out = Files.createTempFile("headtune", ".out");
    Path err = Files.createTempFile("headtune", ".err");
    builder.environment().put("HEADTUNE_CACHE", folder.resolve("cache").toString());
    builder.environment().putAll(environment);
    return new Started(
        builder
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start(),
        out,
        err);
  }

  /** The process while it runs. */
  record Started(Process process, Path out, Path err) implements AutoCloseable {

    /** Until a file is there that it writes. */
    void waitFor(Path file) throws InterruptedException {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
      while (!Files.exists(file)) {
        assertThat(process.isAlive() && System.nanoTime() < end).as("%s", file).isTrue();
        Thread.sleep(2);
      }
    }

    /** Until a file has a word that it writes. */
    void waitFor(Path file, String word) throws IOException, InterruptedException {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
      while (!Files.readString(file, StandardCharsets.UTF_8).contains(word)) {
        assertThat(process.isAlive() && System.nanoTime() < end).as("%s", file).isTrue();
        Thread.sleep(2);
      }
    }

    /** As {@code kill} does it. */
    void signal(String name) throws IOException, InterruptedException {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    /** Waits for its end; a process that a signal ended has the exit code of a shell, 128 + n. */
    Run end() throws IOException, InterruptedException {
      boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly();
      Run run =
          new Run(
              ended ? process.exitValue() : -1,
              Files.readString(out, StandardCharsets.UTF_8),
              Files.readString(err, StandardCharsets.UTF_8));
      assertThat(ended).as("%s", run).isTrue();
      return run;
    }

    @Override
    public void close() throws IOException {
      process.destroyForcibly();
      Files.delete(out);
      Files.delete(err);
    }
  }
}
