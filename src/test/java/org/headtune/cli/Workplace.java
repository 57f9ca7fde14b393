package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A folder with a small table, a config for it, and a run once it is trained. */
record Workplace(Path folder) {
  private static final String CLASSES = "abc";

  /** Three classes that two columns tell apart. */
  static Workplace in(Path folder) throws IOException {
    Workplace place = new Workplace(folder);
    place.write("train.csv", table(60));
    place.config("train.csv", "");
    return place;
  }

  /** Rows {@code x,y,label}. */
  static String table(int rows) {
    StringBuilder text = new StringBuilder("x,y,label\n");
    for (int i = 0; i < rows; i++) {
      int k = i % CLASSES.length();
      text.append(k + i % 7 / 10.0).append(',').append(2 - k - i % 5 / 10.0).append(',');
      text.append(CLASSES.charAt(k)).append('\n');
    }
    return text.toString();
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  String word(String name) {
    return path(name).toString();
  }

  Path write(String name, String text) throws IOException {
    return write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  Path write(String name, byte[] bytes) throws IOException {
    return Files.write(path(name), bytes);
  }

  /**
   * Writes {@code config.yaml}, which trains two epochs into the folder {@code run}.
   *
   * @param layers items of {@code model.layers}, in YAML's flow style
   */
  String config(String table, String layers) throws IOException {
    String text =
        """
        data: {train: '%s', label: label}
        model: {layers: [%s]}
        training: {epochs: 2, batch_size: 16}
        output: '%s'
        """
            .formatted(word(table), layers, word("run"));
    return write("config.yaml", text).toString();
  }

  /** Trains the config as it stands; the folder of the run. */
  String trained() {
    Run run = Run.of("train", word("config.yaml"), "--force");
    assertThat(run.exit()).as(run.err()).isZero();
    return word("run");
  }

  /** What is in a folder: the SHA-256 of each file, by path. */
  static Map<String, String> tree(Path root) throws IOException {
    Map<String, String> tree = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.toList()) {
        boolean file = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
        tree.put(root.relativize(path).toString(), file ? sha256(path) : "");
      }
    }
    return tree;
  }

  static void delete(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  static String sha256(Path file) throws IOException {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
