package org.headtune.artifact;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;

/**
 * Keeps a folder for one process. The system lets go of the lock when the process ends, however it
 * ends; the file stays and marks the folder as a run's. Some network file systems do not pass locks
 * on to other machines.
 */
final class FolderLock implements Closeable {
  /** Far behind the content, so that other processes can still read who holds the lock. */
  private static final long POSITION = Long.MAX_VALUE - 1;

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  static Path file(Path folder) {
    return folder.resolve(".lock");
  }

  /** Leaves no trace; for a process that does not hold the lock itself. */
  static void requireFree(Path folder) throws IOException {
    if (isTaken(folder)) {
      throw inUse(folder);
    }
  }

  /** Whether a process uses the folder, be it this one. */
  static boolean isTaken(Path folder) throws IOException {
    if (!Files.exists(file(folder))) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file(folder), StandardOpenOption.WRITE)) {
      return !tryLock(channel);
    }
  }

  static FolderLock take(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file(folder),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      if (!tryLock(channel)) {
        throw inUse(folder);
      }
      byte[] holder = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(holder));
      return new FolderLock(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock(POSITION, 1, false);
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static UserError inUse(Path folder) throws IOException {
    String holder = Files.readString(file(folder), StandardCharsets.ISO_8859_1).strip();
    return new UserError(
        ExitCode.RESOURCES,
        Place.of(folder.toString()),
        "is in use by process "
            + Text.printable(holder)
            + "; wait until it ends or choose another folder");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
