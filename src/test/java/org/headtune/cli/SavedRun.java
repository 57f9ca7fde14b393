package org.headtune.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A run folder with checkpoints: what it came to, and what a kill would have left of it. */
record SavedRun(Path folder) {
  private static final List<String> RESULTS =
      List.of("model.zip", "metrics.json", "metrics.jsonl", "confusion.csv", "per_class.csv");

  /** The checkpoints, the oldest first. */
  List<Path> checkpoints() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("checkpoints"))) {
      return files.filter(file -> file.toString().matches(".*/step-\\d+\\.zip")).sorted().toList();
    }
  }

  Path newest() throws IOException {
    List<Path> all = checkpoints();
    return all.get(all.size() - 1);
  }

  /** All that must not depend on interruptions, by name; the bytes stand for themselves. */
  Map<String, String> results() throws IOException {
    Map<String, String> sums = new TreeMap<>();
    for (String name : RESULTS) {
      if (Files.exists(folder.resolve(name))) {
        sums.put(name, Workplace.sha256(folder.resolve(name)));
      }
    }
    sums.put(newest().getFileName().toString(), Workplace.sha256(newest()));
    return sums;
  }

  /**
   * A folder as a process leaves it that is killed when a checkpoint has just been saved and the
   * next one is being written: metrics beyond the checkpoint, the last line torn, and temporary
   * files.
   */
  SavedRun killedAfter(Path checkpoint, Path other) throws IOException {
    Path saved = Files.createDirectories(other.resolve("checkpoints"));
    for (String name : List.of(".lock", "config.yaml", "run.log", "metrics.jsonl")) {
      Files.copy(folder.resolve(name), other.resolve(name));
    }
    Files.writeString(other.resolve("metrics.jsonl"), "{\"epo", StandardOpenOption.APPEND);
    for (Path file : checkpoints()) {
      if (file.compareTo(checkpoint) <= 0) {
        Files.copy(file, saved.resolve(file.getFileName()));
      }
    }
    Files.writeString(saved.resolve("step-000000999.zip.tmp-99999"), "half");
    Files.writeString(other.resolve("report.html.tmp-99999"), "half");
    return new SavedRun(other);
  }

  /** Names of temporary files, which nobody may leave behind. */
  List<String> temporary() {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(Path::toString).filter(name -> name.contains(".tmp-")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
