package org.headtune.artifact;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A file for numbers that do not fit into memory, mapped into it. It is gone when it is closed, and
 * one that a killed process left behind when the run goes on.
 */
public final class ScratchFile implements Closeable {
  /** The system maps at most this much in one piece. */
  private static final long LARGEST_PIECE = 1L << 30;

  private final Path file;

  ScratchFile(Path file) {
    this.file = file;
  }

  /**
   * Room for a table of floats.
   *
   * @return buffers of whole rows, each but the last for the same number of them
   */
  public List<FloatBuffer> map(int rows, int width) {
    long rowBytes = (long) width * Float.BYTES;
    long rowsPerPiece = Math.max(1, LARGEST_PIECE / rowBytes);
    List<FloatBuffer> pieces = new ArrayList<>();
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      reserve(channel, rows * rowBytes);
      for (long row = 0; row < rows; row += rowsPerPiece) {
        long bytes = Math.min(rowsPerPiece, rows - row) * rowBytes;
        pieces.add(
            channel
                .map(FileChannel.MapMode.READ_WRITE, row * rowBytes, bytes)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer());
      }
    } catch (IOException e) {
      close();
      throw AtomicFile.notWritten(file, e);
    }
    return pieces;
  }

  /** Writes it once: a mapped page that finds the disk full would end the process. */
  private static void reserve(FileChannel channel, long bytes) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocate(1 << 20);
    for (long left = bytes; left > 0; left -= zeros.limit()) {
      zeros.clear().limit((int) Math.min(zeros.capacity(), left));
      while (zeros.hasRemaining()) {
        channel.write(zeros);
      }
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw AtomicFile.notWritten(file, e);
    }
  }
}
