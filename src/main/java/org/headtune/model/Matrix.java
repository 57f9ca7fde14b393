package org.headtune.model;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Native memory for rows of one width, used again and again; it grows with the largest use. */
final class Matrix implements AutoCloseable {
  private final int width;
  private INDArray whole;
  private INDArray used;
  private FloatPointer address;
  private FloatBuffer numbers;
  private int rows = -1;

  Matrix(int width) {
    this.width = width;
  }

  /** Makes it this many rows; their numbers are those of before or any. */
  Matrix rows(int wanted) {
    if (rows != wanted) {
      if (whole == null || whole.size(0) < wanted) {
        close();
        whole = Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', wanted, width);
        whole.assign(0);
        address = Native.address(whole);
        numbers = address.asBuffer();
      }
      used = shaped(wanted, new long[] {width});
      rows = wanted;
    }
    return this;
  }

  /** Gives it room for so many rows, of which not all may be asked for as an array. */
  Matrix room(int wanted) {
    if (whole == null || whole.size(0) < wanted) {
      rows(Math.max(1, wanted));
    }
    return this;
  }

  /** The first rows in another shape. */
  INDArray shaped(int wanted, long[] shapeOfRow) {
    long[] shape = new long[shapeOfRow.length + 1];
    shape[0] = wanted;
    System.arraycopy(shapeOfRow, 0, shape, 1, shapeOfRow.length);
    return Nd4j.create(whole.data(), shape, Nd4j.getStrides(shape, 'c'), 0, 'c');
  }

  int rows() {
    return rows;
  }

  int width() {
    return width;
  }

  /** {@code rows x width}. */
  INDArray array() {
    return used;
  }

  FloatPointer address() {
    return address;
  }

  /** All numbers, row after row. */
  FloatBuffer numbers() {
    return numbers;
  }

  /** Copies a row to an array of its width. */
  void read(int row, float[] to) {
    numbers.get(row * width, to, 0, width);
  }

  /** Sets a row. */
  void write(int row, float[] from) {
    numbers.put(row * width, from, 0, width);
  }

  /** Makes a row zeros. */
  void clear(int row) {
    for (int i = row * width; i < (row + 1) * width; i++) {
      numbers.put(i, 0);
    }
  }

  /** Gives the memory back at once: the garbage collector does not see how large it is. */
  @Override
  public void close() {
    if (whole != null) {
      whole.close();
      whole = null;
      rows = -1;
    }
  }
}
