package org.headtune.artifact;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.headtune.Text;

/**
 * Reads the frame of a {@link StoredZip}: walks from entry to entry, then demands that each header
 * and the whole directory are the bytes that follow from the names, sizes and checksums found.
 */
final class ZipFrame {
  private static final int LONGEST_NAME = 64;
  private static final String DAMAGED = "the file is damaged or was not made by Headtune";

  private final FileBytes file;
  private final long size;
  private final Map<String, StoredZip.Entry> entries = new LinkedHashMap<>();

  private ZipFrame(FileBytes file) throws IOException {
    this.file = file;
    this.size = file.size();
  }

  /**
   * The entries by name.
   *
   * @param known the names allowed, in their order
   * @param optional those of them that need not be there
   */
  static Map<String, StoredZip.Entry> read(FileBytes file, List<String> known, Set<String> optional)
      throws IOException, RefusedException {
    FileKind.of(file).require(FileKind.MODEL);
    try {
      ZipFrame frame = new ZipFrame(file);
      frame.walk(known);
      frame.complete(known, optional);
      return frame.entries;
    } catch (EOFException e) {
      throw new RefusedException(null, "ends too early: it was cut off; copy or train it again");
    }
  }

  private void walk(List<String> known) throws IOException, RefusedException {
    long position = 0;
    while (bytes(position, 4).getInt() == StoredZip.LOCAL_SIGNATURE) {
      StoredZip.Entry entry = entry(position, known);
      position = entry.offset() + entry.size();
    }
    byte[] expected = StoredZip.directory(List.copyOf(entries.values()), position);
    if (size - position > expected.length) {
      throw new RefusedException(null, "has bytes that belong to no entry; " + DAMAGED);
    }
    if (!Arrays.equals(expected, file.read(position, expected.length))) {
      throw new RefusedException(
          null, "has a directory that does not match its entries; " + DAMAGED);
    }
  }

  private StoredZip.Entry entry(long position, List<String> known)
      throws IOException, RefusedException {
    ByteBuffer header = bytes(position, StoredZip.LOCAL_HEADER);
    int nameLength = Short.toUnsignedInt(header.getShort(26));
    String name = name(position, nameLength);
    if (!known.contains(name)) {
      throw new RefusedException(
          null, "holds the entry " + Text.quoted(name) + ", which no Headtune model has");
    }
    long content = Integer.toUnsignedLong(header.getInt(22));
    long offset = position + StoredZip.LOCAL_HEADER + nameLength;
    StoredZip.Entry entry = new StoredZip.Entry(name, offset, content, header.getInt(14));
    byte[] found = file.read(position, StoredZip.LOCAL_HEADER + nameLength);
    if (!Arrays.equals(StoredZip.localHeader(entry), found)) {
      throw new RefusedException(
          name,
          "is compressed, encrypted or otherwise not stored as Headtune does; use the file as it was"
              + " written, not one packed again");
    }
    if (content > size - offset) {
      throw new EOFException();
    }
    if (entries.put(name, entry) != null) {
      throw new RefusedException(name, "is in the file twice; " + DAMAGED);
    }
    return entry;
  }

  private String name(long position, int length) throws IOException, RefusedException {
    if (length > LONGEST_NAME) {
      throw new RefusedException(null, "holds an entry with a name of " + length + " bytes");
    }
    byte[] name = file.read(position + StoredZip.LOCAL_HEADER, length);
    return new String(name, StandardCharsets.US_ASCII);
  }

  private void complete(List<String> known, Set<String> optional) throws RefusedException {
    List<String> expected = new ArrayList<>(known);
    expected.removeIf(name -> optional.contains(name) && !entries.containsKey(name));
    for (String name : expected) {
      if (!entries.containsKey(name)) {
        throw new RefusedException(name, "is missing; the file was not made by Headtune");
      }
    }
    if (!expected.equals(List.copyOf(entries.keySet()))) {
      throw new RefusedException(null, "has its entries in another order; " + DAMAGED);
    }
  }

  private ByteBuffer bytes(long position, int length) throws IOException {
    return ByteBuffer.wrap(file.read(position, length)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
