package org.headtune.data;

/** Takes encoded rows in their order. */
@FunctionalInterface
public interface RowSink {

  /**
   * Adds a row.
   *
   * @param numbers hold those of the row from {@code from} on
   * @throws org.headtune.UserError if the disk is full or not writable
   */
  void add(float[] numbers, int from, long line);
}
