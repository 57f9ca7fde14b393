package org.headtune.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.headtune.Pictures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images as numbers: files of each kind, resizing counted by hand, and files that are none. */
final class ImageFileTest {

  private static int[] pixels(byte[] file, int channels, int height, int width) {
    try {
      byte[] bytes = ImageFile.pixels(file, channels, height, width);
      return IntStream.range(0, bytes.length).map(i -> bytes[i] & 0xFF).toArray();
    } catch (ImageFault e) {
      throw new AssertionError(e);
    }
  }

  /** Two rows of three pixels. */
  private static BufferedImage small() {
    int[][] colors = {{0xFF0000, 0x00FF00, 0x0000FF}, {0x102030, 0xFFFFFF, 0x000000}};
    return Pictures.image(3, 2, (x, y) -> colors[y][x]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp"})
  void pixels_stand_channel_by_channel_and_row_by_row(String format) {
    assertThat(pixels(Pictures.file(small(), format), 3, 2, 3))
        .containsExactly(
            255, 0, 0, 0x10, 255, 0, // red
            0, 255, 0, 0x20, 255, 0, // green
            0, 0, 255, 0x30, 255, 0); // blue
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "gif"})
  void grey_is_the_luma_of_bt_601(String format) {
    int[] colors = {0xFF0000, 0x00FF00, 0x0000FF, 0x102030, 0xFFFFFF, 0x000000};
    byte[] file = Pictures.file(Pictures.image(1, 6, (x, y) -> colors[y]), format);
    // 0.299 x 255, 0.587 x 255, 0.114 x 255; 0.299 x 16 + 0.587 x 32 + 0.114 x 48
    assertThat(pixels(file, 1, 6, 1)).containsExactly(76, 150, 29, 29, 255, 0);
  }

  @ParameterizedTest
  @CsvSource({"png, 0", "bmp, 0", "gif, 6", "jpg, 6"})
  void every_kind_gives_about_the_same(String format, int difference) {
    BufferedImage image = Pictures.image(32, 24, (x, y) -> (8 * x) << 16 | (10 * y) << 8 | 90);
    int[] exact = pixels(Pictures.file(image, "png"), 3, 6, 8);
    int[] got = pixels(Pictures.file(image, format), 3, 6, 8);
    for (int i = 0; i < exact.length; i++) {
      assertThat(got[i]).isCloseTo(exact[i], within(difference));
    }
  }

  @Test
  void grey_files_are_not_brightened() {
    BufferedImage grey = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSample(0, 0, 0, 100);
    grey.getRaster().setSample(1, 0, 0, 7);
    assertThat(pixels(Pictures.file(grey, "png"), 1, 1, 2)).containsExactly(100, 7);
    assertThat(pixels(Pictures.file(grey, "png"), 3, 1, 2)).containsExactly(100, 7, 100, 7, 100, 7);
    BufferedImage flat = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    Arrays.fill(((DataBufferByte) flat.getRaster().getDataBuffer()).getData(), (byte) 90);
    assertThat(pixels(Pictures.file(flat, "jpg"), 1, 1, 1)).containsExactly(90);
  }

  @Test
  void sixteen_bits_are_rounded_to_eight() {
    byte[] rows = {0, 0x12, 0x34, (byte) 0xFF, (byte) 0xFF, (byte) 0x80, (byte) 0x80};
    // 0x1234 / 65535 x 255 = 18.13
    assertThat(pixels(Pictures.png(3, 1, 16, 0, rows), 1, 1, 3)).containsExactly(18, 255, 128);
  }

  @Test
  void one_bit_per_pixel_is_black_and_white() {
    assertThat(pixels(Pictures.png(3, 1, 1, 0, new byte[] {0, (byte) 0b1010_0000}), 1, 1, 3))
        .containsExactly(255, 0, 255);
  }

  @Test
  void transparent_pixels_lie_on_white() {
    byte[] rows = {0, 10, 20, 30, 0, 10, 20, 30, (byte) 255, 100, 0, 0, 51};
    // 100 x 0.2 + 255 x 0.8 = 224, 0 + 204
    assertThat(pixels(Pictures.png(3, 1, 8, 6, rows), 3, 1, 3))
        .containsExactly(255, 10, 224, 255, 20, 204, 255, 30, 204);
    assertThat(pixels(Pictures.png(2, 1, 8, 4, new byte[] {0, 0, 0, 0, (byte) 255}), 1, 1, 2))
        .as("grey with alpha")
        .containsExactly(255, 0);
  }

  @Test
  void a_palette_is_looked_up() {
    byte[] red = new byte[200];
    byte[] green = new byte[200];
    byte[] blue = new byte[200];
    red[1] = 10;
    green[1] = 20;
    blue[1] = 30;
    BufferedImage image =
        new BufferedImage(
            2, 1, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 200, red, green, blue));
    image.getRaster().setSample(1, 0, 0, 1);
    for (String format : new String[] {"png", "gif", "bmp"}) {
      assertThat(pixels(Pictures.file(image, format), 3, 1, 2))
          .as(format)
          .containsExactly(0, 10, 0, 20, 0, 30);
    }
  }

  @Test
  void a_side_that_shrinks_is_averaged_over_areas() {
    int[] light = {10, 20, 60, 0, 90};
    byte[] file = Pictures.file(Pictures.image(5, 1, (x, y) -> light[x] * 0x010101), "png");
    // 5 pixels for 2: 2.5 each, (10 + 20 + 60 / 2) / 2.5 and (60 / 2 + 0 + 90) / 2.5
    assertThat(pixels(file, 1, 1, 2)).containsExactly(24, 48);
    assertThat(pixels(file, 1, 1, 1)).containsExactly(36);
  }

  @Test
  void a_side_that_grows_is_interpolated_between_centres() {
    byte[] file = Pictures.file(Pictures.image(2, 1, (x, y) -> x == 0 ? 0 : 0x646464), "png");
    // centres at -0.25, 0.25, 0.75, 1.25 of the old pixels, those beyond the ends taken at the ends
    assertThat(pixels(file, 1, 1, 4)).containsExactly(0, 25, 75, 100);
    assertThat(pixels(file, 1, 2, 4)).as("each side for itself").endsWith(0, 25, 75, 100);
  }

  @Test
  void resizing_keeps_the_mean_and_knows_no_direction() {
    Random random = new Random(3);
    for (int trial = 0; trial < 50; trial++) {
      int height = 1 + random.nextInt(40);
      int width = 1 + random.nextInt(40);
      int[] light = random.ints((long) height * width, 0, 256).toArray();
      BufferedImage image =
          Pictures.image(width, height, (x, y) -> light[y * width + x] * 0x010101);
      BufferedImage mirrored =
          Pictures.image(width, height, (x, y) -> light[y * width + width - 1 - x] * 0x010101);
      int h = 1 + random.nextInt(height);
      int w = 1 + random.nextInt(width);
      int[] small = pixels(Pictures.file(image, "png"), 1, h, w);
      int[] other = pixels(Pictures.file(mirrored, "png"), 1, h, w);
      assertThat(Arrays.stream(small).average().orElseThrow())
          .isCloseTo(Arrays.stream(light).average().orElseThrow(), within(0.6));
      for (int i = 0; i < small.length; i++) {
        int mirror = other[i / w * w + w - 1 - i % w];
        assertThat(Math.abs(small[i] - mirror)).isLessThanOrEqualTo(1);
      }
    }
  }

  @Test
  void a_large_image_is_decoded_in_part_and_looks_the_same() {
    BufferedImage image = new BufferedImage(6000, 5000, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D drawing = image.createGraphics();
    drawing.setColor(Color.WHITE);
    drawing.fillRect(0, 0, 3000, 5000);
    drawing.dispose();
    for (String format : new String[] {"png", "jpg"}) {
      assertThat(pixels(Pictures.file(image, format), 1, 2, 2)).containsExactly(255, 0, 255, 0);
    }
  }

  /** A JPEG file with the tag of an orientation in front. */
  private static byte[] held(BufferedImage image, int orientation, boolean little) {
    byte[] plain = Pictures.file(image, "jpg");
    byte[] tags =
        little
            ? new byte[] {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 0, 0, 0, 0}
            : new byte[] {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0};
    tags[little ? 18 : 19] = (byte) orientation;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(plain, 0, 2);
    out.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xE1, 0, (byte) (8 + tags.length)});
    out.writeBytes(new byte[] {'E', 'x', 'i', 'f', 0, 0});
    out.writeBytes(tags);
    out.write(plain, 2, plain.length - 2);
    return out.toByteArray();
  }

  /** Quarters of light 250, 170, 90, 10, as the file has them and as they are seen (Exif 2.3). */
  @ParameterizedTest
  @CsvSource({
    "1, 250 170 90 10", "2, 170 250 10 90", "3, 10 90 170 250", "4, 90 10 250 170",
    "5, 250 90 170 10", "6, 90 250 10 170", "7, 10 170 90 250", "8, 170 10 250 90",
    "9, 250 170 90 10"
  })
  void a_photo_is_turned_as_its_camera_was_held(int orientation, String seen) {
    int[] light = {250, 170, 90, 10};
    BufferedImage image = Pictures.image(64, 32, (x, y) -> light[y / 16 * 2 + x / 32] * 0x010101);
    int[] wanted = Arrays.stream(seen.split(" ")).mapToInt(Integer::parseInt).toArray();
    for (boolean little : new boolean[] {true, false}) {
      int[] got = pixels(held(image, orientation, little), 1, 2, 2);
      for (int i = 0; i < 4; i++) {
        assertThat(got[i]).as("pixel " + i).isCloseTo(wanted[i], within(3));
      }
    }
  }

  @Test
  void a_giant_is_refused_before_there_is_room_for_it() {
    byte[] giant = Pictures.png(100_000, 100_000, 8, 2, new byte[] {0});
    long before = Runtime.getRuntime().totalMemory();
    assertThatThrownBy(() -> ImageFile.pixels(giant, 3, 32, 32))
        .isInstanceOf(ImageFault.class)
        .hasMessage("the image has 100,000 x 100,000 pixels; expected at most 100,000,000 in all");
    assertThat(Runtime.getRuntime().totalMemory() - before).isLessThan(1L << 30);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "bmp", "gif"})
  void a_file_that_ends_early_is_refused(String format) {
    Random random = new Random(1);
    byte[] whole = Pictures.file(Pictures.image(40, 30, (x, y) -> random.nextInt(1 << 24)), format);
    for (int part = 1; part < 20; part++) {
      byte[] cut = Arrays.copyOf(whole, whole.length * part / 20);
      assertThatThrownBy(() -> ImageFile.pixels(cut, 3, 8, 8))
          .as(part + " parts of 20")
          .isInstanceOf(ImageFault.class)
          .hasMessageStartingWith("the image is damaged or ends early");
    }
  }

  /** A JPEG file of a raster as it is. */
  private static byte[] jpeg(WritableRaster raster, boolean progressive) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam settings = writer.getDefaultWriteParam();
    settings.setProgressiveMode(
        progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
    try (ImageOutputStream to = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(to);
      writer.write(null, new IIOImage(raster, null, null), settings);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  @Test
  void the_colours_of_printing_are_refused_with_a_way_out() throws IOException {
    byte[] file = jpeg(Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 8, 8, 4, null), false);
    ByteArrayOutputStream marked = new ByteArrayOutputStream();
    marked.write(file, 0, 2);
    marked.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e'});
    marked.writeBytes(new byte[] {0, 100, 0, 0, 0, 0, 0});
    marked.write(file, 2, file.length - 2);
    assertThatThrownBy(() -> ImageFile.pixels(marked.toByteArray(), 3, 4, 4))
        .isInstanceOf(ImageFault.class)
        .hasMessage("a JPEG image in the colours of printing (CMYK) is not read; save it in RGB");
    assertThatThrownBy(() -> ImageFile.pixels(file, 3, 4, 4))
        .isInstanceOf(ImageFault.class)
        .hasMessage("a JPEG image in the colours of printing (CMYK) is not read; save it in RGB");
  }

  @Test
  void progressive_jpeg_is_read() throws IOException {
    WritableRaster grey = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 1, null);
    for (int i = 0; i < 256; i++) {
      grey.setSample(i % 16, i / 16, 0, i % 16 < 8 ? 40 : 200);
    }
    int[] pixels = pixels(jpeg(grey, true), 1, 1, 2);
    assertThat(pixels[0]).isCloseTo(40, within(2));
    assertThat(pixels[1]).isCloseTo(200, within(2));
  }

  @Test
  void bytes_that_are_no_image_are_refused() {
    assertThatThrownBy(() -> ImageFile.pixels(new byte[0], 1, 2, 2))
        .isInstanceOf(ImageFault.class)
        .hasMessage("the file is empty");
    assertThatThrownBy(
            () -> ImageFile.pixels("%PDF-1.7".getBytes(StandardCharsets.US_ASCII), 1, 2, 2))
        .isInstanceOf(ImageFault.class)
        .hasMessage("the file is no image of the kinds that are read, PNG, JPEG, BMP or GIF");
  }

  /** Whatever bytes there are: an image or a fault, nothing else, and not much memory. */
  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "bmp", "gif"})
  void damaged_bytes_give_an_image_or_a_fault(String format) {
    Random random = new Random(7);
    byte[] whole = Pictures.file(Pictures.image(20, 20, (x, y) -> random.nextInt(1 << 24)), format);
    for (int trial = 0; trial < 400; trial++) {
      byte[] damaged = whole.clone();
      for (int i = 0; i <= random.nextInt(4); i++) {
        damaged[random.nextInt(trial % 2 == 0 ? 64 : damaged.length)] = (byte) random.nextInt(256);
      }
      assertThatCode(
              () -> {
                try {
                  assertThat(ImageFile.pixels(damaged, 3, 4, 4)).hasSize(48);
                } catch (ImageFault e) {
                  assertThat(e).hasMessageNotContaining("null");
                }
              })
          .doesNotThrowAnyException();
    }
  }
}
