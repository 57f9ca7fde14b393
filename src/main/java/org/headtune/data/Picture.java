package org.headtune.data;

import java.util.List;

/**
 * A part of a row that is an image: {@code channels} x {@code height} x {@code width} numbers,
 * channel by channel and row by row, of which the network makes a vector by convolutions of its own
 * before it meets the rest of the row.
 *
 * @param height pixels from top to bottom
 * @param width pixels from left to right
 * @param filters those of each convolution, from the image up; each halves height and width behind
 *     it, as long as there are two pixels to halve
 * @param units numbers of the vector
 */
public record Picture(int channels, int height, int width, List<Integer> filters, int units) {
  private static final int MOST_PIXELS = 1 << 14; // on a side

  public Picture {
    filters = List.copyOf(filters);
    boolean image =
        (channels == 1 || channels == 3)
            && height > 0
            && height <= MOST_PIXELS
            && width > 0
            && width <= MOST_PIXELS;
    if (!image || units < 1 || filters.stream().anyMatch(count -> count < 1)) {
      throw new IllegalArgumentException(
          channels + "x" + height + "x" + width + ", filters " + filters + ", " + units);
    }
  }

  /** How many numbers of a row it takes. */
  public long size() {
    return (long) channels * height * width;
  }
}
