package org.headtune.data;

/**
 * The numbers of a row that would be others without a part of it (occlusion: Zeiler and Fergus
 * 2014, "Visualizing and understanding convolutional networks", section 4.2, there of patches of
 * images).
 *
 * @param column the part's column
 * @param part which part of the cell; empty for the whole
 * @param places which numbers of the row
 * @param numbers what they would be, as many
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier; nobody compares or prints it
public record Occlusion(String column, String part, int[] places, float[] numbers) {

  public Occlusion {
    if (places.length != numbers.length) {
      throw new IllegalArgumentException(places.length + " places, " + numbers.length + " numbers");
    }
  }

  /** Puts the numbers into a row that begins at {@code at}. */
  public void apply(float[] rows, int at) {
    for (int i = 0; i < places.length; i++) {
      rows[at + places[i]] = numbers[i];
    }
  }
}
