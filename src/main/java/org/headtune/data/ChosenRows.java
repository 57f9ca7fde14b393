package org.headtune.data;

import java.nio.FloatBuffer;

/** Some of other rows, in an order of their own, where they are. */
final class ChosenRows implements EncodedRows {
  private final EncodedRows all;
  private final int[] numbers;

  /**
   * @param numbers of the rows among all
   */
  ChosenRows(EncodedRows all, int[] numbers) {
    this.all = all;
    this.numbers = numbers;
  }

  @Override
  public int rows() {
    return numbers.length;
  }

  @Override
  public int width() {
    return all.width();
  }

  @Override
  public void copyRow(int row, FloatBuffer target, int at) {
    all.copyRow(numbers[row], target, at);
  }

  @Override
  public long line(int row) {
    return all.line(numbers[row]);
  }
}
