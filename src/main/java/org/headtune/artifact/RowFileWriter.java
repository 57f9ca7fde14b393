package org.headtune.artifact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;
import org.headtune.data.FiledRows;
import org.headtune.data.RowStorage;

/**
 * Writes a file of encoded rows: to a temporary sibling first, synced, then moved into place. A
 * file that no later run will find has no name from the beginning, where the system allows that, so
 * that nothing of it is left however the process ends.
 */
final class RowFileWriter implements RowCache.Output {
  private static final int BUFFER = 1 << 20;
  private static final String NO_KEY = "0".repeat(64);

  private final Path temporary;
  private final Optional<Path> target;
  private final RowStorage.Name name;
  private final int width;
  private final boolean mapped;
  private final FileChannel channel;
  private final ByteBuffer buffer;
  private final CRC32C sum = new CRC32C();
  private ByteBuffer sums = ByteBuffer.allocate(1 << 10);
  private int inSegment; // bytes that are in the sum
  private int rows;

  /**
   * A new file.
   *
   * @param temporary does not exist yet
   * @param target the name that the file takes when it is whole; none if nobody else will want it
   * @param mapped whether the rows are mapped into memory once they are written
   */
  RowFileWriter(
      Path temporary, Optional<Path> target, RowStorage.Name name, int width, boolean mapped)
      throws IOException {
    this.mapped = mapped;
    this.temporary = temporary;
    this.target = target;
    this.name = name;
    this.width = width;
    this.channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    this.buffer =
        ByteBuffer.allocateDirect(Math.max(BUFFER, FiledRows.recordBytes(width)))
            .order(ByteOrder.nativeOrder());
    try {
      FileLocks.share(channel);
      channel.position(RowFile.HEADER);
      if (target.isEmpty()) {
        deleteOpen();
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Windows keeps the name of an open file; there it is gone when this is closed. */
  private void deleteOpen() {
    try {
      Files.delete(temporary);
    } catch (IOException e) {
      temporary.toFile().deleteOnExit();
    }
  }

  @Override
  public void add(float[] numbers, int from, long line) {
    if (buffer.remaining() < FiledRows.recordBytes(width)) {
      flush();
    }
    FiledRows.put(buffer, line, numbers, from, width);
    rows = Math.incrementExact(rows);
  }

  private void flush() {
    buffer.flip();
    try {
      while (buffer.hasRemaining()) {
        int limit = buffer.limit();
        int room = RowFile.SEGMENT - inSegment;
        buffer.limit(Math.min(limit, buffer.position() + room));
        sum.update(buffer.duplicate());
        inSegment += buffer.remaining();
        write(buffer);
        buffer.limit(limit);
        if (inSegment == RowFile.SEGMENT) {
          endSegment();
        }
      }
    } catch (IOException e) {
      throw full(e);
    }
    buffer.clear();
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private void endSegment() {
    if (sums.remaining() < Integer.BYTES) {
      sums = ByteBuffer.allocate(2 * sums.capacity()).put(sums.flip());
    }
    sums.putInt((int) sum.getValue());
    sum.reset();
    inSegment = 0;
  }

  @Override
  public FiledRows finish(long cut) {
    flush();
    if (inSegment > 0) {
      endSegment();
    }
    RowFile.Facts facts =
        new RowFile.Facts(name.key().orElse(NO_KEY), name.table(), rows, width, cut);
    try {
      write(sums.flip());
      if (target.isPresent()) {
        ByteBuffer header = facts.header();
        while (header.hasRemaining()) {
          channel.write(header, header.position());
        }
        channel.force(true);
        Files.move(temporary, target.get(), StandardCopyOption.ATOMIC_MOVE);
        AtomicFile.forceFolder(target.get().getParent());
      }
    } catch (IOException e) {
      throw full(e);
    }
    return new FiledRows(
        target.orElse(temporary).toString(), channel, RowFile.HEADER, rows, width, mapped);
  }

  private UserError full(IOException cause) {
    close();
    return noRoom(temporary.getParent(), AtomicFile.reason(cause)).because(cause);
  }

  static UserError noRoom(Path folder, String reason) {
    return new UserError(
        ExitCode.RESOURCES,
        Place.of(folder.toString()),
        "the encoded rows cannot be written: "
            + reason
            + "; free some space, empty the cache with `headtune cache --clear`, or set"
            + " HEADTUNE_CACHE to a folder with more of it");
  }

  /** What is not finished is gone; rows of it can be read no more. */
  @Override
  public void close() {
    try {
      channel.close();
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      throw AtomicFile.notWritten(temporary, e);
    }
  }
}
