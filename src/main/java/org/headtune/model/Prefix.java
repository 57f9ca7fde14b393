package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The lowest links of a chain, as long as they always give the same output for the same input. Rows
 * go through in blocks of one size, filled up with zeros: the libraries round differently for
 * different sizes, and what is computed once must be, bit for bit, what is computed in each epoch.
 */
final class Prefix implements AutoCloseable {
  private static final int BLOCK_ROWS = 128;

  private final Chain chain;
  private final int links;
  private final Scope scope;
  private final Matrix input;
  private final long[] shapeOfRow;
  private final int width;

  /**
   * @param links how many, at least 1
   * @param inputWidth numbers per example
   */
  Prefix(Chain chain, int links, int inputWidth, Scope scope) {
    this.chain = chain;
    this.links = links;
    this.scope = scope;
    this.input = new Matrix(inputWidth).rows(BLOCK_ROWS);
    long[] shape = scope.pass(() -> output().shape());
    this.shapeOfRow = Arrays.copyOfRange(shape, 1, shape.length);
    this.width = Math.toIntExact(Arrays.stream(shapeOfRow).reduce(1, (a, b) -> a * b));
  }

  private INDArray output() {
    return Native.rowByRow(chain.forward(0, links, input.array(), false, scope));
  }

  /** Numbers per row that come out. */
  int width() {
    return width;
  }

  /** The shape of a row that comes out. */
  long[] shapeOfRow() {
    return shapeOfRow;
  }

  /** A place for the row of that number. */
  interface Target {
    void set(int row, FloatBuffer source, int at);
  }

  /**
   * Computes rows of a table of examples.
   *
   * @param order row numbers, of which {@code rows} from {@code first} on are used
   * @param target receives them as rows 0, 1, 2 and so on
   */
  void compute(FeatureTable examples, int[] order, int first, int rows, Target target) {
    for (int done = 0; done < rows; done += BLOCK_ROWS) {
      int start = done;
      int block = Math.min(BLOCK_ROWS, rows - done);
      fill(examples, order, first + done, block);
      scope.pass(
          () -> {
            FloatBuffer numbers = Native.address(output()).asBuffer();
            for (int i = 0; i < block; i++) {
              target.set(start + i, numbers, i * width);
            }
            return numbers;
          });
    }
  }

  private void fill(FeatureTable examples, int[] order, int first, int rows) {
    FloatBuffer numbers = input.numbers();
    for (int i = 0; i < rows; i++) {
      examples.copyRow(order[first + i], numbers, i * input.width());
    }
    float[] zeros = new float[input.width()];
    for (int i = rows; i < BLOCK_ROWS; i++) {
      numbers.put(i * input.width(), zeros);
    }
  }

  @Override
  public void close() {
    input.close();
  }
}
