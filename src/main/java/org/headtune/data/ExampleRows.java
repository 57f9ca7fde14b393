package org.headtune.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;

/**
 * Collects encoded rows, in memory as long as the storage has it, then in a file. Labels stay in
 * memory.
 */
final class ExampleRows implements RowTarget {
  /** Numbers of one array: small enough that making room for a row copies little. */
  private static final int PART = 1 << 22;

  private static final int FIRST_ROWS = 64;

  private final RowStorage storage;
  private final RowStorage.Name name;
  private final int width;
  private final int rowsPerPart;
  private final List<float[]> parts = new ArrayList<>();
  private Optional<RowStorage.Writer> file = Optional.empty();
  private int[] labels = {};
  private long[] lines = {};
  private int rows;

  /** Rows whose number is not known. */
  ExampleRows(RowStorage storage, RowStorage.Name name, int width) {
    this.storage = storage;
    this.name = name;
    this.width = width;
    this.rowsPerPart = Math.max(1, PART / Math.max(1, width));
  }

  /**
   * So many rows, if none of them is at fault.
   *
   * @param inMemory whether the storage has given the memory for them
   */
  ExampleRows(RowStorage storage, RowStorage.Name name, int width, int capacity, boolean inMemory) {
    this(storage, name, width);
    labels = new int[capacity];
    if (!inMemory) {
      file = Optional.of(storage.write(name, capacity, width));
      return;
    }
    requirePossible(capacity);
    lines = new long[capacity];
    for (int row = 0; row < capacity; row += rowsPerPart) {
      parts.add(new float[Math.min(rowsPerPart, capacity - row) * width]);
    }
  }

  @Override
  public void add(float[] numbers, int from, int label, long line) {
    if (rows == labels.length) {
      labels = Arrays.copyOf(labels, Math.addExact(rows, Math.max(FIRST_ROWS, rows / 2)));
    }
    if (file.isEmpty()) {
      hold(numbers, from, line);
    }
    file.ifPresent(writer -> writer.add(numbers, from, line));
    labels[rows++] = label;
  }

  private void hold(float[] numbers, int from, long line) {
    int part = rows / rowsPerPart;
    int at = rows % rowsPerPart * width;
    if ((part == parts.size() || parts.get(part).length < at + width) && !grow(part, at)) {
      spill();
      return;
    }
    if (rows == lines.length) {
      lines = Arrays.copyOf(lines, labels.length);
    }
    System.arraycopy(numbers, from, parts.get(part), at, width);
    lines[rows] = line;
  }

  /** Makes room for a row behind the last one; false if the storage has no memory for it. */
  private boolean grow(int part, int used) {
    int wanted =
        Math.min(rowsPerPart, Math.max(FIRST_ROWS, (part == 0 ? rows + rows / 2 : rowsPerPart)));
    if (!storage.takeMemory((long) Float.BYTES * (wanted * width - used))) {
      return false;
    }
    requirePossible(Math.addExact(part * rowsPerPart, wanted));
    if (part == parts.size()) {
      parts.add(new float[wanted * width]);
    } else {
      parts.set(part, Arrays.copyOf(parts.get(part), wanted * width));
    }
    return true;
  }

  /** Goes on in a file, with what is there already. */
  private void spill() {
    RowStorage.Writer writer = storage.write(name, -1, width);
    file = Optional.of(writer);
    for (int row = 0; row < rows; row++) {
      writer.add(parts.get(row / rowsPerPart), row % rowsPerPart * width, lines[row]);
    }
    parts.clear();
    lines = new long[0];
  }

  private void requirePossible(long capacity) {
    long bytes = Float.BYTES * capacity * width;
    if (bytes > Runtime.getRuntime().maxMemory()) {
      throw new UserError(
          ExitCode.RESOURCES,
          Place.of(name.table()),
          String.format(
                  Locale.ROOT,
                  "%,d rows of %,d numbers take %,d MB, more than this process may hold; leave"
                      + " data.storage at auto, use fewer rows or",
                  capacity,
                  width,
                  bytes >> 20)
              + " columns, or more memory");
    }
  }

  /**
   * The rows.
   *
   * @param cut how many cells of the table held more than there is room for
   */
  Examples examples(LabelSets sets, long cut) {
    if (labels.length != rows) {
      labels = Arrays.copyOf(labels, rows);
    }
    return new Examples(
        file.<EncodedRows>map(writer -> writer.finish(cut)).orElseGet(this::held), labels, sets);
  }

  private HeldRows held() {
    if (lines.length != rows) {
      lines = Arrays.copyOf(lines, rows);
    }
    int used = (rows + rowsPerPart - 1) / rowsPerPart;
    while (parts.size() > used) {
      parts.remove(parts.size() - 1);
    }
    if (used > 0) {
      int rest = (rows - (used - 1) * rowsPerPart) * width;
      if (parts.get(used - 1).length != rest) {
        parts.set(used - 1, Arrays.copyOf(parts.get(used - 1), rest));
      }
    }
    return new HeldRows(width, parts, rowsPerPart, lines);
  }
}
