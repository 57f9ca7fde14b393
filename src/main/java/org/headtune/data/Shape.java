package org.headtune.data;

import java.util.Locale;

/**
 * The shape of one example: an image of {@code channels} x {@code height} x {@code width}, stored
 * channel by channel and row by row; a plain row of {@code channels} features; or a sequence of at
 * most {@code height} steps of {@code channels} features each, stored step by step, zeros after its
 * last step, and the number of its steps at the end.
 *
 * @param height pixels from top to bottom, or steps; 1 for a plain row
 * @param width pixels from left to right; 1 for all but images
 */
public record Shape(int channels, int height, int width, Kind kind) {

  /** What an example is. */
  public enum Kind {
    ROW,
    IMAGE,
    SEQUENCE
  }

  /** A plain row of numbers. */
  public static Shape row(int features) {
    return new Shape(features, 1, 1, Kind.ROW);
  }

  /** An image. */
  public static Shape image(int channels, int height, int width) {
    return new Shape(channels, height, width, Kind.IMAGE);
  }

  /**
   * A sequence.
   *
   * @param steps of the longest one
   * @param features numbers per step
   */
  public static Shape sequence(int steps, int features) {
    return new Shape(features, steps, 1, Kind.SEQUENCE);
  }

  /** Whether height and width are those of an image. */
  public boolean image() {
    return kind == Kind.IMAGE;
  }

  /** Whether the height counts steps. */
  public boolean sequence() {
    return kind == Kind.SEQUENCE;
  }

  /** Steps of the longest sequence. */
  public int steps() {
    return height;
  }

  /** How many numbers one example has; of a sequence one is its length. */
  public long size() {
    long numbers = (long) channels * height * width;
    return sequence() ? numbers + 1 : numbers;
  }

  /** {@code 64}, {@code 1x8x8} or {@code 8 steps of 8}. */
  @Override
  public String toString() {
    return switch (kind) {
      case ROW -> Integer.toString(channels);
      case IMAGE -> channels + "x" + height + "x" + width;
      case SEQUENCE ->
          String.format(Locale.ROOT, "%d step%s of %d", height, height == 1 ? "" : "s", channels);
    };
  }
}
