package org.headtune.data;

/**
 * The shape of one example: an image of {@code channels} x {@code height} x {@code width}, stored
 * channel by channel and row by row, or a plain row of {@code channels} features.
 *
 * @param height pixels from top to bottom; 1 for a plain row
 * @param width pixels from left to right; 1 for a plain row
 * @param image whether height and width mean anything
 */
public record Shape(int channels, int height, int width, boolean image) {

  /** A plain row of numbers. */
  public static Shape row(int features) {
    return new Shape(features, 1, 1, false);
  }

  /** An image. */
  public static Shape image(int channels, int height, int width) {
    return new Shape(channels, height, width, true);
  }

  /** How many numbers one example has. */
  public long size() {
    return (long) channels * height * width;
  }

  /** {@code 64} or {@code 1x8x8}. */
  @Override
  public String toString() {
    return image ? channels + "x" + height + "x" + width : Integer.toString(channels);
  }
}
