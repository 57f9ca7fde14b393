package org.headtune.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * From the bytes of a PNG, JPEG, BMP or GIF file (of which the first frame counts) to pixels of a
 * wanted size. Sizes are looked at before anything is allocated for them.
 */
final class ImageFile {
  private static final long MOST_BYTES = 1L << 28;
  private static final long MOST_PIXELS = 100_000_000;

  /** Of larger images only every second, third, ... pixel is decoded. */
  private static final long MOST_DECODED = 1 << 24;

  static {
    // What decodes pixels in the JDK belongs to its windows, which nobody wants here.
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
  }

  private ImageFile() {}

  /** The bytes of a file that may hold an image. */
  static byte[] bytes(Path file) throws ImageFault {
    try {
      if (Files.isDirectory(file)) {
        throw new ImageFault("this is a folder; expected an image");
      } else if (Files.size(file) > MOST_BYTES) {
        throw new ImageFault(
            String.format(
                Locale.ROOT,
                "the file has %,d MB; expected at most %,d",
                Files.size(file) >> 20,
                MOST_BYTES >> 20));
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new ImageFault("there is no such file");
    } catch (AccessDeniedException e) {
      throw new ImageFault("the file may not be read; check its permissions");
    } catch (IOException e) {
      throw new ImageFault("the file cannot be read: " + e.getMessage());
    }
  }

  /**
   * Decodes an image, turns it upright as its camera says, and brings it to a size.
   *
   * @param channels 1 for grey, 3 for red, green and blue
   * @return {@code channels x height x width} numbers from 0 to 255
   */
  static byte[] pixels(byte[] file, int channels, int height, int width) throws ImageFault {
    ImageFormat format = format(file);
    if (format == ImageFormat.PNG) {
      PngChunks.expectWhole(file);
    }
    Orientation turned =
        format == ImageFormat.JPEG ? Orientation.ofJpeg(file) : Orientation.UPRIGHT;
    BufferedImage image = decoded(file, format);
    boolean lies = turned.swapsSides();
    Resizing resizing =
        new Resizing(
            image.getHeight(), image.getWidth(), lies ? width : height, lies ? height : width);
    byte[] pixels = resizing.resized(new PixelRows(image, channels == 1), channels);
    return turned.upright(pixels, channels, height, width);
  }

  /** Height and width as they stand in the file. */
  static int[] size(byte[] file) throws ImageFault {
    ImageReader reader = format(file).reader();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(in, true, true);
      return new int[] {reader.getHeight(0), reader.getWidth(0)};
    } catch (IOException | RuntimeException e) {
      throw damaged(String.valueOf(e.getMessage()));
    } finally {
      reader.dispose();
    }
  }

  private static ImageFormat format(byte[] file) throws ImageFault {
    return ImageFormat.of(file)
        .orElseThrow(
            () ->
                new ImageFault(
                    file.length == 0
                        ? "the file is empty"
                        : "the file is no image of the kinds that are read, " + ImageFormat.NAMES));
  }

  private static BufferedImage decoded(byte[] file, ImageFormat format) throws ImageFault {
    ImageReader reader = format.reader();
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(in, true, true);
      long height = reader.getHeight(0);
      long width = reader.getWidth(0);
      if (height < 1 || width < 1 || height * width > MOST_PIXELS) {
        throw new ImageFault(
            String.format(
                Locale.ROOT,
                "the image has %,d x %,d pixels; expected at most %,d in all",
                width,
                height,
                MOST_PIXELS));
      }
      ImageReadParam some = reader.getDefaultReadParam();
      int step = (int) Math.ceil(Math.sqrt((double) height * width / MOST_DECODED));
      if (step > 1) {
        some.setSourceSubsampling(step, step, 0, 0);
      }
      BufferedImage image = reader.read(0, some);
      if (format == ImageFormat.JPEG && image.getRaster().getNumBands() > 3) {
        throw printing(); // the JDK takes them for red, green, blue and alpha if nothing says more
      }
      Optional<String> damage = warnings.stream().filter(ImageFile::isDamage).findFirst();
      if (damage.isPresent()) {
        throw damaged(damage.get());
      }
      return image;
    } catch (IOException | RuntimeException e) { // the JDK's readers take much for granted
      if (String.valueOf(e.getMessage()).contains("Unsupported Image Type")) {
        throw printing();
      }
      throw damaged(String.valueOf((e.getCause() == null ? e : e.getCause()).getMessage()));
    } finally {
      reader.dispose();
    }
  }

  /** Whether pixels are missing or wrong; bytes between the parts of an image do no harm. */
  private static boolean isDamage(String warning) {
    String text = warning.toLowerCase(Locale.ROOT);
    return (text.contains("corrupt") && !text.contains("extraneous"))
        || text.contains("truncated")
        || text.contains("premature");
  }

  private static ImageFault printing() {
    return new ImageFault(
        "a JPEG image in the colours of printing (CMYK) is not read; save it in RGB");
  }

  private static ImageFault damaged(String why) {
    return new ImageFault(
        "the image is damaged or ends early"
            + (why.equals("null") || why.isBlank() ? "" : " (" + why.strip() + ")"));
  }
}
