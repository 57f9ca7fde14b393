package org.headtune.artifact;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.zip.CRC32C;
import org.headtune.data.FiledRows;

/**
 * A whole file of encoded rows, open for reading: a header of 4096 bytes, the rows, and a CRC-32C
 * for every 16 MB of them. The header has a CRC of its own. Its numbers are big-endian, the rows in
 * the byte order of the machine that wrote them.
 */
final class RowFile implements Closeable {
  static final int HEADER = 4096;

  /** Bytes that one checksum stands for. */
  static final int SEGMENT = 1 << 24;

  private static final byte[] MAGIC = "HEADTUNE ROWS\r\n\0".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int KEY_BYTES = 32;
  private static final int NAME_BYTES = 2048;
  private static final int BLOCK = 1 << 20;

  /** Tells the byte order of the rows, as the machine that wrote them has put it. */
  private static final int ORDER_MARK = 0x01020304;

  private final Path path;
  private final FileChannel channel;
  private final Facts facts;

  private RowFile(Path path, FileChannel channel, Facts facts) {
    this.path = path;
    this.channel = channel;
    this.facts = facts;
  }

  /**
   * What the header says.
   *
   * @param key by which the rows are found, 64 hexadecimal digits
   * @param table the table that the rows come from
   * @param cut as the writer was told
   */
  record Facts(String key, String table, int rows, int width, long cut) {

    long recordsEnd() {
      return HEADER + (long) rows * FiledRows.recordBytes(width);
    }

    long fileEnd() {
      long segments = (recordsEnd() - HEADER + SEGMENT - 1) / SEGMENT;
      return recordsEnd() + segments * Integer.BYTES;
    }

    int sumBytes() {
      return (int) (fileEnd() - recordsEnd());
    }

    ByteBuffer header() {
      ByteBuffer header = ByteBuffer.allocate(HEADER);
      header.put(MAGIC).putInt(VERSION);
      header.order(ByteOrder.nativeOrder()).putInt(ORDER_MARK).order(ByteOrder.BIG_ENDIAN);
      header.putInt(rows).putInt(width).putLong(cut).put(HexFormat.of().parseHex(key));
      byte[] name = table.getBytes(StandardCharsets.UTF_8);
      int length = Math.min(name.length, NAME_BYTES);
      header.putInt(length).put(name, 0, length);
      return header.putInt(HEADER - Integer.BYTES, checksum(header.array(), HEADER - 4)).clear();
    }
  }

  private static int checksum(byte[] bytes, int count) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, count);
    return (int) sum.getValue();
  }

  /** Why a file is not trusted. */
  static final class Damage extends IOException {
    private static final long serialVersionUID = 1L;

    Damage(String message) {
      super(message);
    }
  }

  /** The facts of a file, whose rows are not looked at. */
  static Facts facts(Path path) throws IOException {
    try (FileChannel channel = open(path)) {
      return facts(channel);
    }
  }

  /**
   * Opens a file whose size and header are as they were written; its rows are not looked at.
   *
   * @throws Damage if they are not
   */
  static RowFile opened(Path path) throws IOException {
    FileChannel channel = open(path);
    try {
      return new RowFile(path, channel, facts(channel));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Opens a file and reads all of it once, to see that it is as it was written.
   *
   * @throws Damage if it is not
   */
  static RowFile verified(Path path) throws IOException {
    RowFile file = opened(path);
    try {
      verify(file.channel, file.facts);
      return file;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** A file that was made whole through this channel. */
  static RowFile whole(Path path, FileChannel channel, Facts facts) {
    return new RowFile(path, channel, facts);
  }

  private static FileChannel open(Path path) throws IOException {
    return FileChannel.open(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
  }

  private static Facts facts(FileChannel channel) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    read(channel, header, 0);
    byte[] magic = new byte[MAGIC.length];
    header.get(0, magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new Damage("it is no file of encoded rows");
    } else if (checksum(header.array(), HEADER - Integer.BYTES)
        != header.getInt(HEADER - Integer.BYTES)) {
      throw new Damage("its header is damaged");
    }
    header.position(MAGIC.length);
    int version = header.getInt();
    int order = header.order(ByteOrder.nativeOrder()).getInt();
    header.order(ByteOrder.BIG_ENDIAN);
    if (version != VERSION || order != ORDER_MARK) {
      throw new Damage("another version of Headtune or another kind of machine wrote it");
    }
    int rows = header.getInt();
    int width = header.getInt();
    long cut = header.getLong();
    byte[] key = new byte[KEY_BYTES];
    header.get(key);
    byte[] name = new byte[Math.max(0, Math.min(NAME_BYTES, header.getInt()))];
    header.get(name);
    if (rows < 0 || width < 0 || width > (1 << 29) - 2) {
      throw new Damage("its header is damaged");
    }
    Facts facts =
        new Facts(
            HexFormat.of().formatHex(key),
            new String(name, StandardCharsets.UTF_8),
            rows,
            width,
            cut);
    if (channel.size() != facts.fileEnd()) {
      throw new Damage("it does not have the size that its header names");
    }
    return facts;
  }

  private static void verify(FileChannel channel, Facts facts) throws IOException {
    ByteBuffer sums = ByteBuffer.allocate(facts.sumBytes());
    read(channel, sums, facts.recordsEnd());
    if (!sums(channel, facts).equals(sums.flip())) {
      throw new Damage("its rows are damaged");
    }
  }

  /** The checksums of the rows that stand in a file, read once. */
  static ByteBuffer sums(FileChannel channel, Facts facts) throws IOException {
    ByteBuffer sums = ByteBuffer.allocate(facts.sumBytes());
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
    while (sums.hasRemaining()) {
      long at = HEADER + (long) sums.position() / Integer.BYTES * SEGMENT;
      long end = Math.min(at + SEGMENT, facts.recordsEnd());
      CRC32C sum = new CRC32C();
      while (at < end) {
        block.clear().limit((int) Math.min(BLOCK, end - at));
        read(channel, block, at);
        sum.update(block.flip());
        at += block.limit();
      }
      sums.putInt((int) sum.getValue());
    }
    return sums.flip();
  }

  private static void read(FileChannel channel, ByteBuffer into, long from) throws IOException {
    long at = from;
    while (into.hasRemaining()) {
      int count = channel.read(into, at);
      if (count < 0) {
        throw new Damage("it ends early");
      }
      at += count;
    }
  }

  Facts facts() {
    return facts;
  }

  FileChannel channel() {
    return channel;
  }

  /**
   * The rows, which can be read until this is closed.
   *
   * @param mapped whether they are mapped into memory
   */
  FiledRows rows(boolean mapped) {
    return new FiledRows(path.toString(), channel, HEADER, facts.rows(), facts.width(), mapped);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
