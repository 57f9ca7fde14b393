package org.headtune.artifact;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.CRC32;

/** Reads parts of an open file; {@link EOFException} where it ends before the part does. */
record FileBytes(FileChannel channel) {
  /** How much is read at once. */
  static final int CHUNK = 1 << 16;

  long size() throws IOException {
    return channel.size();
  }

  /** The bytes of a part that is known to be small. */
  byte[] read(long position, int size) throws IOException {
    byte[] bytes = new byte[size];
    fill(ByteBuffer.wrap(bytes), position);
    return bytes;
  }

  /** Fills the buffer up to its limit and makes it ready to be read. */
  ByteBuffer fill(ByteBuffer bytes, long position) throws IOException {
    int start = bytes.position();
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position() - start) < 0) {
        throw new EOFException("the file ends early");
      }
    }
    return bytes.flip();
  }

  /** The sums of a part of any size. */
  StoredZip.Sums sums(long position, long size) throws IOException {
    CRC32 crc = new CRC32();
    MessageDigest digest = Sha256.digest();
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    for (long done = 0; done < size; done += chunk.limit()) {
      chunk.clear().limit((int) Math.min(CHUNK, size - done));
      crc.update(fill(chunk, position + done));
      digest.update(chunk.rewind());
    }
    return new StoredZip.Sums(
        size, (int) crc.getValue(), HexFormat.of().formatHex(digest.digest()));
  }
}
