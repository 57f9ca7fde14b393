package org.headtune.data;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;

/**
 * The bytes of one IDX file (LeCun, Cortes and Burges, the MNIST database): a magic number, the
 * sizes of the dimensions as big-endian 32-bit numbers, then unsigned bytes. Reads as it goes, so a
 * size that is a lie costs no memory.
 */
final class IdxBytes implements Closeable {
  private static final int UNSIGNED_BYTES = 0x0800;

  private final String file;
  private final InputStream in;
  private final int[] sizes;
  private long offset;

  /**
   * Reads the header.
   *
   * @param dimensions 3 for images (count, height, width), 1 for labels
   */
  IdxBytes(String file, InputStream in, int dimensions) throws IOException {
    this.file = file;
    this.in = in;
    int expected = UNSIGNED_BYTES + dimensions;
    int magic = number("magic number", 1);
    if (magic != expected) {
      throw fault(
          String.format(
              Locale.ROOT,
              "not an IDX %s file of bytes: the magic number at offset 0 is 0x%08X, expected 0x%08X",
              dimensions == 1 ? "label" : "image",
              magic,
              expected));
    }
    sizes = new int[dimensions];
    for (int i = 0; i < dimensions; i++) {
      sizes[i] = number("size", i + 1);
      if (sizes[i] < 0) {
        throw fault(
            String.format(
                Locale.ROOT,
                "dimension %d at offset %d is %,d, which is beyond the limit of %,d",
                i + 1,
                offset - 4,
                sizes[i] & 0xFFFFFFFFL,
                Integer.MAX_VALUE));
      }
    }
  }

  String file() {
    return file;
  }

  /** The size of a dimension. */
  int size(int dimension) {
    return sizes[dimension];
  }

  private int number(String what, int which) throws IOException {
    byte[] four = new byte[4];
    read(four, what, which);
    return (four[0] & 0xFF) << 24
        | (four[1] & 0xFF) << 16
        | (four[2] & 0xFF) << 8
        | (four[3] & 0xFF);
  }

  /**
   * Fills the array.
   *
   * @param what is read, and the how manieth, for messages
   */
  void read(byte[] into, String what, int which) throws IOException {
    int count;
    try {
      count = in.readNBytes(into, 0, into.length);
    } catch (EOFException e) {
      throw ends(offset, what, which, into.length).because(e);
    }
    if (count < into.length) {
      throw ends(offset + count, what, which, into.length);
    }
    offset += count;
  }

  private UserError ends(long end, String what, int which, int length) {
    return fault(
        String.format(
            Locale.ROOT,
            "the file ends at offset %,d within %s %,d, which takes %,d bytes from offset %,d",
            end,
            what,
            which,
            length,
            offset));
  }

  /** Makes sure that nothing follows. */
  void expectEnd() throws IOException {
    if (in.read() >= 0) {
      throw fault(
          String.format(
              Locale.ROOT,
              "bytes follow at offset %,d, where the header says that the data ends",
              offset));
    }
  }

  UserError fault(String message) {
    return new UserError(ExitCode.DATA, Place.of(file), message);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
