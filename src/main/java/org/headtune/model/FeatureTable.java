package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * Rows of numbers for a network: examples as they were encoded, or what its lowest layers make of
 * them. They may lie in several buffers, since one holds at most two thousand million numbers.
 */
public final class FeatureTable {
  private final int width;
  private final int level;
  private final List<FloatBuffer> parts;
  private final int rowsPerPart;

  private FeatureTable(int width, int level, List<FloatBuffer> parts, int rowsPerPart) {
    this.width = width;
    this.level = level;
    this.parts = List.copyOf(parts);
    this.rowsPerPart = rowsPerPart;
  }

  /**
   * Encoded examples.
   *
   * @param features row after row; later changes are seen
   */
  public static FeatureTable of(float[] features, int width) {
    return new FeatureTable(
        width, 0, List.of(FloatBuffer.wrap(features)), features.length / width + 1);
  }

  /**
   * Room for the output of a network's lowest layers.
   *
   * @param level how many of them, at least 1
   * @param parts each but the last with the same number of whole rows, from its index 0 on; what
   *     follows after the last whole row is not used
   */
  static FeatureTable of(List<FloatBuffer> parts, int width, int level) {
    return new FeatureTable(width, level, parts, parts.get(0).capacity() / width);
  }

  /** Numbers per row. */
  public int width() {
    return width;
  }

  /** How many of the network's lowest layers are behind these numbers; 0 for examples. */
  int level() {
    return level;
  }

  /** Copies one row to a place in a buffer, whatever the buffer's position. */
  void copyRow(int row, FloatBuffer target, int at) {
    target.put(at, parts.get(row / rowsPerPart), row % rowsPerPart * width, width);
  }

  /** Sets one row. */
  void setRow(int row, FloatBuffer source, int at) {
    parts.get(row / rowsPerPart).put(row % rowsPerPart * width, source, at, width);
  }
}
