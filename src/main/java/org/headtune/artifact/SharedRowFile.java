package org.headtune.artifact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.headtune.UserError;
import org.headtune.data.RowStorage;

/**
 * A file of encoded rows that other processes fill, each some rows, in any order. It has its full
 * size from the beginning, under a temporary name; checksums and header make it whole. Its bytes
 * are those of a file that one process has written.
 */
public final class SharedRowFile implements AutoCloseable {
  private final Path temporary;
  private final Path target;
  private final RowStorage.Name name;
  private final int rows;
  private final int width;
  private final boolean mapped;
  private FileChannel channel;

  /**
   * Lays out a file.
   *
   * @param temporary does not exist yet
   * @param target the name that the file takes when it is whole
   * @param mapped whether the rows are mapped into memory then
   */
  SharedRowFile(
      Path temporary, Path target, RowStorage.Name name, int rows, int width, boolean mapped)
      throws IOException {
    this.temporary = temporary;
    this.target = target;
    this.name = name;
    this.rows = rows;
    this.width = width;
    this.mapped = mapped;
    channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      FileLocks.share(channel);
      channel.write(ByteBuffer.allocate(1), facts(0).fileEnd() - 1);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private RowFile.Facts facts(long cut) {
    return new RowFile.Facts(name.key().orElseThrow(), name.table(), rows, width, cut);
  }

  /** Where it is to be filled. */
  public Path path() {
    return temporary;
  }

  /**
   * Makes the file whole, once all rows are in it.
   *
   * @param cut how many cells of the table held more than there is room for
   * @return the rows, which are to be closed when they are no longer needed
   * @throws UserError with {@link org.headtune.ExitCode#RESOURCES} if it cannot be written
   */
  public RowCache.Found finish(long cut) {
    RowFile.Facts facts = facts(cut);
    try {
      channel.close();
      // What others have written over a network is sure to be seen only by who opens a file later.
      channel = FileChannel.open(temporary, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLocks.share(channel);
      write(RowFile.sums(channel, facts), facts.recordsEnd());
      write(facts.header(), 0);
      channel.force(true);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      AtomicFile.forceFolder(target.getParent());
      RowFile whole = RowFile.whole(target, channel, facts);
      return new RowCache.Found(whole, mapped);
    } catch (IOException e) {
      close();
      throw RowFileWriter.noRoom(temporary.getParent(), AtomicFile.reason(e)).because(e);
    }
  }

  private void write(ByteBuffer bytes, long from) throws IOException {
    long at = from;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
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
