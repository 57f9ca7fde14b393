package org.headtune.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.headtune.UserError;
import org.headtune.config.DataConfig.FileFormat;

/**
 * Copies of rows of one table, with the numbers that they become. It is filled by one thread,
 * encoded by another and read by the first, and used again.
 */
final class RowChunk {
  /** Numbers at a time: enough that handing a chunk on costs nothing beside encoding it. */
  private static final int NUMBERS = 1 << 18;

  private static final int MOST_ROWS = 1024;

  /** Bytes of cells that are no more than that: long texts become few numbers. */
  private static final int BYTES = 1 << 22;

  /** Numbers are read eight bytes at a time, and those behind the last cell are looked at. */
  private static final int AHEAD = Long.BYTES;

  private final RowEncoder encoder;
  private final Copied source;
  private final int width;
  private final float[] numbers;
  private Row row;
  private final List<RowTarget> targets = new ArrayList<>();
  private final int[] labels;
  private final long[] lines;
  private final int[] endOfRow; // in bounds
  private final UserError[] faults; // null where a row is as it should be
  private byte[] bytes = new byte[1 << 16];
  private int[] bounds = new int[1 << 12]; // of cells, as in a row
  private int used; // bytes

  /**
   * An empty chunk.
   *
   * @param table whose rows come
   * @param images those that are known from another pass
   */
  RowChunk(RowSource table, FittedColumns columns, Images images) {
    this.source = new Copied(table);
    this.encoder = columns.encoder(source, images);
    this.width = columns.width();
    int rows = Math.max(1, Math.min(MOST_ROWS, NUMBERS / Math.max(1, width)));
    numbers = new float[Math.multiplyExact(rows, width)];
    labels = new int[rows];
    lines = new long[rows];
    endOfRow = new int[rows];
    faults = new UserError[rows];
  }

  /** Whether a row of this file may be added. */
  boolean hasRoomFor(String file) {
    return targets.isEmpty()
        || (targets.size() < labels.length && used < BYTES && source.file.equals(file));
  }

  boolean isEmpty() {
    return targets.isEmpty();
  }

  /** Adds a copy of a row. */
  void add(String file, Row from, int label, RowTarget target) {
    source.file = file;
    source.folder = source.table.folder();
    int at = targets.size();
    row = at == 0 ? from.another() : row;
    targets.add(target);
    labels[at] = label;
    lines[at] = from.line();
    int begin = at == 0 ? 0 : endOfRow[at - 1];
    endOfRow[at] = begin + 2 * from.size();
    if (endOfRow[at] > bounds.length) {
      bounds = Arrays.copyOf(bounds, Math.max(2 * bounds.length, endOfRow[at]));
    }
    for (int column = 0; column < from.size(); column++) {
      copy(from, column, begin + 2 * column);
    }
  }

  private void copy(Row from, int column, int at) {
    int length = from.to(column) - from.from(column);
    if (used + length + AHEAD > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, used + length + AHEAD));
    }
    System.arraycopy(from.bytes(), from.from(column), bytes, used, length);
    bounds[at] = used;
    used += length;
    bounds[at + 1] = used;
    used++; // cells do not touch, as in a table
  }

  /** Encodes its rows. */
  RowChunk encode() {
    for (int i = 0; i < targets.size(); i++) {
      row.begin(lines[i]);
      row.in(bytes);
      for (int at = i == 0 ? 0 : endOfRow[i - 1]; at < endOfRow[i]; at += 2) {
        row.add(bounds[at], bounds[at + 1]);
      }
      faults[i] = null;
      try {
        encoder.encode(row, numbers, i * width);
      } catch (UserError fault) {
        faults[i] = fault;
      }
    }
    return this;
  }

  /** Hands its rows on in their order, and is empty. */
  void deliver(Faults told) {
    for (int i = 0; i < targets.size(); i++) {
      if (faults[i] != null) {
        told.add(faults[i]);
      } else {
        targets.get(i).add(numbers, i * width, labels[i], lines[i]);
      }
    }
    targets.clear();
    used = 0;
  }

  /** How many cells held more than there is room for, in all rows so far. */
  long cut() {
    return encoder.cut();
  }

  /** The table that a chunk's rows come from, as its encoder knows it. */
  private static final class Copied implements RowSource {
    private final RowSource table;
    private final FileFormat format;
    private final List<String> columns;
    private final Optional<Shape> shape;

    /** Those of the rows in the chunk; the table may be at its next file by then. */
    private String file;

    private Path folder;

    Copied(RowSource table) {
      this.table = table;
      format = table.format();
      columns = table.columns();
      shape = table.shape();
      file = table.file();
      folder = table.folder();
    }

    @Override
    public String file() {
      return file;
    }

    @Override
    public Path folder() {
      return folder;
    }

    @Override
    public FileFormat format() {
      return format;
    }

    @Override
    public List<String> columns() {
      return columns;
    }

    @Override
    public Optional<Shape> shape() {
      return shape;
    }

    @Override
    public boolean next() {
      throw new IllegalStateException("rows are added");
    }

    @Override
    public boolean canGoOn() {
      return true;
    }

    @Override
    public Row row() {
      throw new IllegalStateException("rows are added");
    }

    @Override
    public void close() {}
  }
}
