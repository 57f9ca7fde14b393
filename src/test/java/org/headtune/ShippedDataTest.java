package org.headtune;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code data/README.md} says of a file is so. */
final class ShippedDataTest {
  private static final Path DATA = Path.of("data");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "digits/train.csv",
        "digits/test.csv",
        "digits/tags.csv",
        "digits/few.csv",
        "iris.csv",
        "paragraphs/train.csv",
        "paragraphs/test.csv"
      })
  void the_table_tells_rows_classes_and_checksum(String name) throws Exception {
    byte[] bytes = Files.readAllBytes(DATA.resolve(name));
    List<String> lines = new String(bytes, UTF_8).lines().skip(1).toList();
    Map<String, Long> counts =
        lines.stream()
            .map(line -> line.substring(line.lastIndexOf(',') + 1))
            .collect(groupingBy(label -> label, TreeMap::new, counting()));
    String classes =
        counts.entrySet().stream()
            .map(
                entry ->
                    "%s (%d)"
                        .formatted(
                            entry.getKey().isEmpty() ? "none" : entry.getKey(), entry.getValue()))
            .collect(joining(" · "));
    String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    assertThat(Files.readAllLines(DATA.resolve("README.md")))
        .contains("| `%s` | %d | %s | `%s` |".formatted(name, lines.size(), classes, sha256));
  }
}
