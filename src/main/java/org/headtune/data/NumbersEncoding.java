package org.headtune.data;

import java.util.Map;

/** Encodes the rows of a training table from numbers that an earlier pass has kept. */
final class NumbersEncoding implements RowPlaces.Reader {
  private final KeptNumbers kept;
  private final PlainNumbers plain;
  private final Split.Part[] parts;
  private final RowLabels labels;
  private final RowStorage storage;
  private final Map<Split.Part, ExampleRows> targets;
  private final double[] numbers;
  private final float[] encoded;
  private boolean whole = true;

  /**
   * Nothing is encoded yet.
   *
   * @param cells how many the table has in a row
   * @param width numbers per encoded row
   * @param targets take the rows of each part
   */
  NumbersEncoding(
      KeptNumbers kept,
      PlainNumbers plain,
      Split.Part[] parts,
      RowLabels labels,
      RowStorage storage,
      Map<Split.Part, ExampleRows> targets,
      int cells,
      int width) {
    this.kept = kept;
    this.plain = plain;
    this.parts = parts;
    this.labels = labels;
    this.storage = storage;
    this.targets = targets;
    numbers = new double[cells];
    encoded = new float[width];
  }

  @Override
  public void read(int row, String file, long line) {
    if (parts[row] != Split.Part.LEFT_OUT && whole) {
      kept.copyRow(row, numbers);
      whole = plain.encode(numbers, encoded);
      if (whole) {
        targets.get(parts[row]).add(encoded, 0, labels.ofRow()[row], line);
      }
    }
    storage.encoded(row + 1L, parts.length);
  }

  /** Whether all rows are encoded: a number may be too large once it is scaled. */
  boolean isWhole() {
    return whole;
  }
}
