package org.headtune.data;

/**
 * A part of a row that stands for a vector: a list of weighted entries of a table, of which the
 * network learns a vector each. The row holds the numbers of the entries, then as many weights;
 * what is not used is 0.
 *
 * @param entries rows of the table; a number of one stands in a float, which is exact up to 2^24
 * @param length most entries in one row
 * @param units numbers of each vector, and of their weighted sum
 */
public record Bag(int entries, int length, int units) {
  /** Most entries of a table. */
  public static final int MOST_ENTRIES = 1 << 24;

  public Bag {
    if (entries < 1 || entries > MOST_ENTRIES || length < 1 || length > 1 << 20 || units < 1) {
      throw new IllegalArgumentException(entries + " entries, " + length + ", " + units);
    }
  }

  /** How many numbers of a row it takes. */
  public int width() {
    return 2 * length;
  }

  /** How many numbers the network learns. */
  public long parameters() {
    return (long) entries * units;
  }
}
