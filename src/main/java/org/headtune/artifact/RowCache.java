package org.headtune.artifact;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.data.FiledRows;
import org.headtune.data.RowStorage;

/**
 * The folder of encoded rows that later runs find again. It is private to the user; files of it
 * that somebody uses are not removed.
 */
public final class RowCache {
  private static final String SUFFIX = ".rows";
  private static final AtomicInteger FILES = new AtomicInteger();

  private final Path folder;
  private final boolean mapped;

  /**
   * A cache.
   *
   * @param home its files are in the subfolder {@code rows}, which need not exist yet
   * @param mapped whether rows are mapped into memory, or read one by one so that the process stays
   *     small
   */
  public RowCache(Path home, boolean mapped) {
    this.folder = home.resolve("rows");
    this.mapped = mapped;
  }

  /**
   * A file of the cache.
   *
   * @param key what it is found by
   * @param part which rows it holds
   * @param table the table that they come from; empty if the file is damaged
   * @param written when
   */
  public record Entry(
      String key,
      String part,
      String table,
      int rows,
      int width,
      long bytes,
      Instant written,
      boolean inUse) {}

  /**
   * What was removed.
   *
   * @param kept files that somebody uses
   */
  public record Cleared(int files, long bytes, int kept) {}

  /** Where the files are. */
  public Path folder() {
    return folder;
  }

  /**
   * Rows that were written before.
   *
   * @param damaged is told in a sentence why a file is not trusted
   * @return what is to be closed when they are no longer needed
   */
  public Optional<Found> find(RowStorage.Name name, int rows, int width, Consumer<String> damaged) {
    return find(name, rows, width, RowFile::verified, damaged);
  }

  /**
   * Rows whose checksums another process has just seen, so that they need not be read for that
   * again.
   *
   * @return what is to be closed when they are no longer needed
   */
  public Optional<Found> open(RowStorage.Name name, int rows, int width) {
    return find(name, rows, width, RowFile::opened, damage -> {});
  }

  /** How a file is opened. */
  private interface FileOpening {
    RowFile of(Path path) throws IOException;
  }

  private Optional<Found> find(
      RowStorage.Name name, int rows, int width, FileOpening opening, Consumer<String> damaged) {
    Path path = path(name.key().orElseThrow(), name.part());
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      PrivateFolder.requireOwn(folder);
      RowFile file = opening.of(path);
      FileLocks.share(file.channel());
      RowFile.Facts facts = file.facts();
      if (!facts.key().equals(name.key().get()) || facts.rows() != rows || facts.width() != width) {
        file.close();
        throw new RowFile.Damage("it holds other rows than its name says");
      }
      return Optional.of(new Found(file, mapped));
    } catch (IOException e) {
      damaged.accept(
          path + " is not used: " + AtomicFile.reason(e) + "; the rows are encoded anew");
      return Optional.empty();
    }
  }

  /** Rows in an open file. */
  public static final class Found implements AutoCloseable {
    private final RowFile file;
    private final boolean mapped;

    Found(RowFile file, boolean mapped) {
      this.file = file;
      this.mapped = mapped;
    }

    /** The rows, which can be read until this is closed. */
    public RowStorage.Stored stored() {
      return new RowStorage.Stored(file.rows(mapped), file.facts().cut());
    }

    @Override
    public void close() {
      try {
        file.close();
      } catch (IOException e) {
        throw new UserError(ExitCode.RESOURCES, AtomicFile.reason(e)).because(e);
      }
    }
  }

  /** A file that is being written, and then read. */
  public interface Output extends RowStorage.Writer, AutoCloseable {
    /** Removes what is not finished. */
    @Override
    void close();
  }

  /**
   * A new file.
   *
   * @param rows how many there will be, or -1 if nobody knows
   * @throws UserError with {@link ExitCode#RESOURCES} if the folder cannot be used or there is too
   *     little room on its disk
   */
  public Output create(RowStorage.Name name, int rows, int width) {
    try {
      return new RowFileWriter(
          temporary(name, rows, width),
          name.key().map(key -> path(key, name.part())),
          name,
          width,
          mapped);
    } catch (IOException e) {
      throw RowFileWriter.noRoom(folder, AtomicFile.reason(e)).because(e);
    }
  }

  /**
   * A new file that others fill, by {@link RowFileSection}.
   *
   * @param name with a key
   * @throws UserError as {@link #create}
   */
  public SharedRowFile share(RowStorage.Name name, int rows, int width) {
    try {
      Path target = path(name.key().orElseThrow(), name.part());
      return new SharedRowFile(temporary(name, rows, width), target, name, rows, width, mapped);
    } catch (IOException e) {
      throw RowFileWriter.noRoom(folder, AtomicFile.reason(e)).because(e);
    }
  }

  /** A name for a file that is not whole yet, in a folder with room for its rows. */
  private Path temporary(RowStorage.Name name, int rows, int width) throws IOException {
    PrivateFolder.make(folder);
    removeStale();
    PrivateFolder.requireSpace(folder, Math.max(0, rows) * (long) FiledRows.recordBytes(width));
    String file = name.key().map(key -> key + "-" + name.part()).orElse("scratch");
    Path temporary =
        folder.resolve(
            String.format(
                Locale.ROOT,
                "%s%s.%d.tmp-%d",
                file,
                SUFFIX,
                FILES.incrementAndGet(),
                ProcessHandle.current().pid()));
    Files.deleteIfExists(temporary);
    return temporary;
  }

  private Path path(String key, String part) {
    return folder.resolve(key + "-" + part + SUFFIX);
  }

  /** Removes what processes that are gone have not finished. */
  private void removeStale() throws IOException {
    for (Path file : files()) {
      String name = file.getFileName().toString();
      if (AtomicFile.isTemporary(name)) {
        long pid = Long.parseLong(name.substring(name.lastIndexOf('-') + 1));
        if (ProcessHandle.of(pid).isEmpty() && isFree(file)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private List<Path> files() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().contains(SUFFIX))
          .sorted(Comparator.comparing(Path::toString))
          .toList();
    }
  }

  private static boolean isFree(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
      return FileLocks.free(channel);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** The files of the cache by name; what is not finished is none. */
  public List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    try {
      for (Path file : files()) {
        String name = file.getFileName().toString();
        if (name.matches("[0-9a-f]{64}-[a-z]+\\.rows")) {
          entries.add(entry(file, name));
        }
      }
    } catch (IOException e) {
      throw AtomicFile.notWritten(folder, e);
    }
    return entries;
  }

  private static Entry entry(Path file, String name) throws IOException {
    RowFile.Facts facts;
    try {
      facts = RowFile.facts(file);
    } catch (RowFile.Damage e) {
      facts = new RowFile.Facts("", "", 0, 0, 0);
    }
    int mark = name.indexOf('-');
    return new Entry(
        name.substring(0, mark),
        name.substring(mark + 1, name.length() - SUFFIX.length()),
        facts.table(),
        facts.rows(),
        facts.width(),
        Files.size(file),
        Files.getLastModifiedTime(file).toInstant(),
        !isFree(file));
  }

  /** Removes every file that nobody uses. */
  public Cleared clear() {
    int removed = 0;
    long bytes = 0;
    int kept = 0;
    try {
      for (Path file : files()) {
        if (isFree(file)) {
          bytes += Files.size(file);
          Files.delete(file);
          removed++;
        } else {
          kept++;
        }
      }
    } catch (IOException e) {
      throw AtomicFile.notWritten(folder, e);
    }
    return new Cleared(removed, bytes, kept);
  }
}
