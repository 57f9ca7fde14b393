package org.headtune.artifact;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Bytes of UTF-8 on their way to a stream; text and numbers are put in without making a String. */
final class TextBuffer {
  private static final int FULL = 1 << 16;
  private static final long[] POWERS = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
  };

  private final OutputStream out;
  private byte[] bytes = new byte[1 << 8];
  private int size;

  TextBuffer(OutputStream out) {
    this.out = out;
  }

  /** An ASCII character. */
  void put(char ascii) {
    ensure(1);
    bytes[size++] = (byte) ascii;
  }

  /** Finished bytes. */
  void put(byte[] text) {
    ensure(text.length);
    System.arraycopy(text, 0, bytes, size, text.length);
    size += text.length;
  }

  /** One code point in UTF-8; half of a surrogate pair becomes U+FFFD. */
  void putCodePoint(int c) {
    ensure(4);
    if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
      putCodePoint(0xFFFD);
    } else if (c < 0x80) {
      bytes[size++] = (byte) c;
    } else if (c < 0x800) {
      bytes[size++] = (byte) (0xC0 | (c >> 6));
      continuation(c, 0);
    } else if (c < 0x10000) {
      bytes[size++] = (byte) (0xE0 | (c >> 12));
      continuation(c, 6);
      continuation(c, 0);
    } else {
      bytes[size++] = (byte) (0xF0 | (c >> 18));
      continuation(c, 12);
      continuation(c, 6);
      continuation(c, 0);
    }
  }

  private void continuation(int c, int shift) {
    bytes[size++] = (byte) (0x80 | ((c >> shift) & 0x3F));
  }

  /**
   * A number from 0 to below 2 with a fixed number of decimals, rounded from its exact binary value
   * to the nearest, a tie to the even digit.
   *
   * @param decimals 1 to 9
   */
  void putFixed(float value, int decimals) {
    int bits = Float.floatToRawIntBits(value);
    int exponent = bits >>> 23;
    if (exponent > 127) {
      throw new IllegalArgumentException(value + " is not a probability");
    }
    // value = mantissa / 2^shift; the product has at most 24 + 30 bits.
    long mantissa = exponent == 0 ? (bits & 0x7FFFFF) << 1 : (bits & 0x7FFFFF) | 0x800000;
    int shift = 150 - exponent;
    long scaled = 0;
    if (shift < Long.SIZE - 1) {
      long product = mantissa * POWERS[decimals];
      scaled = product >>> shift;
      long rest = product - (scaled << shift);
      long half = 1L << (shift - 1);
      if (rest > half || (rest == half && (scaled & 1) == 1)) {
        scaled++;
      }
    }
    putDigits((int) (scaled / POWERS[decimals]), (int) (scaled % POWERS[decimals]), decimals);
  }

  private void putDigits(int whole, int fraction, int decimals) {
    ensure(decimals + 2);
    bytes[size] = (byte) ('0' + whole);
    bytes[size + 1] = '.';
    int rest = fraction;
    for (int i = size + 1 + decimals; i > size + 1; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += decimals + 2;
  }

  private void ensure(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
  }

  /** Hands over what has gathered, once it is worth the call. */
  void flushIfFull() throws IOException {
    if (size >= FULL) {
      flush();
    }
  }

  /** Hands over what has gathered. */
  void flush() throws IOException {
    out.write(bytes, 0, size);
    size = 0;
  }
}
