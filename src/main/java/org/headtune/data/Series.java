package org.headtune.data;

/**
 * A part of a row that is a sequence, of which the network makes a vector by a recurrent layer of
 * its own before it meets the rest of the row.
 *
 * @param steps the sequence, of numbers or of entries of a table
 * @param units numbers of the vector
 */
public record Series(Shape steps, int units) {

  public Series {
    if (!steps.sequence() || units < 1) {
      throw new IllegalArgumentException(steps + ", " + units);
    }
  }

  /** How many numbers of a row it takes. */
  public long size() {
    return steps.size();
  }
}
