package org.headtune.artifact;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;

/** A folder that nobody but its user can write to, where the system tells users apart. */
final class PrivateFolder {
  private PrivateFolder() {}

  /** Makes the folder if it is not there, and refuses it if it is not private. */
  static void make(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      if (isPosix(folder)) {
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } else {
        Files.createDirectories(folder);
      }
    }
    requireOwn(folder);
  }

  private static boolean isPosix(Path folder) {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /** Refuses a folder in which somebody else could put rows. */
  static void requireOwn(Path folder) throws IOException {
    if (!isPosix(folder)) {
      return;
    }
    Path own = Files.createTempFile(folder, "owner", ".tmp");
    boolean same;
    try {
      same = Files.getOwner(own).equals(Files.getOwner(folder));
    } finally {
      Files.delete(own);
    }
    Set<PosixFilePermission> granted = Files.getPosixFilePermissions(folder);
    if (!same
        || granted.contains(PosixFilePermission.GROUP_WRITE)
        || granted.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new UserError(
          ExitCode.USAGE,
          Place.of(folder.toString()),
          (same ? "may be written to by other users" : "belongs to another user")
              + ", and rows that others may change are not trusted; remove it, or set HEADTUNE_CACHE"
              + " to a folder of your own");
    }
  }

  /** Refuses a folder whose disk has less room than so many bytes. */
  static void requireSpace(Path folder, long bytes) throws IOException {
    long there = Files.getFileStore(folder).getUsableSpace();
    if (bytes > there) {
      throw new FileSystemException(
          folder.toString(),
          null,
          String.format(
              Locale.ROOT,
              "they take %,d MB, and %,d MB are free on its disk",
              bytes >> 20,
              there >> 20));
    }
  }
}
