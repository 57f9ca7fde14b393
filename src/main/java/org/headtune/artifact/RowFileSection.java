package org.headtune.artifact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;
import org.headtune.data.FiledRows;
import org.headtune.data.RowSink;

/** Some rows of a {@link SharedRowFile}, one behind the other, which this process writes. */
public final class RowFileSection implements RowSink, AutoCloseable {
  private static final int BUFFER = 1 << 20;

  private final Path file;
  private final int width;
  private final FileChannel channel;
  private final ByteBuffer buffer;
  private long at;

  /**
   * A section.
   *
   * @param file as {@link SharedRowFile#path} has it
   * @param first index of its first row in the file
   * @param width numbers of a row
   * @throws UserError with {@link ExitCode#RESOURCES} if the file is not there
   */
  public RowFileSection(Path file, int first, int width) {
    this.file = file;
    this.width = width;
    int record = FiledRows.recordBytes(width);
    at = RowFile.HEADER + (long) first * record;
    buffer = ByteBuffer.allocateDirect(Math.max(BUFFER, record)).order(ByteOrder.nativeOrder());
    try {
      channel = FileChannel.open(file, Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException e) {
      throw notShared(file.getParent()).because(e);
    } catch (IOException e) {
      throw RowFileWriter.noRoom(file.getParent(), AtomicFile.reason(e)).because(e);
    }
  }

  /** What is said where a worker does not see the folder of the machine that gives it work. */
  public static UserError notShared(Path folder) {
    return new UserError(
        ExitCode.RESOURCES,
        Place.of(folder.toString()),
        "a worker does not find the encoded rows here, where the driver has put them; set"
            + " HEADTUNE_CACHE to a folder that every machine has under the same name");
  }

  @Override
  public void add(float[] numbers, int from, long line) {
    if (buffer.remaining() < FiledRows.recordBytes(width)) {
      flush();
    }
    FiledRows.put(buffer, line, numbers, from, width);
  }

  private void flush() {
    buffer.flip();
    try {
      while (buffer.hasRemaining()) {
        at += channel.write(buffer, at);
      }
    } catch (IOException e) {
      throw RowFileWriter.noRoom(file.getParent(), AtomicFile.reason(e)).because(e);
    }
    buffer.clear();
  }

  /** Has all rows on the disk, where other machines see them. */
  public void finish() {
    flush();
    try {
      channel.force(true);
    } catch (IOException e) {
      throw RowFileWriter.noRoom(file.getParent(), AtomicFile.reason(e)).because(e);
    }
  }

  /** What was added and not finished may be in the file or not. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw AtomicFile.notWritten(file, e);
    }
  }
}
