package org.headtune.data;

import java.nio.ByteBuffer;

/** The parts of a PNG file, which say how long they are before a reader makes room for them. */
final class PngChunks {
  private static final int SIGNATURE = 8;
  private static final int FRAME = 12; // length, kind and checksum
  private static final int END = 0x49454E44; // IEND

  private PngChunks() {}

  /** Throws unless each part is as long as it says, up to the one that ends the image. */
  static void expectWhole(byte[] file) throws ImageFault {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    long at = SIGNATURE;
    while (at + FRAME <= file.length) {
      long length = bytes.getInt((int) at) & 0xFFFF_FFFFL;
      int kind = bytes.getInt((int) at + Integer.BYTES);
      at += FRAME + length;
      if (kind == END && at <= file.length) {
        return;
      }
    }
    throw new ImageFault("the image is damaged or ends early (a part of the PNG is missing)");
  }
}
