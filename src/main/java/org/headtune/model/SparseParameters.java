package org.headtune.model;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Parameters of a layer that belong to classes, with the values and the gradients of those that a
 * step touches.
 */
final class SparseParameters implements AutoCloseable {
  private final String name;
  private final int classes;
  private final int width;
  private final TouchedRows values;
  private final Matrix gradient;
  private int[] touched = new int[0];
  private int count;

  /**
   * @param name of DL4J's parameter
   * @param array its numbers, so many for each class, one class after the other
   */
  SparseParameters(String name, INDArray array, int classes) {
    this.name = name;
    this.classes = classes;
    this.width = Math.toIntExact(array.length() / classes);
    this.values = new TouchedRows(new ClassVectors(array, 0, classes, width));
    this.gradient = new Matrix(width);
  }

  /** Begins a step that deals with the first of these classes, each of them once. */
  void touch(int[] these, int howMany) {
    touched = these;
    count = howMany;
    values.gather(these, howMany);
    if (gradient.rows() <= howMany) {
      gradient.rows(howMany + howMany / 8 + 1); // never none, as with the values
    }
  }

  String name() {
    return name;
  }

  int classes() {
    return classes;
  }

  /** Numbers of each class. */
  int width() {
    return width;
  }

  int[] touched() {
    return touched;
  }

  /** How many classes the step deals with. */
  int count() {
    return count;
  }

  TouchedRows values() {
    return values;
  }

  /** A row for each class of the step. */
  Matrix gradient() {
    return gradient;
  }

  @Override
  public void close() {
    values.close();
    gradient.close();
  }
}
