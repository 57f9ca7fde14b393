package org.headtune.data;

import java.util.List;
import java.util.Locale;

/**
 * The shape of one example: an image of {@code channels} x {@code height} x {@code width}, stored
 * channel by channel and row by row; a plain row of {@code channels} features; or a sequence of at
 * most {@code height} steps of {@code channels} features each, stored step by step, zeros after its
 * last step, and the number of its steps at the end; a step may be the number of an entry of a
 * table, as the one bag of a sequence has it. Behind the features of a plain row there may stand
 * bags, and behind them images and sequences.
 *
 * @param height pixels from top to bottom, or steps; 1 for a plain row
 * @param width pixels from left to right; 1 for all but images
 * @param bags parts of a plain row that stand for vectors, in their order
 * @param pictures parts of a plain row that are images, in their order
 * @param series parts of a plain row that are sequences, in their order
 */
public record Shape(
    int channels,
    int height,
    int width,
    Kind kind,
    List<Bag> bags,
    List<Picture> pictures,
    List<Series> series) {

  public Shape {
    bags = List.copyOf(bags);
    pictures = List.copyOf(pictures);
    series = List.copyOf(series);
    boolean entries =
        kind == Kind.SEQUENCE
            && bags.size() == 1
            && channels == 1
            && height == bags.get(0).length();
    boolean plain = bags.isEmpty() || entries;
    if (kind != Kind.ROW && !(plain && pictures.isEmpty() && series.isEmpty())) {
      throw new IllegalArgumentException("bags, images or sequences in a " + kind);
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
    return row(features, bags, List.of(), List.of());
  }

  /** A plain row of numbers, perhaps none, bags, images, and sequences. */
  public static Shape row(
      int features, List<Bag> bags, List<Picture> pictures, List<Series> series) {
    return new Shape(features, 1, 1, Kind.ROW, bags, pictures, series);
  }

  /** An image. */
  public static Shape image(int channels, int height, int width) {
    return new Shape(channels, height, width, Kind.IMAGE, List.of(), List.of(), List.of());
  }

  /**
   * A sequence.
   *
   * @param steps of the longest one
   * @param features numbers per step
   */
  public static Shape sequence(int steps, int features) {
    return new Shape(features, steps, 1, Kind.SEQUENCE, List.of(), List.of(), List.of());
  }

  /**
   * A sequence whose steps are entries of a table.
   *
   * @param entries with as many as there are steps in the longest one
   */
  public static Shape sequence(Bag entries) {
    return new Shape(1, entries.length(), 1, Kind.SEQUENCE, List.of(entries), List.of(), List.of());
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
    return sequence()
        ? numbers + 1
        : numbers
            + bags.stream().mapToLong(Bag::width).sum()
            + pictures.stream().mapToLong(Picture::size).sum()
            + series.stream().mapToLong(Series::size).sum();
  }

  /** Whether a row has parts of which the network makes vectors by layers of their own. */
  public boolean branches() {
    return !(pictures.isEmpty() && series.isEmpty());
  }

  /** What stands before these parts of a plain row: its features and bags, perhaps nothing. */
  public Shape withoutBranches() {
    return new Shape(channels, height, width, kind, bags, List.of(), List.of());
  }

  /** Whether the network looks vectors up in tables. */
  public boolean looksUp() {
    return !bags.isEmpty() || series.stream().anyMatch(part -> part.steps().looksUp());
  }

  /**
   * {@code 64}, {@code 64 and 1 bag}, {@code 64 and 2 images}, {@code 1x8x8}, {@code 8 steps of 8}.
   */
  @Override
  public String toString() {
    return switch (kind) {
      case ROW ->
          channels
              + and(bags.size(), "bag")
              + and(pictures.size(), "image")
              + and(series.size(), "sequence");
      case IMAGE -> channels + "x" + height + "x" + width;
      case SEQUENCE ->
          String.format(
              Locale.ROOT,
              "%d step%s of %s",
              height,
              height == 1 ? "" : "s",
              bags.isEmpty() ? channels : bags.get(0).entries() + " entries");
    };
  }

  private static String and(int count, String word) {
    return count == 0 ? "" : " and " + count + " " + word + (count == 1 ? "" : "s");
  }
}
