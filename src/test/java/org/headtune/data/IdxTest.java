package org.headtune.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.config.Scaling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IdxTest {
  @TempDir Path folder;

  /** Images of 1 x 2 pixels: (0, 255), (10, 20), (30, 40), (50, 60). */
  private static byte[] images() {
    return idx(0x803, new int[] {4, 1, 2}, 0, 255, 10, 20, 30, 40, 50, 60);
  }

  private static byte[] labels() {
    return idx(0x801, new int[] {4}, 3, 10, 3, 10);
  }

  static byte[] idx(int magic, int[] sizes, int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * sizes.length + values.length).putInt(magic);
    Arrays.stream(sizes).forEach(bytes::putInt);
    Arrays.stream(values).forEach(value -> bytes.put((byte) value));
    return bytes.array();
  }

  private Settings settings(byte[] images, byte[] labels) throws IOException {
    Path path = Files.write(folder.resolve("my-images-idx3-ubyte"), images);
    Files.write(folder.resolve("my-labels-idx1-ubyte"), labels);
    Settings settings = new Settings(path);
    settings.label = Optional.empty();
    return settings;
  }

  @Test
  void pixels_share_one_scale_and_labels_are_found_by_name() throws IOException {
    Settings settings = settings(images(), BadTables.gzip(labels()));
    settings.scaling = Scaling.MIN_MAX;
    Prepared prepared = settings.prepare();
    assertThat(prepared.columns().shape()).isEqualTo(Shape.image(1, 1, 2));
    assertThat(prepared.columns().columns())
        .extracting(FittedColumn::name)
        .containsExactly("p0", "p1");
    assertThat(prepared.classes().names()).containsExactly("3", "10");
    assertThat(prepared.label()).isEqualTo("label");
    assertThat(prepared.train().labels()).containsExactly(0, 1, 0, 1);
    assertThat(prepared.train().lines()).containsExactly(1, 2, 3, 4);
    assertThat(prepared.train().features())
        .containsExactly(0, 1, 10 / 255f, 20 / 255f, 30 / 255f, 40 / 255f, 50 / 255f, 60 / 255f);
    assertThat(prepared.files()).extracting(SourceFile::bytes).contains(24L);
  }

  @Test
  void images_alone_are_rows_without_a_label() throws IOException {
    Path path = Files.write(folder.resolve("anything"), BadTables.gzip(images()));
    try (RowSource source = Tables.open(path, Layout.DETECTED)) {
      assertThat(source.columns()).containsExactly("p0", "p1");
      assertThat(source.shape()).contains(Shape.image(1, 1, 2));
      assertThat(CsvText.cells(source)).startsWith(List.of("0", "255")).hasSize(4);
    }
  }

  private void refused(byte[] images, byte[] labels, String... says) throws IOException {
    Settings settings = settings(images, labels);
    UserError error = catchThrowableOfType(UserError.class, settings::prepare);
    assertThat(error).as(says[0]).isNotNull();
    assertThat(error.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(error.getMessage()).contains(says);
  }

  @Test
  void a_cut_header_is_named() throws IOException {
    refused(Arrays.copyOf(images(), 9), labels(), "ends at offset 9", "4 bytes from offset 8");
    refused(images(), Arrays.copyOf(labels(), 3), "labels-idx1", "ends at offset 3");
  }

  @Test
  void cut_pixels_and_labels_are_named() throws IOException {
    refused(Arrays.copyOf(images(), 21), labels(), "ends at offset 21 within image 3", "offset 20");
    refused(images(), Arrays.copyOf(labels(), 11), "ends at offset 11 within label 4");
    byte[] packed = BadTables.gzip(images());
    refused(Arrays.copyOf(packed, packed.length - 9), labels(), "ends");
  }

  @Test
  void a_wrong_magic_number_is_named() throws IOException {
    refused(labels(), labels(), "image file", "offset 0 is 0x00000801, expected 0x00000803");
    refused(images(), images(), "label file", "offset 0 is 0x00000803, expected 0x00000801");
    refused(idx(0xD03, new int[] {4, 1, 2}), labels(), "0x00000D03");
  }

  @Test
  void sizes_that_are_lies_cost_nothing() throws IOException {
    byte[] labels = idx(0x801, new int[] {Integer.MAX_VALUE}, 3, 10);
    refused(
        idx(0x803, new int[] {Integer.MAX_VALUE, 1, 2}, 0, 1, 2, 3),
        labels,
        "ends at offset 20 within image 3");
    refused(idx(0x803, new int[] {-1, 1, 2}), labels, "dimension 1 at offset 4 is 4,294,967,295");
    refused(idx(0x803, new int[] {1, 65_536, 65_536}), labels, "65,536 x 65,536 pixels");
    refused(idx(0x803, new int[] {1, 0, 5}), labels, "0 x 5 pixels");
  }

  @Test
  void images_and_labels_must_be_as_many() throws IOException {
    refused(images(), idx(0x801, new int[] {3}, 3, 10, 3), "4 images, but 3 labels");
  }

  @Test
  void bytes_after_the_end_are_named() throws IOException {
    refused(Arrays.copyOf(images(), 25), labels(), "bytes follow at offset 24");
    refused(images(), Arrays.copyOf(labels(), 13), "labels", "bytes follow at offset 12");
  }

  @Test
  void no_images_are_no_data() throws IOException {
    refused(idx(0x803, new int[] {0, 1, 2}), idx(0x801, new int[] {0}), "no data rows");
  }

  @Test
  void a_stray_label_is_a_class_too_small_to_split() throws IOException {
    Settings settings = settings(images(), idx(0x801, new int[] {4}, 3, 3, 3, 255));
    settings.validationSplit = 0.1;
    UserError error = catchThrowableOfType(UserError.class, settings::prepare);
    assertThat(error.getMessage()).contains("class '255' has too few rows", "'3' 3, '255' 1");
  }

  @Test
  void missing_labels_are_asked_for_by_name() throws IOException {
    Settings settings = settings(images(), labels());
    Files.delete(folder.resolve("my-labels-idx1-ubyte"));
    UserError error = catchThrowableOfType(UserError.class, settings::prepare);
    assertThat(error.getMessage()).contains("expected my-labels-idx1-ubyte");
  }
}
