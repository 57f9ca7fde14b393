package org.headtune.model;

import java.nio.FloatBuffer;

/** Some rows of a matrix in an array: the JVM turns loops over arrays into vector instructions. */
final class RowBlock {
  /** Numbers that fit the first-level cache twice. */
  private static final int NUMBERS = 2048;

  private final int width;
  private final int rows;
  private final float[] numbers;
  private int length;

  RowBlock(int width) {
    this.width = width;
    this.rows = Math.max(1, NUMBERS / width);
    this.numbers = new float[rows * width];
  }

  /** How many rows it takes at once. */
  int rows() {
    return rows;
  }

  /** Numbers read last. */
  int length() {
    return length;
  }

  /** Room for as many rows as it takes. */
  float[] whole() {
    return numbers;
  }

  /** Rows from one on, as many as it takes or as there are. */
  float[] read(FloatBuffer matrix, int row, int allRows) {
    length = Math.min(rows, allRows - row) * width;
    matrix.get(row * width, numbers, 0, length);
    return numbers;
  }

  /** Puts back what was read last. */
  void write(FloatBuffer matrix, int row) {
    matrix.put(row * width, numbers, 0, length);
  }
}
