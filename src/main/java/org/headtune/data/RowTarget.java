package org.headtune.data;

/** Takes encoded rows with their labels, in their order. */
@FunctionalInterface
interface RowTarget {

  /** Adds a row whose numbers stand in an array from an index on. */
  void add(float[] numbers, int from, int label, long line);
}
