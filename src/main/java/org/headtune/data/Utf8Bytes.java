package org.headtune.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;

/**
 * A window on the bytes of a text in strict UTF-8 (RFC 3629): bytes that are none are an error with
 * their offset, never replaced. A byte order mark is dropped.
 */
final class Utf8Bytes implements Closeable {
  private static final int WINDOW = 1 << 17;
  private static final int HEAD = 1 << 16;

  private final String file;
  private final InputStream in;
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private byte[] bytes = new byte[WINDOW];
  private int limit; // whole characters end here
  private int filled; // a character that is cut may end here
  private long offset; // of the first byte of the window
  private boolean ended;

  Utf8Bytes(String file, InputStream in) throws IOException {
    this.file = file;
    this.in = in;
    fill();
  }

  /** Where the text begins. */
  int start() {
    boolean marked =
        limit >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
    return marked ? 3 : 0;
  }

  /** The first characters, from at most 65,536 bytes. */
  String head() {
    int from = start();
    return new String(bytes, from, Math.min(limit, HEAD) - from, StandardCharsets.UTF_8);
  }

  /** The window; another array after {@link #slide} and {@link #grow}. */
  byte[] bytes() {
    return bytes;
  }

  /** Where the bytes of the window end. */
  int limit() {
    return limit;
  }

  /**
   * Moves the window on, so that a good part of it lies ahead.
   *
   * @param at the first byte that is still wanted
   * @return where that byte is now
   */
  int slide(int at) throws IOException {
    if (ended || limit - at > bytes.length / 2) {
      return at;
    }
    System.arraycopy(bytes, at, bytes, 0, filled - at);
    offset += at;
    filled -= at;
    limit -= at;
    fill();
    return 0;
  }

  /** Makes the window longer, all bytes in their places; false if there are no more bytes. */
  boolean grow() throws IOException {
    int before = limit;
    while (limit == before && !ended) {
      if (filled == bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * bytes.length);
      }
      fill();
    }
    return limit > before;
  }

  private void fill() throws IOException {
    int wanted = bytes.length - filled;
    int count = in.readNBytes(bytes, filled, wanted);
    ended = count < wanted;
    filled += count;
    if (offset == 0 && limit == 0) {
      refuseUtf16();
    }
    limit = plain(limit, filled) ? filled : checked(limit);
  }

  /** Whether the bytes are ASCII characters other than NUL. */
  private boolean plain(int from, int to) {
    int at = from;
    while (at + Long.BYTES <= to && EightBytes.plain(EightBytes.at(bytes, at))) {
      at += Long.BYTES;
    }
    while (at < to && bytes[at] > 0) {
      at++;
    }
    return at == to;
  }

  /** Decodes the bytes to see whether they are UTF-8; gives the end of the last whole character. */
  private int checked(int from) {
    for (int i = from; i < filled; i++) {
      if (bytes[i] == 0) {
        throw fault(
            "NUL byte at byte offset "
                + (offset + i)
                + ", which text never holds; is the file binary, UTF-16 or cut short?");
      }
    }
    ByteBuffer rest = ByteBuffer.wrap(bytes, from, filled - from);
    if (decoder.reset().decode(rest, CharBuffer.allocate(filled - from), ended).isError()) {
      throw fault(
          "not UTF-8 at byte offset "
              + (offset + rest.position())
              + "; if it is Latin-1, set data.encoding (or --encoding) to latin_1, else save the file as"
              + " UTF-8");
    }
    return rest.position();
  }

  private void refuseUtf16() {
    int first = filled < 2 ? 0 : (bytes[0] & 0xFF) << 8 | (bytes[1] & 0xFF);
    if (first == 0xFEFF || first == 0xFFFE) {
      throw fault(
          "not UTF-8 at byte offset 0: this is UTF-16; save the file as UTF-8, for example with:"
              + " iconv -f UTF-16 -t UTF-8");
    }
  }

  private UserError fault(String message) {
    return new UserError(ExitCode.DATA, Place.of(file), message);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
