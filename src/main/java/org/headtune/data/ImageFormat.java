package org.headtune.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/** The kinds of image files that are read, and how they begin. */
enum ImageFormat {
  PNG("\u0089PNG\r\n\u001A\n", "png", "png"),
  JPEG("\u00FF\u00D8\u00FF", "jpg", "jpeg"),
  BMP("BM", "bmp", "bmp"),
  GIF("GIF8", "gif", "gif");

  /** What they are called in a message. */
  static final String NAMES = "PNG, JPEG, BMP or GIF";

  private final String bytes; // in Latin-1
  private final String ending;
  private final String otherEnding;

  ImageFormat(String bytes, String ending, String otherEnding) {
    this.bytes = bytes;
    this.ending = ending;
    this.otherEnding = otherEnding;
  }

  /** What the first bytes of a file say it is. */
  static Optional<ImageFormat> of(byte[] file) {
    String start =
        new String(file, 0, Math.min(file.length, Long.BYTES), StandardCharsets.ISO_8859_1);
    return Arrays.stream(values()).filter(format -> start.startsWith(format.bytes)).findFirst();
  }

  /** Whether a file is called as images are. */
  static boolean isNameOfImage(String name) {
    String end = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return name.indexOf('.') >= 0
        && Arrays.stream(values())
            .anyMatch(format -> format.ending.equals(end) || format.otherEnding.equals(end));
  }

  /** The JDK's reader. */
  ImageReader reader() {
    return ImageIO.getImageReadersByFormatName(ending).next();
  }
}
