package org.headtune.data;

import java.util.Arrays;
import java.util.Locale;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;

/** Collects encoded rows. */
final class ExampleRows {
  private final String file;
  private final RowEncoder encoder;
  private final int width;
  private float[] features = {};
  private int[] labels = {};
  private long[] lines = {};
  private int rows;

  ExampleRows(String file, RowEncoder encoder, int width, int capacity) {
    this.file = file;
    this.encoder = encoder;
    this.width = width;
    reserve(capacity);
  }

  void add(Row row, int label) {
    if (rows == labels.length) {
      reserve(Math.max(64, rows + rows / 2));
    }
    encoder.encode(row, features, rows * width);
    labels[rows] = label;
    lines[rows++] = row.line();
  }

  private void reserve(int capacity) {
    long numbers = (long) capacity * width;
    long bytes = Float.BYTES * numbers;
    if (numbers > Integer.MAX_VALUE - 8 || bytes > Runtime.getRuntime().maxMemory()) {
      throw new UserError(
          ExitCode.RESOURCES,
          Place.of(file),
          String.format(
                  Locale.ROOT,
                  "%,d rows of %,d numbers take %,d MB, more than this process may hold; use fewer rows or",
                  capacity,
                  width,
                  bytes >> 20)
              + " columns, or more memory");
    }
    features = Arrays.copyOf(features, (int) numbers);
    labels = Arrays.copyOf(labels, capacity);
    lines = Arrays.copyOf(lines, capacity);
  }

  Examples examples(LabelSets sets) {
    boolean full = rows == labels.length;
    return full
        ? new Examples(width, features, labels, sets, lines)
        : new Examples(
            width,
            Arrays.copyOf(features, rows * width),
            Arrays.copyOf(labels, rows),
            sets,
            Arrays.copyOf(lines, rows));
  }
}
