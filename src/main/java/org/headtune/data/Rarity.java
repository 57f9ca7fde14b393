package org.headtune.data;

import java.util.Base64;

/**
 * How rare the n-grams on each entry of a table are among the training rows: the logarithm of (1 +
 * rows) / (1 + rows with it), in sixteenths, one byte per entry (Spärck Jones 1972; the form of
 * scikit-learn's {@code smooth_idf}). What fewer rows than asked for have is not known, and has no
 * weight.
 */
final class Rarity {
  private static final int UNKNOWN = 255;
  private static final int RAREST = 254;
  private static final double STEPS = 16;

  private final byte[] ofEntry;

  private Rarity(byte[] ofEntry) {
    this.ofEntry = ofEntry;
  }

  /**
   * From the rows that have an n-gram on each entry.
   *
   * @param least fewer rows than these say nothing
   */
  static Rarity of(int[] rowsOfEntry, int rows, int least) {
    byte[] bytes = new byte[rowsOfEntry.length];
    for (int i = 0; i < bytes.length; i++) {
      long steps = Math.round(STEPS * StrictMath.log((1.0 + rows) / (1.0 + rowsOfEntry[i])));
      bytes[i] = (byte) (rowsOfEntry[i] < least ? UNKNOWN : Math.max(0, Math.min(RAREST, steps)));
    }
    return new Rarity(bytes);
  }

  /** From {@link #text}. */
  static Rarity parse(String text) {
    return new Rarity(Base64.getDecoder().decode(text));
  }

  /** All of it in base 64. */
  String text() {
    return Base64.getEncoder().encodeToString(ofEntry);
  }

  int entries() {
    return ofEntry.length;
  }

  /** What an n-gram on an entry counts; 0 for one that is not known. */
  double weight(int entry) {
    int steps = ofEntry[entry] & 0xFF;
    return steps == UNKNOWN ? 0 : 1 + steps / STEPS;
  }
}
