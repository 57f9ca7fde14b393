package org.headtune.model;

import java.nio.FloatBuffer;
import org.headtune.data.EncodedRows;

/**
 * Rows of numbers for a network: examples as they were encoded, wherever they are kept, or what its
 * lowest layers make of them.
 */
public final class FeatureTable {
  private final int width;
  private final int level;
  private final Copy get;
  private final Copy set;

  /** Copies a row to a buffer, or from it, whatever its position. */
  @FunctionalInterface
  private interface Copy {
    void row(int row, FloatBuffer other, int at);
  }

  /** Changes a row where it stands in a buffer. */
  @FunctionalInterface
  public interface Change {

    /**
     * @param row its number in the table
     * @param at where it begins in the buffer
     */
    void row(int row, FloatBuffer numbers, int at);
  }

  private FeatureTable(int width, int level, Copy get, Copy set) {
    this.width = width;
    this.level = level;
    this.get = get;
    this.set = set;
  }

  /** Encoded examples. */
  public static FeatureTable of(EncodedRows rows) {
    return new FeatureTable(
        rows.width(),
        0,
        rows::copyRow,
        (row, source, at) -> {
          throw new IllegalStateException("examples stay as they are");
        });
  }

  /**
   * Encoded examples.
   *
   * @param features row after row; later changes are seen
   */
  public static FeatureTable of(float[] features, int width) {
    FloatBuffer numbers = FloatBuffer.wrap(features);
    return new FeatureTable(
        width,
        0,
        (row, target, at) -> target.put(at, numbers, row * width, width),
        (row, source, at) -> numbers.put(row * width, source, at, width));
  }

  /**
   * Room for the output of a network's lowest layers.
   *
   * @param level how many of them, at least 1
   */
  static FeatureTable of(FeatureCache.Room room, int width, int level) {
    return new FeatureTable(width, level, room::get, room::set);
  }

  /**
   * The same rows, each changed when it is copied.
   *
   * @param change works on a row in the buffer that it was copied to
   */
  public FeatureTable changed(Change change) {
    return new FeatureTable(
        width,
        level,
        (row, target, at) -> {
          get.row(row, target, at);
          change.row(row, target, at);
        },
        set);
  }

  /**
   * Each row several times, one after the other: row {@code i} of this table is row {@code i /
   * times} of the old one.
   */
  public FeatureTable repeated(int times) {
    return new FeatureTable(
        width,
        level,
        (row, target, at) -> get.row(row / times, target, at),
        (row, source, at) -> set.row(row / times, source, at));
  }

  /** Numbers per row. */
  public int width() {
    return width;
  }

  /** How many of the network's lowest layers are behind these numbers; 0 for examples. */
  public int level() {
    return level;
  }

  /** Copies one row to a place in a buffer, whatever the buffer's position. */
  public void copyRow(int row, FloatBuffer target, int at) {
    get.row(row, target, at);
  }

  /** Sets one row. */
  void setRow(int row, FloatBuffer source, int at) {
    set.row(row, source, at);
  }
}
