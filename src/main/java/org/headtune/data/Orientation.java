package org.headtune.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * How a camera was held, and so how the rows and columns of its image are to be read: the tag
 * Orientation (0x0112) of Exif 2.3, as it stands in a JPEG file.
 *
 * @param number from 1 for upright to 8
 */
record Orientation(int number) {
  static final Orientation UPRIGHT = new Orientation(1);

  private static final int TAG = 0x0112;
  private static final int APPLICATION = 0xE1;
  private static final int SCAN = 0xDA;
  private static final int ENTRY = 12; // bytes of a tag
  private static final String EXIF = "Exif\0\0";

  /** What a JPEG file says; upright if it says nothing that makes sense. */
  static Orientation ofJpeg(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    int at = 2;
    while (at + 4 <= file.length && (bytes.get(at) & 0xFF) == 0xFF) {
      int marker = bytes.get(at + 1) & 0xFF;
      int length = bytes.getShort(at + 2) & 0xFFFF;
      if (marker == SCAN || at + 2 + length > file.length || length < 2) {
        return UPRIGHT;
      }
      boolean exif =
          marker == APPLICATION
              && length >= 2 + EXIF.length()
              && new String(file, at + 4, EXIF.length(), StandardCharsets.ISO_8859_1).equals(EXIF);
      if (exif) {
        int from = at + 4 + EXIF.length();
        return ofTags(bytes.slice(from, at + 2 + length - from));
      }
      at += 2 + length;
    }
    return UPRIGHT;
  }

  /** What the first directory of tags says. */
  private static Orientation ofTags(ByteBuffer tags) {
    if (tags.limit() < 8) {
      return UPRIGHT;
    }
    tags.order(tags.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    long at = tags.getInt(4) & 0xFFFF_FFFFL;
    if (at + 2 > tags.limit()) {
      return UPRIGHT;
    }
    int count = tags.getShort((int) at) & 0xFFFF;
    for (long tag = at + 2; count-- > 0 && tag + ENTRY <= tags.limit(); tag += ENTRY) {
      if ((tags.getShort((int) tag) & 0xFFFF) == TAG) {
        int number = tags.getShort((int) tag + 8) & 0xFFFF;
        return number >= 1 && number <= 8 ? new Orientation(number) : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  /** Whether rows of the file are columns of the upright image. */
  boolean swapsSides() {
    return number > 4;
  }

  /**
   * Turns and mirrors pixels.
   *
   * @param pixels channel by channel as they stand in the file
   * @param height of the upright image
   * @param width of the upright image
   */
  byte[] upright(byte[] pixels, int channels, int height, int width) {
    if (number == 1) {
      return pixels;
    }
    // Where row 0 and column 0 of the file lie in the upright image: Exif 2.3, table of the tag.
    boolean fromBottom = number == 3 || number == 4 || number == 7 || number == 8;
    boolean fromRight = number == 2 || number == 3 || number == 6 || number == 7;
    byte[] upright = new byte[pixels.length];
    for (int channel = 0; channel < channels; channel++) {
      int plane = channel * height * width;
      for (int y = 0; y < height; y++) {
        int ownY = fromBottom ? height - 1 - y : y;
        for (int x = 0; x < width; x++) {
          int ownX = fromRight ? width - 1 - x : x;
          int from = swapsSides() ? ownX * height + ownY : ownY * width + ownX;
          upright[plane + y * width + x] = pixels[plane + from];
        }
      }
    }
    return upright;
  }
}
