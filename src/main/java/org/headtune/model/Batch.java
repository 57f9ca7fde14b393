package org.headtune.model;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Native memory for one batch, filled again and again. */
final class Batch implements AutoCloseable {
  private final int rows;
  private final INDArray features;
  private final INDArray targets;
  private final FloatBuffer featureNumbers;
  private final FloatBuffer targetNumbers;
  private final int width;
  private final int classes;

  Batch(int rows, int width, int classes) {
    this.rows = rows;
    this.width = width;
    this.classes = classes;
    features = Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', rows, width);
    targets = Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', rows, classes);
    targets.assign(0);
    featureNumbers = features.data().asNioFloat();
    targetNumbers = targets.data().asNioFloat();
  }

  /** Copies rows of a table, in the order given, from its {@code first} entry on. */
  void gather(float[] table, int[] labels, int[] order, int first) {
    for (int i = 0; i < rows; i++) {
      int row = order[first + i];
      featureNumbers.put(i * width, table, row * width, width);
      target(i, labels[row]);
    }
  }

  private void target(int row, int label) {
    for (int k = 0; k < classes; k++) {
      targetNumbers.put(row * classes + k, k == label ? 1 : 0);
    }
  }

  /** {@code rows x width}. */
  INDArray features() {
    return features;
  }

  /** {@code rows x K}: 1 for the class of the row, 0 for all others. */
  INDArray targets() {
    return targets;
  }

  int rows() {
    return rows;
  }

  /** Gives the memory back at once: the garbage collector does not see how large it is. */
  @Override
  public void close() {
    features.close();
    targets.close();
  }
}
