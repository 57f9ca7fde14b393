package org.headtune.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;

/**
 * Text in Latin-1 as UTF-8. Bytes from 0x80 to 0x9F are taken as Windows-1252 has them (the WHATWG
 * Encoding Standard does so, too): files that are called Latin-1 hold its quotes and euro signs.
 */
final class Latin1Stream extends InputStream {
  private static final char NONE = '\uFFFD';

  /** Characters of the bytes from 0x80 to 0x9F. */
  private static final String WINDOWS_1252 =
      "\u20AC\uFFFD\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\uFFFD\u017D\uFFFD"
          + "\uFFFD\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\uFFFD\u017E\u0178";

  private final String file;
  private final InputStream in;
  private final byte[] raw = new byte[1 << 14];
  private final byte[] text = new byte[3 * raw.length];
  private int at;
  private int limit;
  private long offset;
  private boolean judged; // whether it was seen that the bytes are no UTF-8

  Latin1Stream(String file, InputStream in) {
    this.file = file;
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    return at < limit || fill() ? text[at++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    if (length > 0 && at == limit && !fill()) {
      return -1;
    }
    int count = Math.min(length, limit - at);
    System.arraycopy(text, at, into, from, count);
    at += count;
    return count;
  }

  private boolean fill() throws IOException {
    int count = in.readNBytes(raw, 0, raw.length);
    expectOther(count);
    at = 0;
    limit = 0;
    for (int i = 0; i < count; i++) {
      add(raw[i], offset + i);
    }
    offset += count;
    return count > 0;
  }

  private void add(byte value, long place) {
    if (value > 0) {
      text[limit++] = value;
      return;
    }
    int code = value & 0xFF;
    char c = code == 0 ? NONE : code < 0xA0 ? WINDOWS_1252.charAt(code - 0x80) : (char) code;
    if (c == NONE) {
      throw fault(
          String.format(
              Locale.ROOT,
              "byte 0x%02X at byte offset %d is no character of Latin-1 nor of Windows-1252; is the"
                  + " file in another encoding, or binary?",
              code,
              place));
    }
    if (c >= 0x800) {
      text[limit++] = (byte) (0xE0 | c >> 12);
      text[limit++] = (byte) (0x80 | (c >> 6 & 0x3F));
    } else {
      text[limit++] = (byte) (0xC0 | c >> 6);
    }
    text[limit++] = (byte) (0x80 | (c & 0x3F));
  }

  /** Text in UTF-8 would be read without complaint, and wrongly. */
  private void expectOther(int count) {
    if (judged) {
      return;
    }
    CharBuffer decoded = CharBuffer.allocate(count);
    CoderResult result =
        StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(raw, 0, count), decoded, count < raw.length);
    judged = result.isError();
    if (!judged && decoded.flip().chars().anyMatch(c -> c > 0x7F)) {
      throw fault(
          "is in UTF-8, but was to be read as Latin-1; set data.encoding (or --encoding) to utf_8");
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
