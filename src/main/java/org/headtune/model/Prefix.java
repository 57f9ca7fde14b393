package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The lowest links of a chain, as long as they always give the same output for the same input. What
 * is computed once must be, bit for bit, what would be computed in each epoch, but matrix libraries
 * round differently for different numbers of rows, and for different places among them. So rows go
 * through in blocks of one size, and each row at the one place that its number in the table gives
 * it; what stands at the other places does not matter.
 */
final class Prefix implements AutoCloseable {
  /** Rows that go through at a time. */
  static final int BLOCK_ROWS = 64;

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
    return Native.rowByRow(
        chain.forward(0, links, input.array(), false, scope), scope.workspaces());
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
    int[] blockOf = blocks(order, first, rows);
    int blocks = Arrays.stream(blockOf).max().orElse(-1) + 1;
    FloatBuffer numbers = input.rows(BLOCK_ROWS).numbers();
    for (int block = 0; block < blocks; block++) {
      for (int i = 0; i < rows; i++) {
        if (blockOf[i] == block) {
          examples.copyRow(order[first + i], numbers, place(order[first + i]) * input.width());
        }
      }
      int present = block;
      scope.pass(
          () -> {
            FloatBuffer output = Native.address(output()).asBuffer();
            for (int i = 0; i < rows; i++) {
              if (blockOf[i] == present) {
                target.set(i, output, place(order[first + i]) * width);
              }
            }
            return output;
          });
    }
  }

  private static int place(int row) {
    return row % BLOCK_ROWS;
  }

  /** The number of the first block in which the place of each row is still free. */
  private static int[] blocks(int[] order, int first, int rows) {
    int[] taken = new int[BLOCK_ROWS];
    int[] blocks = new int[rows];
    for (int i = 0; i < rows; i++) {
      blocks[i] = taken[place(order[first + i])]++;
    }
    return blocks;
  }

  @Override
  public void close() {
    input.close();
  }
}
