package org.headtune.artifact;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;

/**
 * The folder that one run writes into, and no other process meanwhile.
 *
 * <p>A folder that holds files is only used with {@code force}, and only if it is the folder of an
 * earlier run. That run's files are then moved into the subfolder {@code previous}, where they stay
 * until this run is complete; a run that ends before leaves them there. So a folder never mixes two
 * runs, and the last complete one is never lost.
 */
public final class RunFolder implements Closeable {
  public static final String CONFIG = "config.yaml";
  public static final String EPOCHS = "metrics.jsonl";
  public static final String METRICS = "metrics.json";
  public static final String CONFUSION = "confusion.csv";
  public static final String PER_CLASS = "per_class.csv";
  public static final String REPORT = "report.html";
  public static final String MODEL = "model.zip";
  public static final String LOG = "run.log";
  public static final String PROVENANCE = "provenance.json";

  /** All files of a run; those that make it complete come last. */
  private static final List<String> FILES =
      List.of(CONFIG, EPOCHS, CONFUSION, PER_CLASS, REPORT, LOG, PROVENANCE, MODEL, METRICS);

  private static final String PREVIOUS = "previous";

  private final Path path;
  private final FolderLock lock;
  private FileChannel epochs;
  private RunLog log;

  private RunFolder(Path path, FolderLock lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes the folder ready, with its parents, and keeps every other process out of it.
   *
   * @param force whether the files of an earlier run may be replaced
   * @throws UserError with {@link ExitCode#USAGE} if the folder holds files and {@code force} is
   *     not given or they are not a run's; with {@link ExitCode#RESOURCES} if it cannot be made, is
   *     not writable, is a file, or another process uses it
   */
  public static RunFolder create(Path folder, boolean force) {
    try {
      requirePlace(folder);
      Files.createDirectories(folder);
      FolderLock lock = FolderLock.take(folder);
      RunFolder run = new RunFolder(folder.toRealPath(), lock);
      try {
        run.prepare(folder, force);
        return run;
      } catch (IOException | RuntimeException e) {
        run.close();
        throw e;
      }
    } catch (IOException e) {
      throw AtomicFile.notWritten(folder, e);
    }
  }

  /**
   * Finds out early, and without a trace on the disk, whether {@link #create} would refuse.
   *
   * @throws UserError as {@link #create}
   */
  public static void requireUsable(Path folder, boolean force) {
    try {
      requirePlace(folder);
      FolderLock.requireFree(folder);
      requireReplaceable(folder, force);
    } catch (IOException e) {
      throw AtomicFile.notWritten(folder, e);
    }
  }

  /** The folder, or the nearest one above it that exists, is a place for a run. */
  private static void requirePlace(Path folder) throws IOException {
    Path existing = folder.toAbsolutePath().normalize();
    while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
      existing = existing.getParent();
    }
    if (!Files.isDirectory(existing)) {
      throw fault(ExitCode.RESOURCES, existing, "is a file; choose a folder for the output");
    }
    if (!Files.isWritable(existing)) {
      throw fault(
          ExitCode.RESOURCES,
          existing,
          "may not be written to; choose another place for the output, or change its permissions");
    }
    if (!Files.exists(FolderLock.file(folder)) && !isEmpty(folder)) {
      throw fault(
          ExitCode.USAGE,
          folder,
          "holds files that are not a run's; choose an empty or a new folder for the output");
    }
  }

  private static void requireReplaceable(Path folder, boolean force) {
    for (String name : FILES) {
      if (Files.isSymbolicLink(folder.resolve(name))) {
        throw fault(
            ExitCode.USAGE,
            folder.resolve(name),
            "is a link, and a run writes only into its own folder; remove it");
      }
    }
    if (!force && isUsed(folder)) {
      throw fault(
          ExitCode.USAGE,
          folder,
          "holds another run; choose another folder, or replace that run with --force");
    }
  }

  private static boolean isUsed(Path folder) {
    return FILES.stream().anyMatch(name -> Files.exists(folder.resolve(name)));
  }

  private void prepare(Path asNamed, boolean force) throws IOException {
    requireReplaceable(asNamed, force);
    removeTemporary();
    if (isUsed(path)) {
      setAside();
    }
  }

  private void removeTemporary() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : files.filter(f -> isTemporary(f.getFileName().toString())).toList()) {
        Files.delete(file);
      }
    }
  }

  private static boolean isTemporary(String name) {
    return name.matches(".+\\.tmp-[0-9]+")
        && FILES.contains(name.substring(0, name.lastIndexOf(".tmp-")));
  }

  private void setAside() throws IOException {
    Path previous = path.resolve(PREVIOUS);
    boolean keepOlder = isComplete(previous) && !isComplete(path);
    if (isComplete(previous) && isComplete(path)) {
      deleteFiles(previous);
    }
    if (keepOlder) {
      deleteFiles(path);
    } else {
      Files.createDirectories(previous);
      for (String name : FILES) {
        if (Files.exists(path.resolve(name))) {
          Files.move(path.resolve(name), previous.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }
      }
    }
  }

  private static boolean isComplete(Path folder) {
    return Files.exists(folder.resolve(MODEL)) && Files.exists(folder.resolve(METRICS));
  }

  private static void deleteFiles(Path folder) throws IOException {
    for (String name : FILES) {
      Files.deleteIfExists(folder.resolve(name));
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return true;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  /** The folder's real path. */
  public Path path() {
    return path;
  }

  /** Where a file of the run stands or will stand; one of this class's names. */
  public Path file(String name) {
    if (!FILES.contains(name)) {
      throw new IllegalArgumentException(name);
    }
    return path.resolve(name);
  }

  /** Writes a whole file of the run. */
  public void write(String name, AtomicFile.Content content) {
    AtomicFile.write(file(name), content);
  }

  /** Writes a whole text file of the run in UTF-8. */
  public void write(String name, String text) {
    AtomicFile.write(file(name), text);
  }

  /** Writes {@code model.zip}. */
  public void writeModel(ComputationGraph graph, ModelCard card) {
    ModelZip.write(file(MODEL), graph, card);
  }

  /**
   * Adds one line to {@code metrics.jsonl} and forces it to the disk. A line counts once its line
   * end is there; one that cannot be written whole is taken back.
   *
   * @param json one JSON object without a line end
   */
  public void appendMetrics(String json) {
    Path file = file(EPOCHS);
    try {
      if (epochs == null) {
        epochs =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
      }
      append(ByteBuffer.wrap((json + "\n").getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw AtomicFile.notWritten(file, e);
    }
  }

  private void append(ByteBuffer line) throws IOException {
    long before = epochs.position();
    try {
      while (line.hasRemaining()) {
        epochs.write(line);
      }
      epochs.force(false);
    } catch (IOException e) {
      epochs.truncate(before);
      throw e;
    }
  }

  /** The run is complete: what it replaced is removed. */
  public void complete() {
    Path previous = path.resolve(PREVIOUS);
    try {
      deleteFiles(previous);
      if (Files.exists(previous) && isEmpty(previous)) {
        Files.delete(previous);
      }
    } catch (IOException e) {
      throw AtomicFile.notWritten(previous, e);
    }
  }

  /** From now on {@code run.log} receives everything that is logged, until the folder is closed. */
  public void startLog() {
    log = RunLog.attach(file(LOG));
  }

  /** Lets other processes in. */
  @Override
  public void close() {
    try {
      if (log != null) {
        log.close();
      }
      if (epochs != null) {
        epochs.close();
      }
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static UserError fault(ExitCode code, Path place, String message) {
    return new UserError(code, Place.of(place.toString()), message);
  }
}
