package org.headtune.data;

import java.io.IOException;
import java.io.InputStream;

/**
 * Bytes of a pipe. A pipe has 0 bytes to offer as long as nobody writes to it, which {@link
 * java.util.zip.GZIPInputStream} takes for the end behind a part of its data, and some cannot be
 * asked at all: here {@link #available} waits until it is known whether more comes.
 */
final class AwaitedStream extends InputStream {
  private final InputStream in;
  private int ahead = -1; // a byte that was waited for

  AwaitedStream(InputStream in) {
    this.in = in;
  }

  @Override
  public int available() throws IOException {
    ahead = ahead < 0 ? in.read() : ahead;
    return ahead < 0 ? 0 : 1;
  }

  @Override
  public int read() throws IOException {
    int next = ahead < 0 ? in.read() : ahead;
    ahead = -1;
    return next;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    if (ahead < 0 || length == 0) {
      return in.read(into, from, length);
    }
    into[from] = (byte) read();
    return 1;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
