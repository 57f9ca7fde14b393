package org.headtune.artifact;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;

/**
 * The one zip layout of a model file: entries stored, not compressed, one after the other from the
 * first byte; no extra fields, no comments, no data descriptors, every time 1980-01-01 00:00; then
 * the directory. So every byte beside the contents follows from the names, sizes and checksums: two
 * writes of the same contents are the same bytes on every machine, a reader can demand each of
 * them, and no entry can unpack to more than the file holds.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">APPNOTE.TXT</a>
 */
final class StoredZip {
  static final int LOCAL_SIGNATURE = 0x04034b50;
  static final int DIRECTORY_SIGNATURE = 0x02014b50;
  static final int LOCAL_HEADER = 30;

  static final int END_SIGNATURE = 0x06054b50;
  static final int DIRECTORY_HEADER = 46;
  static final int END_RECORD = 22;
  private static final short VERSION = 10;
  private static final short FIRST_DAY = (1 << 5) | 1;

  private StoredZip() {}

  /**
   * An entry before it is written.
   *
   * @param name in ASCII
   * @param content asked for twice, and the same both times
   */
  record Part(String name, AtomicFile.Content content, Sums sums) {

    static Part of(String name, AtomicFile.Content content) {
      return new Part(name, content, Sums.of(content));
    }

    static Part of(String name, String text) {
      return of(name, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }
  }

  /**
   * An entry as the headers describe it.
   *
   * @param offset where its content starts in the file
   * @param size bytes of content
   */
  record Entry(String name, long offset, long size, int crc) {}

  /** The size and the checksums of a content. */
  record Sums(long size, int crc, String sha256) {

    static Sums of(AtomicFile.Content content) {
      CRC32 crc = new CRC32();
      MessageDigest sha256 = Sha256.digest();
      Counter counter = new Counter();
      try {
        content.writeTo(new CheckedOutputStream(new DigestOutputStream(counter, sha256), crc));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new Sums(
          counter.bytes, (int) crc.getValue(), HexFormat.of().formatHex(sha256.digest()));
    }
  }

  private static final class Counter extends OutputStream {
    private long bytes;

    @Override
    public void write(int b) {
      bytes++;
    }

    @Override
    public void write(byte[] b, int offset, int length) {
      bytes += length;
    }
  }

  /** Writes a zip. */
  static void write(OutputStream out, List<Part> parts) throws IOException {
    List<Entry> entries = new ArrayList<>();
    long end = 0;
    for (Part part : parts) {
      Sums sums = part.sums();
      long offset = end + LOCAL_HEADER + part.name().length();
      Entry entry = new Entry(part.name(), offset, sums.size(), sums.crc());
      end = offset + sums.size();
      if (end > Integer.MAX_VALUE * 2L - 1_000_000) {
        throw new IOException("a model file of 4 GiB or more is not supported");
      }
      out.write(localHeader(entry));
      part.content().writeTo(out);
      entries.add(entry);
    }
    out.write(directory(entries, end));
  }

  /** The header in front of an entry's content, with its name. */
  static byte[] localHeader(Entry entry) {
    byte[] header = new byte[LOCAL_HEADER + entry.name().length()];
    ByteBuffer bytes = littleEndian(header);
    bytes.putInt(LOCAL_SIGNATURE);
    putShared(bytes, entry);
    putName(bytes, entry);
    return header;
  }

  /** Everything behind the last content, which ends at {@code offset}. */
  static byte[] directory(List<Entry> entries, long offset) {
    int size = 0;
    for (Entry entry : entries) {
      size += DIRECTORY_HEADER + entry.name().length();
    }
    byte[] directory = new byte[size + END_RECORD];
    ByteBuffer bytes = littleEndian(directory);
    for (Entry entry : entries) {
      bytes.putInt(DIRECTORY_SIGNATURE).putShort(VERSION);
      putShared(bytes, entry);
      bytes.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0);
      bytes.putInt((int) (entry.offset() - LOCAL_HEADER - entry.name().length()));
      putName(bytes, entry);
    }
    short count = (short) entries.size();
    bytes.putInt(END_SIGNATURE).putShort((short) 0).putShort((short) 0);
    bytes.putShort(count).putShort(count).putInt(size).putInt((int) offset).putShort((short) 0);
    return directory;
  }

  /** The fields that stand in both headers: version, no flags, stored, time, sums, lengths. */
  private static void putShared(ByteBuffer bytes, Entry entry) {
    bytes.putShort(VERSION).putShort((short) 0).putShort((short) 0);
    bytes.putShort((short) 0).putShort(FIRST_DAY).putInt(entry.crc());
    bytes.putInt((int) entry.size()).putInt((int) entry.size());
    bytes.putShort((short) entry.name().length()).putShort((short) 0);
  }

  private static void putName(ByteBuffer bytes, Entry entry) {
    bytes.put(entry.name().getBytes(StandardCharsets.US_ASCII));
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
