package org.headtune.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;

/**
 * Strict UTF-8 (RFC 3629): bytes that are none are an error with their offset, never replaced. A
 * byte order mark is dropped. The first characters can be looked at before they are read.
 */
final class Utf8Reader extends Reader {
  private static final int BYTES = 1 << 16;

  private final String file;
  private final InputStream in;
  private final ByteBuffer bytes = ByteBuffer.allocate(BYTES).limit(0);
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private final CharBuffer head = CharBuffer.allocate(BYTES).limit(0);
  private long offset; // of the first byte in the buffer
  private boolean ended;

  Utf8Reader(String file, InputStream in) throws IOException {
    this.file = file;
    this.in = in;
    fill();
    head.clear();
    decode(head);
    head.flip();
    if (head.hasRemaining() && head.get(0) == '\uFEFF') {
      head.get();
    }
  }

  /** The first characters, up to 65,536 of them, still to be read. */
  CharSequence head() {
    return head;
  }

  @Override
  public int read(char[] into, int from, int length) throws IOException {
    if (head.hasRemaining()) {
      int count = Math.min(length, head.remaining());
      head.get(into, from, count);
      return count;
    }
    int count = decode(CharBuffer.wrap(into, from, length));
    return count == 0 ? -1 : count;
  }

  /** Decodes at least one character, unless the input has ended; says how many. */
  private int decode(CharBuffer out) throws IOException {
    int begin = out.position();
    while (true) {
      CoderResult result = decoder.decode(bytes, out, ended);
      if (result.isError()) {
        throw fault(
            "not UTF-8 at byte offset "
                + (offset + bytes.position())
                + "; save the file as UTF-8, for example with: iconv -f LATIN1 -t UTF-8");
      }
      if (out.position() > begin || ended) {
        return out.position() - begin;
      }
      fill();
    }
  }

  private void fill() throws IOException {
    offset += bytes.position();
    bytes.compact();
    int begin = bytes.position();
    int count = in.readNBytes(bytes.array(), begin, bytes.remaining());
    ended = count < bytes.remaining();
    bytes.position(begin + count).flip();
    if (offset == 0) {
      refuseUtf16();
    }
    for (int i = begin; i < bytes.limit(); i++) {
      if (bytes.array()[i] == 0) {
        throw fault(
            "NUL byte at byte offset "
                + (offset + i)
                + ", which text never holds; is the file binary, UTF-16 or cut short?");
      }
    }
  }

  private void refuseUtf16() {
    int first = bytes.limit() < 2 ? 0 : bytes.getShort(0) & 0xFFFF;
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
