package org.headtune.artifact;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A vector of 32-bit floats in the one form that {@code Nd4j.write} of ND4J 1.0.0-M2.1 gives it: a
 * header of 113 bytes that follows from the length, then the numbers, most significant byte first.
 * The header holds two buffers' heads, each a kind of memory, a length and a type: the shape
 * information (rank, length, stride, type flags, element stride, order) and the data.
 */
final class FloatVector {
  /** Bytes in front of the numbers. */
  static final int HEADER = 113;

  /** The same for the vector as a matrix of one row, as it stood before that release. */
  static final int ROW_HEADER = HEADER + 2 * Long.BYTES;

  private static final long FLOAT_FLAG = 8192;
  private static final int CHUNK = 1 << 14;

  private FloatVector() {}

  /** How many numbers an entry of that size holds, or -1 if no vector has that size. */
  static long length(long bytes) {
    return bytes > HEADER && (bytes - HEADER) % Float.BYTES == 0
        ? (bytes - HEADER) / Float.BYTES
        : -1;
  }

  /** The first 113 bytes of a vector of that length. */
  static byte[] header(long length) {
    return header(length, 1, length, 1, FLOAT_FLAG, 1, 'c');
  }

  /** Whether these are the first bytes of a vector, or of a matrix of one row in either order. */
  static boolean isHeader(byte[] bytes, long length) {
    return Arrays.equals(bytes, header(length))
        || Arrays.equals(bytes, header(length, 2, 1, length, 1, 1, FLOAT_FLAG, 1, 'c'))
        || Arrays.equals(bytes, header(length, 2, 1, length, 1, 1, FLOAT_FLAG, 1, 'f'));
  }

  private static byte[] header(long length, long... shape) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(HEADER);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF("MIXED_DATA_TYPES");
      out.writeLong(shape.length);
      out.writeUTF("LONG");
      for (long field : shape) {
        out.writeLong(field);
      }
      out.writeUTF("MIXED_DATA_TYPES");
      out.writeLong(length);
      out.writeUTF("FLOAT");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Writes all numbers of the buffer, whose position stays. */
  static void write(FloatBuffer numbers, OutputStream out) throws IOException {
    FloatBuffer source = numbers.duplicate();
    out.write(header(source.remaining()));
    ByteBuffer bytes = ByteBuffer.allocate(CHUNK);
    while (source.hasRemaining()) {
      int count = Math.min(source.remaining(), CHUNK / Float.BYTES);
      bytes.asFloatBuffer().put(source.slice().limit(count));
      source.position(source.position() + count);
      out.write(bytes.array(), 0, count * Float.BYTES);
    }
  }

  /** The position of the first number that is not finite, or -1. */
  static int firstNotFinite(FloatBuffer numbers) {
    for (int i = numbers.position(); i < numbers.limit(); i++) {
      if (!Float.isFinite(numbers.get(i))) {
        return i - numbers.position();
      }
    }
    return -1;
  }
}
