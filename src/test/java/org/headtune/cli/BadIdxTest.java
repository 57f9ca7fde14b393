package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** IDX files that must be refused: exit code 4, the offset, and the last run untouched. */
final class BadIdxTest {
  private static final int COUNT = 12;

  @TempDir static Path folder;
  private static Workplace place;
  private static String config;

  /** A faulty pair of files. */
  @SuppressWarnings("ArrayRecordComponent") // a plain carrier; nobody compares it
  private record Bad(String name, byte[] images, byte[] labels, List<String> says) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static byte[] images() {
    byte[] pixels = new byte[COUNT * 4];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 37);
    }
    return idx(pixels, 0x803, COUNT, 2, 2);
  }

  private static byte[] labels() {
    byte[] labels = new byte[COUNT];
    for (int i = 0; i < COUNT; i++) {
      labels[i] = (byte) (i % 2);
    }
    return idx(labels, 0x801, COUNT);
  }

  private static byte[] idx(byte[] values, int... header) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * header.length + values.length);
    Arrays.stream(header).forEach(bytes::putInt);
    return bytes.put(values).array();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  @BeforeAll
  static void train() throws IOException {
    place = new Workplace(folder);
    config = place.config("images-idx3", "");
    write(images(), labels());
    place.trained();
  }

  private static void write(byte[] images, byte[] labels) throws IOException {
    place.write("images-idx3", images);
    place.write("labels-idx1", labels);
  }

  static Stream<Bad> bad() {
    byte[] images = images();
    byte[] labels = labels();
    byte[] stray = labels.clone();
    stray[stray.length - 1] = (byte) 255;
    int many = Integer.MAX_VALUE;
    return Stream.of(
        bad("cut header", Arrays.copyOf(images, 9), labels, "ends at offset 9", "from offset 8"),
        bad("cut pixels", Arrays.copyOf(images, 21), labels, "ends at offset 21", "image 2"),
        bad("cut labels", images, Arrays.copyOf(labels, 11), "labels-idx1", "ends at offset 11"),
        bad("labels as images", labels, labels, "0x00000801, expected 0x00000803"),
        bad("images as labels", images, images, "0x00000803, expected 0x00000801"),
        bad(
            "far too many",
            idx(new byte[4], 0x803, many, 2, 2),
            idx(new byte[4], 0x801, many),
            "ends at offset 20 within image 2"),
        bad("negative count", idx(new byte[4], 0x803, -1, 2, 2), labels, "4,294,967,295"),
        bad("fewer labels", images, idx(new byte[11], 0x801, 11), "12 images, but 11 labels"),
        bad("label 255", images, stray, "class '255' has too few rows"),
        bad("bytes behind", Arrays.copyOf(images, 65), labels, "bytes follow at offset 64"));
  }

  private static Bad bad(String name, byte[] images, byte[] labels, String... says) {
    return new Bad(name, images, labels, List.of(says));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void neither_train_nor_check_takes_it(Bad bad) throws IOException {
    write(bad.images, bad.labels);
    for (List<String> words : List.of(List.of("train", "--force"), List.of("check"))) {
      Map<String, String> before = Workplace.tree(folder);
      Run run = Run.of(Stream.concat(words.stream(), Stream.of(config)).toArray(String[]::new));
      assertThat(run.exit()).as(run.err()).isEqualTo(4);
      assertThat(run.err()).contains("-idx", "error: ").contains(bad.says);
      assertThat(Workplace.tree(folder)).isEqualTo(before);
    }
  }

  @Test
  void a_cut_file_has_no_faulty_rows_to_skip() throws IOException {
    Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(images(), 41));
    Run run = Run.of("predict", place.word("run"), cut.toString(), "--on-error", "skip");
    assertThat(run.exit()).isEqualTo(4);
    assertThat(run.err()).contains("cut: the file ends at offset 41 within image 7");
  }

  @Test
  void gzipped_files_are_known_by_their_bytes_whatever_their_names() throws IOException {
    write(images(), labels());
    String plain = Run.of("check", config).out();
    write(gzip(images()), gzip(labels()));
    assertThat(Run.of("check", config).out()).isEqualTo(plain).contains("p3");
  }
}
