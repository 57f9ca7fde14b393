package org.headtune.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;

/**
 * Looks through the end of a Parquet file before the library reads it, which makes room for as many
 * elements as a list claims to have. The footer is a structure in Thrift's compact protocol; of it
 * only the sizes are looked at: each must fit into the bytes that are left.
 */
final class ParquetFooter {
  private static final String MAGIC = "PAR1";
  private static final String ENCRYPTED = "PARE";
  private static final int TAIL = Integer.BYTES + MAGIC.length();
  private static final int LONGEST = 100_000_000; // what the library takes
  private static final int DEEPEST = 32;
  private static final String DAMAGED =
      "the footer of this Parquet file is damaged; was the file copied whole?";

  private final ByteBuffer bytes;

  private ParquetFooter(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /**
   * Checks the marks at both ends and the sizes in the footer.
   *
   * @return where the footer begins: no row stands behind it
   */
  static long check(String file, Path path) {
    try (FileChannel channel = FileChannel.open(path)) {
      long size = channel.size();
      if (size < MAGIC.length() + TAIL) {
        throw fault(
            file,
            String.format(Locale.ROOT, "the file ends at offset %,d, and is no Parquet", size));
      }
      expectMark(file, text(read(channel, 0, MAGIC.length())), "begins");
      ByteBuffer tail = read(channel, size - TAIL, TAIL);
      long length = tail.getInt() & 0xFFFFFFFFL;
      expectMark(file, text(tail), "ends");
      long begin = size - TAIL - length;
      if (begin < MAGIC.length() || length > LONGEST) {
        throw fault(
            file,
            String.format(
                Locale.ROOT,
                "a footer of %,d bytes is announced at the end of a file of %,d bytes; the limits are"
                    + " the file and %,d bytes",
                length,
                size,
                LONGEST));
      }
      new ParquetFooter(read(channel, begin, (int) length)).structure(0);
      return begin;
    } catch (BufferUnderflowException | EOFException e) {
      throw fault(file, DAMAGED).because(e);
    } catch (IOException e) {
      throw InputFaults.of(file, e);
    }
  }

  private static ByteBuffer read(FileChannel channel, long from, int count) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (into.hasRemaining()) {
      if (channel.read(into, from + into.position()) < 0) {
        throw new EOFException();
      }
    }
    return into.flip();
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.ISO_8859_1.decode(bytes).toString();
  }

  private static void expectMark(String file, String mark, String where) {
    if (mark.equals(ENCRYPTED)) {
      throw fault(file, "this Parquet file is encrypted; write it without encryption");
    } else if (!mark.equals(MAGIC)) {
      throw fault(
          file,
          "this file "
              + where
              + " with other bytes than PAR1, as Parquet does; was it copied whole?");
    }
  }

  private static UserError fault(String file, String message) {
    return new UserError(ExitCode.DATA, Place.of(file), message);
  }

  private void structure(int depth) throws EOFException {
    if (depth > DEEPEST) {
      throw new EOFException();
    }
    for (int field = bytes.get(); (field & 0x0F) != 0; field = bytes.get()) {
      if ((field & 0xF0) == 0) {
        number(); // which field it is
      }
      boolean bool = (field & 0x0F) <= 2; // whose value is its type
      if (!bool) {
        value(field & 0x0F, depth);
      }
    }
  }

  private void value(int type, int depth) throws EOFException {
    switch (type) {
      case 1, 2, 3 -> skip(1);
      case 4, 5, 6 -> number();
      case 7 -> skip(Double.BYTES);
      case 8 -> skip(number());
      case 9, 10 -> {
        int header = bytes.get() & 0xFF;
        long size = header >>> 4 == 15 ? number() : header >>> 4;
        elements(size, header & 0x0F, depth);
      }
      case 11 -> {
        long size = number();
        int types = size == 0 ? 0 : bytes.get() & 0xFF;
        fits(2 * size);
        for (long i = 0; i < size; i++) {
          value(types >>> 4, depth + 1);
          value(types & 0x0F, depth + 1);
        }
      }
      case 12 -> structure(depth + 1);
      default -> throw new EOFException();
    }
  }

  private void elements(long size, int type, int depth) throws EOFException {
    fits(size); // an element takes a byte or more
    if (depth > DEEPEST) {
      throw new EOFException();
    }
    for (long i = 0; i < size; i++) {
      value(type, depth + 1);
    }
  }

  /** A number of up to 64 bits, seven in each byte. */
  private long number() throws EOFException {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = bytes.get();
      number |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return number;
      }
    }
    throw new EOFException();
  }

  private void fits(long count) throws EOFException {
    if (count < 0 || count > bytes.remaining()) {
      throw new EOFException();
    }
  }

  private void skip(long count) throws EOFException {
    fits(count);
    bytes.position(bytes.position() + (int) count);
  }
}
