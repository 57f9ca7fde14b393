package org.headtune.model;

import java.nio.FloatBuffer;

/** The numbers of those classes that a step deals with, in a matrix with a row for each. */
final class TouchedRows implements AutoCloseable {
  private final ClassVectors all;
  private final Matrix some;

  TouchedRows(ClassVectors all) {
    this.all = all;
    this.some = new Matrix(all.width());
  }

  /** Copies the numbers of some classes into the matrix. */
  void gather(int[] classes, int count) {
    if (some.rows() <= count) {
      some.rows(count + count / 8 + 1); // never none: there is no memory of no size
    }
    all.gather(classes, count, some.numbers());
  }

  /** Copies them back. */
  void scatter(int[] classes, int count) {
    all.scatter(classes, count, some.numbers());
  }

  Matrix matrix() {
    return some;
  }

  /** The numbers of the first classes. */
  FloatBuffer numbers(int count) {
    return some.numbers().slice(0, count * all.width());
  }

  @Override
  public void close() {
    some.close();
  }
}
