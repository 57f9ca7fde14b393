package org.headtune.artifact;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;

/**
 * Locks that say a file is in use. The system lets go of them when the process ends, however it
 * ends; some network file systems do not pass them on to other machines.
 */
final class FileLocks {
  /** Behind any content, since on some systems a lock keeps others from reading what it covers. */
  private static final long POSITION = Long.MAX_VALUE - 1;

  private FileLocks() {}

  /** Keeps a file in use until the channel is closed, beside others that use it as well. */
  static void share(FileChannel channel) {
    try {
      channel.tryLock(POSITION, 1, true);
    } catch (OverlappingFileLockException e) {
      // this process uses it already
    } catch (IOException e) {
      // a file system without locks: where names are removed, open files stay in any case
    }
  }

  /** Whether nobody uses the file; the channel is open for writing. */
  static boolean free(FileChannel channel) {
    try (FileLock lock = channel.tryLock(POSITION, 1, false)) {
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
