package org.headtune.data;

import java.io.Serializable;

/**
 * A file that was read, as it was.
 *
 * @param path as the user named it
 * @param sha256 of the bytes on disk, in lower-case hexadecimal
 * @param bytes size on disk
 * @param rows how many rows, or labels, it held
 */
public record SourceFile(String path, String sha256, long bytes, long rows)
    implements Serializable {

  /** Whether the bytes and the rows are the same, by whatever name. */
  boolean holdsAs(SourceFile other) {
    return sha256.equals(other.sha256) && bytes == other.bytes && rows == other.rows;
  }
}
