package org.headtune.data;

import java.nio.FloatBuffer;

/**
 * Rows of numbers as the network takes them, wherever they are kept. Any row may be read at any
 * time, by one thread after the other.
 */
public sealed interface EncodedRows permits HeldRows, FiledRows, ChosenRows {

  /** How many there are. */
  int rows();

  /** Numbers per row. */
  int width();

  /** Copies one row to a place in a buffer, whatever the buffer's position. */
  void copyRow(int row, FloatBuffer target, int at);

  /** Where a row stands in its table: the 1-based line, or the 1-based image of an IDX file. */
  long line(int row);
}
