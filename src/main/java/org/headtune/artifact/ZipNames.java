package org.headtune.artifact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/** The names in the directory of any zip, to tell whose it is; not for reading what is in it. */
final class ZipNames {
  /** The end record with the longest comment. */
  private static final int TAIL = (1 << 16) + 21;

  private static final int DIRECTORY_BYTES = 1 << 20;

  private ZipNames() {}

  /**
   * As many names as are found at the place where a directory belongs; none where there is none.
   */
  static Set<String> of(FileBytes file) throws IOException {
    int tail = (int) Math.min(TAIL, file.size());
    ByteBuffer end = little(file.read(file.size() - tail, tail));
    for (int at = tail - StoredZip.END_RECORD; at >= 0; at--) {
      if (end.getInt(at) == StoredZip.END_SIGNATURE) {
        long offset = Integer.toUnsignedLong(end.getInt(at + 16));
        long size = Integer.toUnsignedLong(end.getInt(at + 12));
        return offset + size <= file.size() && size <= DIRECTORY_BYTES
            ? names(little(file.read(offset, (int) size)))
            : Set.of();
      }
    }
    return Set.of();
  }

  private static Set<String> names(ByteBuffer directory) {
    Set<String> names = new HashSet<>();
    int at = 0;
    while (directory.limit() - at >= StoredZip.DIRECTORY_HEADER
        && directory.getInt(at) == StoredZip.DIRECTORY_SIGNATURE) {
      int length = Short.toUnsignedInt(directory.getShort(at + 28));
      int more =
          Short.toUnsignedInt(directory.getShort(at + 30))
              + Short.toUnsignedInt(directory.getShort(at + 32));
      int name = at + StoredZip.DIRECTORY_HEADER;
      if (directory.limit() - name < length) {
        break;
      }
      byte[] bytes = new byte[length];
      directory.get(name, bytes);
      names.add(new String(bytes, StandardCharsets.UTF_8));
      at = name + length + more;
    }
    return names;
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
