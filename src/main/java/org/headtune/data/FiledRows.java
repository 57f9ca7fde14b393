package org.headtune.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;

/**
 * Rows in a file, in records of the same size: the line (a long), then the row's numbers (floats),
 * in the byte order of the machine.
 *
 * <p>The file is mapped into memory, unless the memory of the process is to stay small: pages of a
 * mapped file count as part of it, and Java 17 cannot give them back. Then a row is read by its
 * position into a buffer that is used again, which takes a call of the system for each, and rows
 * that are asked for in their order are read ahead. Either way what was read stays in the system's
 * cache as long as nobody else needs the memory.
 */
public final class FiledRows implements EncodedRows {
  /** Bytes in front of the numbers of a row. */
  private static final int LINE = Long.BYTES;

  private static final int WINDOW = 1 << 17;

  /** Bytes that are mapped in one piece; a buffer has at most two thousand million. */
  private static final int PIECE = 1 << 26;

  private final String file;
  private final FileChannel channel;
  private final long begin;
  private final int rows;
  private final int width;
  private final int rowsPerPiece;
  private final List<FloatBuffer> pieces; // empty unless the file is mapped
  private final ByteBuffer window;
  private final FloatBuffer numbers;
  private final ByteBuffer line =
      ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
  private int first; // row in the window
  private int present; // rows in the window
  private int last = -1; // row that was asked for

  /**
   * Rows of a file that is whole.
   *
   * @param file its name, for messages
   * @param channel open for reading as long as rows are asked for
   * @param begin where the first record begins, in bytes
   * @param mapped whether the file is mapped into memory, where the system allows it
   */
  public FiledRows(
      String file, FileChannel channel, long begin, int rows, int width, boolean mapped) {
    this.file = file;
    this.channel = channel;
    this.begin = begin;
    this.rows = rows;
    this.width = width;
    int record = recordBytes(width);
    this.window =
        ByteBuffer.allocateDirect(Math.max(1, WINDOW / record) * record)
            .order(ByteOrder.nativeOrder());
    this.numbers = window.asFloatBuffer();
    this.rowsPerPiece = Math.max(1, PIECE / record);
    this.pieces = mapped ? pieces() : List.of();
  }

  private List<FloatBuffer> pieces() {
    long record = recordBytes(width);
    List<FloatBuffer> found = new ArrayList<>();
    try {
      for (long row = 0; row < rows; row += rowsPerPiece) {
        long bytes = Math.min(rowsPerPiece, rows - row) * record;
        found.add(
            channel
                .map(FileChannel.MapMode.READ_ONLY, begin + row * record, bytes)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer());
      }
      return List.copyOf(found);
    } catch (IOException e) {
      return List.of(); // as where there is no room for addresses; rows can be read in any case
    }
  }

  /** Bytes of a row in a file. */
  public static int recordBytes(int width) {
    return Math.addExact(LINE, Math.multiplyExact(width, Float.BYTES));
  }

  /** Adds the record of a row to a buffer of the machine's byte order. */
  public static void put(ByteBuffer target, long line, float[] numbers, int from, int width) {
    target.putLong(line);
    target.asFloatBuffer().put(numbers, from, width);
    target.position(target.position() + width * Float.BYTES);
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public void copyRow(int row, FloatBuffer target, int at) {
    if (pieces.isEmpty()) {
      readRow(row, target, at);
      return;
    }
    int record = recordBytes(width) / Float.BYTES;
    int from = row % rowsPerPiece * record + LINE / Float.BYTES;
    target.put(at, pieces.get(row / rowsPerPiece), from, width);
  }

  private synchronized void readRow(int row, FloatBuffer target, int at) {
    if (row < first || row >= first + present) {
      load(row);
    }
    last = row;
    int record = recordBytes(width) / Float.BYTES;
    target.put(at, numbers, (row - first) * record + LINE / Float.BYTES, width);
  }

  private void load(int row) {
    int most = window.capacity() / recordBytes(width);
    int count = row == last + 1 ? Math.min(most, rows - row) : 1;
    present = 0;
    read(window.clear().limit(count * recordBytes(width)), row);
    first = row;
    present = count;
  }

  @Override
  public synchronized long line(int row) {
    read(line.clear(), row);
    return line.getLong(0);
  }

  private void read(ByteBuffer into, int row) {
    if (row < 0 || row >= rows) {
      throw new IndexOutOfBoundsException(row);
    }
    long at = begin + (long) row * recordBytes(width);
    try {
      while (into.hasRemaining()) {
        int count = channel.read(into, at);
        if (count < 0) {
          throw new EOFException("it ends early");
        }
        at += count;
      }
    } catch (IOException e) {
      throw new UserError(
              ExitCode.RESOURCES,
              Place.of(file),
              "the encoded rows cannot be read any more: "
                  + e.getMessage()
                  + "; run again when nobody changes this file")
          .because(e);
    }
  }
}
