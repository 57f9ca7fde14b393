package org.headtune.data;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Eight bytes of ASCII in one long, the first one in the lowest bits: looked at together, without a
 * branch per byte, as in Mycroft's test for a zero byte (1987).
 */
final class EightBytes {
  private static final long EACH = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private EightBytes() {}

  /** The eight bytes from an index on. */
  static long at(byte[] bytes, int index) {
    return (long) LONGS.get(bytes, index);
  }

  /** Eight times the same byte. */
  static long each(byte value) {
    return EACH * (value & 0xFF);
  }

  /** Whether all are ASCII characters other than NUL. */
  static boolean plain(long eight) {
    return ((eight | (eight - EACH)) & HIGH_BITS) == 0;
  }

  /**
   * How many bytes stand before the first one that is a line break, another control character up to
   * code 13, or a given byte.
   *
   * @param other that byte, {@linkplain #each eight times}
   */
  static int before(long eight, long other) {
    long difference = eight ^ other;
    long found = ((difference - EACH) & ~difference) | ((eight - 14 * EACH) & ~eight);
    return Long.numberOfTrailingZeros(found & HIGH_BITS) >>> 3;
  }

  /** How many digits the bytes begin with. */
  static int digits(long eight) {
    long values = eight ^ (EACH * '0');
    long others = ((values + EACH * (0x80 - 10)) | values) & HIGH_BITS;
    return Long.numberOfTrailingZeros(others) >>> 3;
  }

  /**
   * The number that the first digits spell: pairs, then fours, then eights are joined (Lemire
   * 2018).
   *
   * @param count how many digits, 1 to 8
   */
  static long number(long eight, int count) {
    long values = (eight ^ (EACH * '0')) << (Long.SIZE - Byte.SIZE * count);
    long pairs = values * 10 + (values >>> 8);
    long low = (pairs & 0x000000FF000000FFL) * (100 + (1_000_000L << 32));
    long high = ((pairs >>> 16) & 0x000000FF000000FFL) * (1 + (10_000L << 32));
    return (low + high) >>> 32;
  }
}
