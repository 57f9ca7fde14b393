package org.headtune.report;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * An image for a page.
 *
 * @param name what it shows
 * @param channels 1 for grey, 3 for red, green and blue
 * @param pixels from 0 to 255, channel by channel and row by row
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares or prints it
public record Raster(String name, int channels, int height, int width, byte[] pixels) {
  private static final int HEADER = 13;
  private static final byte GREY = 0;
  private static final byte COLOUR = 2;
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

  public Raster {
    if ((channels != 1 && channels != 3) || pixels.length != channels * height * width) {
      throw new IllegalArgumentException(channels + "x" + height + "x" + width);
    }
  }

  /** The image as a {@code data:} address that holds a whole PNG file. */
  public String uri() {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png());
  }

  /** A PNG file (ISO/IEC 15948) of 8 bits per number, no filters. */
  private byte[] png() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SIGNATURE);
    ByteBuffer header = ByteBuffer.allocate(HEADER).putInt(width).putInt(height);
    header.put((byte) Byte.SIZE).put(channels == 1 ? GREY : COLOUR);
    chunk(out, "IHDR", header.array(), HEADER);
    byte[] rows = rows();
    Deflater deflater = new Deflater();
    deflater.setInput(rows);
    deflater.finish();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 12];
    while (!deflater.finished()) {
      packed.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    chunk(out, "IDAT", packed.toByteArray(), packed.size());
    chunk(out, "IEND", new byte[0], 0);
    return out.toByteArray();
  }

  /** Pixel by pixel, a zero in front of each row. */
  private byte[] rows() {
    byte[] rows = new byte[height * (1 + channels * width)];
    int to = 0;
    for (int y = 0; y < height; y++) {
      to++;
      for (int x = 0; x < width; x++) {
        for (int channel = 0; channel < channels; channel++) {
          rows[to++] = pixels[(channel * height + y) * width + x];
        }
      }
    }
    return rows;
  }

  private static void chunk(ByteArrayOutputStream out, String kind, byte[] content, int length) {
    byte[] name = kind.getBytes(StandardCharsets.US_ASCII);
    CRC32 sum = new CRC32();
    sum.update(name);
    sum.update(content, 0, length);
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
    out.writeBytes(name);
    out.write(content, 0, length);
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt((int) sum.getValue()).array());
  }
}
