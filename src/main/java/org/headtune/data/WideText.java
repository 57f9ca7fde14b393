package org.headtune.data;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Strings as bytes and back, without loss: UTF-8, and for half of a surrogate pair that stands
 * alone the three bytes that its number would have (Sapin, "The WTF-8 encoding"). Other bytes that
 * are no UTF-8 become U+FFFD, as the JDK has it.
 */
final class WideText {
  private static final int SURROGATE = 3; // bytes of one

  private WideText() {}

  static byte[] bytes(String text) {
    int at = lone(text, 0);
    if (at == text.length()) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int from = 0;
    while (at < text.length()) {
      out.writeBytes(text.substring(from, at).getBytes(StandardCharsets.UTF_8));
      char half = text.charAt(at);
      out.write(0xE0 | half >> 12);
      out.write(0x80 | (half >> 6 & 0x3F));
      out.write(0x80 | (half & 0x3F));
      from = at + 1;
      at = lone(text, from);
    }
    out.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  /** Where the next half of a pair stands alone, or the end. */
  private static int lone(String text, int from) {
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1));
        if (!pair) {
          return at;
        }
        at++;
      }
      at++;
    }
    return at;
  }

  static String text(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int from = 0;
    for (int at = 0; at + SURROGATE <= bytes.length; at++) {
      boolean half =
          bytes[at] == (byte) 0xED
              && (bytes[at + 1] & 0xE0) == 0xA0
              && (bytes[at + 2] & 0xC0) == 0x80;
      if (half) {
        text.append(new String(bytes, from, at - from, StandardCharsets.UTF_8));
        text.append((char) (0xD000 | (bytes[at + 1] & 0x3F) << 6 | (bytes[at + 2] & 0x3F)));
        at += SURROGATE - 1;
        from = at + 1;
      }
    }
    return text.append(new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8))
        .toString();
  }
}
