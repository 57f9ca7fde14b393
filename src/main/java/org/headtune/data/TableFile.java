package org.headtune.data;

import java.io.Serializable;

/**
 * One of the files that a table is read from, whose rows are encoded apart from those of the
 * others.
 *
 * @param path as every machine knows it
 * @param sinks for each row which of the files of encoded rows it goes to, from 0, or {@link #NONE}
 * @param first for each of those files, the index there of the first row of this one
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares or prints it
public record TableFile(String path, byte[] sinks, int[] first) implements Serializable {
  /** For a row that goes nowhere. */
  static final byte NONE = -1;
}
