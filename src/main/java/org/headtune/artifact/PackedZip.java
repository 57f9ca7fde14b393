package org.headtune.artifact;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.headtune.Text;

/**
 * Reads the frame of a zip as {@code java.util.zip.ZipOutputStream} writes it: entries deflated or
 * stored one after the other from the first byte, then the directory. Directory and local headers
 * must say the same, and no byte may lie between the entries.
 */
final class PackedZip {
  private static final int DESCRIPTOR_SIGNATURE = 0x08074b50;
  private static final int DESCRIPTOR = 16;
  private static final int FLAG_DESCRIPTOR = 8;
  private static final int FLAG_UTF8 = 0x800;
  private static final int DEFLATED = 8;
  private static final int MOST_ENTRIES = 16;
  private static final int LONGEST_NAME = 64;
  private static final String DAMAGED = "the file is damaged or was not written by Deeplearning4j";

  private final FileBytes file;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /**
   * An entry as both headers describe it.
   *
   * @param offset where its packed content starts in the file
   * @param packed bytes of packed content
   * @param size bytes of content
   */
  record Entry(String name, long offset, long packed, long size, int crc, boolean deflated) {}

  private PackedZip(FileBytes file) {
    this.file = file;
  }

  /** The entries in their order; their contents are not looked at. */
  static PackedZip of(FileBytes file) throws IOException, RefusedException {
    PackedZip zip = new PackedZip(file);
    try {
      zip.walk();
    } catch (EOFException e) {
      throw new RefusedException(null, "ends too early: it was cut off; copy it again");
    }
    return zip;
  }

  Map<String, Entry> entries() {
    return entries;
  }

  private void walk() throws IOException, RefusedException {
    long end = file.size() - StoredZip.END_RECORD;
    ByteBuffer last = bytes(Math.max(0, end), StoredZip.END_RECORD);
    int count = last.getShort(10);
    long size = Integer.toUnsignedLong(last.getInt(12));
    long offset = Integer.toUnsignedLong(last.getInt(16));
    if (last.getInt(0) != StoredZip.END_SIGNATURE) {
      throw new RefusedException(
          null, "does not end as a zip does: it was cut off or changed; copy it again");
    }
    if (last.getInt(4) != 0
        || last.getShort(8) != count
        || last.getShort(20) != 0
        || count < 1
        || count > MOST_ENTRIES
        || size > count * (long) (StoredZip.DIRECTORY_HEADER + LONGEST_NAME)
        || offset + size != end) {
      throw new RefusedException(null, "has a directory that is not in order; " + DAMAGED);
    }
    ByteBuffer directory = bytes(offset, (int) size);
    long position = 0;
    for (int i = 0; i < count; i++) {
      position = entry(directory, position);
    }
    if (directory.hasRemaining() || position != offset) {
      throw new RefusedException(null, "has bytes that belong to no entry; " + DAMAGED);
    }
  }

  /** Reads one entry of the directory and the local header it speaks of; the place behind both. */
  private long entry(ByteBuffer directory, long position) throws IOException, RefusedException {
    if (directory.remaining() < StoredZip.DIRECTORY_HEADER) {
      throw new RefusedException(null, "has a directory that is not in order; " + DAMAGED);
    }
    ByteBuffer header = directory.slice(directory.position(), directory.remaining());
    header.order(ByteOrder.LITTLE_ENDIAN);
    int nameLength = Short.toUnsignedInt(header.getShort(28));
    if (nameLength > LONGEST_NAME || header.remaining() < StoredZip.DIRECTORY_HEADER + nameLength) {
      throw new RefusedException(null, "holds an entry with a name of " + nameLength + " bytes");
    }
    byte[] nameBytes = new byte[nameLength];
    header.get(StoredZip.DIRECTORY_HEADER, nameBytes);
    String name = new String(nameBytes, StandardCharsets.US_ASCII);
    int flags = header.getShort(8);
    int method = header.getShort(10);
    long packed = Integer.toUnsignedLong(header.getInt(20));
    Entry entry =
        new Entry(
            name,
            position + StoredZip.LOCAL_HEADER + nameLength,
            packed,
            Integer.toUnsignedLong(header.getInt(24)),
            header.getInt(16),
            method == DEFLATED);
    boolean plain =
        header.getInt(0) == StoredZip.DIRECTORY_SIGNATURE
            && (flags & ~(FLAG_DESCRIPTOR | FLAG_UTF8)) == 0
            && (method == DEFLATED || (method == 0 && entry.size() == packed))
            && header.getInt(30) == 0
            && header.getShort(34) == 0
            && Integer.toUnsignedLong(header.getInt(42)) == position;
    if (!plain || !agrees(header, entry, position)) {
      throw new RefusedException(
          null,
          "holds the entry "
              + Text.quoted(name)
              + " in a form that Deeplearning4j does not write; "
              + DAMAGED);
    }
    if (entries.put(name, entry) != null) {
      throw new RefusedException(name, "is in the file twice; " + DAMAGED);
    }
    directory.position(directory.position() + StoredZip.DIRECTORY_HEADER + nameLength);
    return entry.offset() + packed + ((flags & FLAG_DESCRIPTOR) == 0 ? 0 : DESCRIPTOR);
  }

  /** Whether the local header, and the descriptor behind the content, say the same. */
  private boolean agrees(ByteBuffer header, Entry entry, long position) throws IOException {
    ByteBuffer local =
        bytes(position, (int) (entry.offset() - position)).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer sums = local.slice(14, 12).order(ByteOrder.LITTLE_ENDIAN);
    boolean described = (header.getShort(8) & FLAG_DESCRIPTOR) != 0;
    if (described) {
      boolean empty = sums.getInt(0) == 0 && sums.getLong(4) == 0;
      sums = bytes(entry.offset() + entry.packed(), DESCRIPTOR);
      if (!empty || sums.getInt() != DESCRIPTOR_SIGNATURE) {
        return false;
      }
      sums = sums.slice().order(ByteOrder.LITTLE_ENDIAN);
    }
    return local.getInt(0) == StoredZip.LOCAL_SIGNATURE
        && local.getShort(6) == header.getShort(8)
        && local.getShort(8) == header.getShort(10)
        && local.getInt(10) == header.getInt(12)
        && sums.equals(header.slice(16, 12))
        && local.getShort(26) == header.getShort(28)
        && local.getShort(28) == 0
        && local
            .slice(StoredZip.LOCAL_HEADER, entry.name().length())
            .equals(header.slice(StoredZip.DIRECTORY_HEADER, entry.name().length()));
  }

  /** The content of an entry, unpacked while it is read; it may be longer than the headers say. */
  InputStream open(Entry entry) {
    InputStream section = new Section(entry.offset(), entry.packed());
    if (!entry.deflated()) {
      return section;
    }
    Inflater inflater = new Inflater(true);
    return new InflaterInputStream(section, inflater, FileBytes.CHUNK) {
      @Override
      public void close() throws IOException {
        super.close();
        inflater.end();
      }
    };
  }

  private ByteBuffer bytes(long position, int length) throws IOException {
    return ByteBuffer.wrap(file.read(position, length)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Some bytes of the file. */
  private final class Section extends InputStream {
    private final long end;
    private long position;

    Section(long position, long size) {
      this.position = position;
      this.end = position + size;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = (int) Math.min(length, end - position);
      if (count == 0) {
        return length == 0 ? 0 : -1;
      }
      file.fill(ByteBuffer.wrap(target, offset, count).slice(), position);
      position += count;
      return count;
    }
  }
}
