package org.headtune.model;

import java.nio.FloatBuffer;

/**
 * The steps that count of some sequences, one after the other without gaps, as rows of a matrix:
 * few large products instead of many small ones. Sequences stand as {@link SequenceRows} says.
 */
final class StepPacking {
  private final int steps;
  private final int width;
  private int[] lengths = {};

  /**
   * @param steps of the longest sequence
   * @param width numbers per step
   */
  StepPacking(int steps, int width) {
    this.steps = steps;
    this.width = width;
  }

  /** Learns how many steps count in each row. */
  void read(FloatBuffer sequences, int rows) {
    lengths = SequenceRows.lengths(sequences, rows, steps, width);
  }

  /** The rows. */
  int rows() {
    return lengths.length;
  }

  /** The steps of a row that count. */
  int length(int row) {
    return lengths[row];
  }

  /** The steps that count of rows from one up to, not including, another. */
  int count(int from, int to) {
    int count = 0;
    for (int row = from; row < to; row++) {
      count += lengths[row];
    }
    return count;
  }

  /** Copies the steps of rows to the first ones of a matrix. */
  void pack(FloatBuffer sequences, int from, int to, Matrix packed) {
    int at = 0;
    for (int row = from; row < to; row++) {
      int numbers = lengths[row] * width;
      packed.numbers().put(at, sequences, row * rowWidth(), numbers);
      at += numbers;
    }
  }

  /** Copies them back. */
  void unpack(Matrix packed, int from, int to, FloatBuffer sequences) {
    int at = 0;
    for (int row = from; row < to; row++) {
      int numbers = lengths[row] * width;
      sequences.put(row * rowWidth(), packed.numbers(), at, numbers);
      at += numbers;
    }
  }

  /** Makes room for as many sequences as were read, zeros but for the lengths. */
  Matrix emptied(Matrix sequences) {
    sequences.rows(lengths.length).array().assign(0);
    for (int row = 0; row < lengths.length; row++) {
      sequences.numbers().put((row + 1) * rowWidth() - 1, lengths[row]);
    }
    return sequences;
  }

  private int rowWidth() {
    return SequenceRows.width(steps, width);
  }
}
