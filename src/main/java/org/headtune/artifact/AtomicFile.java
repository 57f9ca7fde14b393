package org.headtune.artifact;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;

/**
 * Files that are complete or absent. The bytes go to a temporary sibling, are forced to the disk,
 * and take the name in one step; whatever fails, the file that had the name before is untouched and
 * the sibling is gone, also where the process is asked to end meanwhile.
 *
 * <p>A symbolic link is followed: the file it leads to is replaced. A target that is neither a file
 * nor a directory, such as {@code /dev/null} or a named pipe, is written to directly.
 */
public final class AtomicFile {
  private static final int BUFFER = 1 << 16;
  private static final int MOST_LINKS = 40; // one behind the other, as Linux has it

  /** Siblings that are being written. */
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(AtomicFile::removeOpen, "open files"));
  }

  private AtomicFile() {}

  /** What a file holds. */
  public interface Content {
    /** Writes all of it; need not close or flush the stream. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** A look at the finished temporary file before it takes the name; throws to refuse it. */
  interface Check {
    void look(Path file) throws IOException;
  }

  /**
   * Writes a whole file.
   *
   * @throws UserError with {@link ExitCode#RESOURCES} if the disk is full, the folder is missing or
   *     not writable, or anything else keeps the file from being stored
   */
  public static void write(Path target, Content content) {
    write(target, content, file -> {});
  }

  /** Writes a text file in UTF-8. */
  public static void write(Path target, String text) {
    write(target, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  static void write(Path target, Content content, Check check) {
    try {
      Path file = Files.exists(target) ? target.toRealPath() : followed(target);
      if (Files.isDirectory(file)) {
        throw new FileSystemException(target.toString(), null, "it is a folder");
      } else if (Files.exists(file) && !Files.isRegularFile(file)) {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
          content.writeTo(out);
        }
      } else {
        replace(file, content, check);
      }
    } catch (IOException e) {
      throw notWritten(target, e);
    }
  }

  /** Where a link leads whose file is not there yet. */
  private static Path followed(Path target) throws IOException {
    Path file = target.toAbsolutePath();
    for (int links = 0; links < MOST_LINKS && Files.isSymbolicLink(file); links++) {
      file = file.resolveSibling(Files.readSymbolicLink(file));
    }
    return file;
  }

  private static void replace(Path file, Content content, Check check) throws IOException {
    Path temporary = temporary(file);
    Files.deleteIfExists(temporary);
    OPEN.add(temporary);
    try {
      try (FileChannel channel =
              FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
          OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER)) {
        content.writeTo(out);
        out.flush();
        channel.force(true);
      }
      check.look(temporary);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
      OPEN.remove(temporary);
    }
    try {
      forceFolder(file.getParent());
    } catch (IOException e) {
      throw new UserError(
              ExitCode.RESOURCES,
              Place.of(file.toString()),
              "is written, but its folder cannot be synced: "
                  + reason(e)
                  + "; after a power cut the file of before may stand there again")
          .because(e);
    }
  }

  private static void removeOpen() {
    for (Path file : OPEN) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // It stays, and nobody is there to be told.
      }
    }
  }

  /** The name carries the process, so that a stale one can be told from one in use. */
  private static Path temporary(Path file) {
    return file.resolveSibling(file.getFileName() + ".tmp-" + ProcessHandle.current().pid());
  }

  /** Whether a name is that of a temporary sibling, its own or another process's. */
  static boolean isTemporary(String name) {
    return name.matches(".+\\.tmp-[0-9]+");
  }

  /** Makes names in a folder survive a power cut, where the system lets folders be opened. */
  static void forceFolder(Path folder) throws IOException {
    if (!System.getProperty("os.name").startsWith("Windows")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  static UserError notWritten(Path file, IOException cause) {
    return new UserError(
            ExitCode.RESOURCES,
            Place.of(file.toString()),
            "cannot be written: "
                + reason(cause)
                + "; what stood there before is unchanged; free some space or choose another place")
        .because(cause);
  }

  /** The system's own words, without the path in front that the place already names. */
  static String reason(IOException cause) {
    if (cause instanceof java.nio.file.AccessDeniedException) {
      return "permission denied";
    } else if (cause instanceof java.nio.file.NoSuchFileException) {
      return "its folder does not exist";
    } else if (cause instanceof FileSystemException e && e.getReason() != null) {
      return e.getReason();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
