package org.headtune.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;

/**
 * Rows in a file, in records of the same size: the line (a long), then the row's numbers (floats),
 * in the byte order of the machine.
 *
 * <p>A row is read by its position into a buffer that is used again, not through a mapping: pages
 * of a mapped file count as memory of the process, and Java 17 cannot give them back. What was read
 * stays in the system's cache as long as nobody else needs the memory. Rows that are asked for in
 * their order are read ahead.
 */
public final class FiledRows implements EncodedRows {
  /** Bytes in front of the numbers of a row. */
  private static final int LINE = Long.BYTES;

  private static final int WINDOW = 1 << 17;

  private final String file;
  private final FileChannel channel;
  private final long begin;
  private final int rows;
  private final int width;
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
   */
  public FiledRows(String file, FileChannel channel, long begin, int rows, int width) {
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
  public synchronized void copyRow(int row, FloatBuffer target, int at) {
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
