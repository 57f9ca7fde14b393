package org.headtune.backend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The processor's cores that this process may compute on. */
public final class Cores {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String KEY = "Cpus_allowed_list:";

  private Cores() {}

  /** Their numbers as Linux counts them; empty on other systems. */
  public static List<Integer> allowed() {
    try (Stream<String> lines = Files.lines(STATUS, StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith(KEY))
          .findFirst()
          .map(line -> parse(line.substring(KEY.length())))
          .orElse(List.of());
    } catch (IOException e) {
      return List.of();
    }
  }

  /** The numbers of a list such as {@code 0-3,8}. */
  static List<Integer> parse(String list) {
    return Stream.of(list.strip().split(","))
        .map(range -> range.split("-"))
        .flatMapToInt(
            ends ->
                IntStream.rangeClosed(
                    Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1])))
        .boxed()
        .toList();
  }

  /** Whether a program of that name stands on the path. */
  public static boolean canPin(String path) {
    return Stream.of(path.split(java.io.File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "taskset")));
  }
}
