package org.headtune.data;

import java.util.List;
import java.util.Locale;

/**
 * The shape of one example: an image of {@code channels} x {@code height} x {@code width}, stored
 * channel by channel and row by row; a plain row of {@code channels} features; or a sequence of at
 * most {@code height} steps of {@code channels} features each, stored step by step, zeros after its
 * last step, and the number of its steps at the end. Behind the features of a plain row there may
 * stand bags.
 *
 * @param height pixels from top to bottom, or steps; 1 for a plain row
 * @param width pixels from left to right; 1 for all but images
 * @param bags parts of a plain row that stand for vectors, in their order
 */
public record Shape(int channels, int height, int width, Kind kind, List<Bag> bags) {

  public Shape {
    bags = List.copyOf(bags);
    if (!bags.isEmpty() && kind != Kind.ROW) {
      throw new IllegalArgumentException("bags in a " + kind);
    }
  }

  /** What an example is. */
  public enum Kind {
    ROW,
    IMAGE,
    SEQUENCE
  }

  /** A plain row of numbers. */
  public static Shape row(int features) {
    return row(features, List.of());
  }

  /** A plain row of numbers, perhaps none, and bags. */
  public static Shape row(int features, List<Bag> bags) {
    return new Shape(features, 1, 1, Kind.ROW, bags);
  }

  /** An image. */
  public static Shape image(int channels, int height, int width) {
    return new Shape(channels, height, width, Kind.IMAGE, List.of());
  }

  /**
   * A sequence.
   *
   * @param steps of the longest one
   * @param features numbers per step
   */
  public static Shape sequence(int steps, int features) {
    return new Shape(features, steps, 1, Kind.SEQUENCE, List.of());
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
    return (sequence() ? numbers + 1 : numbers) + bags.stream().mapToLong(Bag::width).sum();
  }

  /** {@code 64}, {@code 64 and 1 bag}, {@code 1x8x8} or {@code 8 steps of 8}. */
  @Override
  public String toString() {
    return switch (kind) {
      case ROW ->
          bags.isEmpty()
              ? Integer.toString(channels)
              : channels + " and " + bags.size() + (bags.size() == 1 ? " bag" : " bags");
      case IMAGE -> channels + "x" + height + "x" + width;
      case SEQUENCE ->
          String.format(Locale.ROOT, "%d step%s of %d", height, height == 1 ? "" : "s", channels);
    };
  }
}
