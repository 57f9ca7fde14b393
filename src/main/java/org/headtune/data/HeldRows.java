package org.headtune.data;

import java.nio.FloatBuffer;
import java.util.List;

/** Rows in memory: in several arrays, since one holds at most two thousand million numbers. */
final class HeldRows implements EncodedRows {
  private final int width;
  private final List<FloatBuffer> parts;
  private final int rowsPerPart;
  private final long[] lines;

  /**
   * @param parts each but the last with so many whole rows; later changes are seen
   * @param lines of each row; later changes are seen
   */
  HeldRows(int width, List<float[]> parts, int rowsPerPart, long[] lines) {
    this.width = width;
    this.parts = parts.stream().map(FloatBuffer::wrap).toList();
    this.rowsPerPart = rowsPerPart;
    this.lines = lines;
    long numbers = parts.stream().mapToLong(part -> part.length).sum();
    if (numbers != (long) lines.length * width) {
      throw new IllegalArgumentException(numbers + " numbers for " + lines.length + " rows");
    }
  }

  @Override
  public int rows() {
    return lines.length;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public void copyRow(int row, FloatBuffer target, int at) {
    target.put(at, parts.get(row / rowsPerPart), row % rowsPerPart * width, width);
  }

  @Override
  public long line(int row) {
    return lines[row];
  }
}
