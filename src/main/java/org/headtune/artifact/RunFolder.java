package org.headtune.artifact;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.headtune.ExitCode;
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
  public static final String SPLITS = "splits.csv";
  public static final String EPOCHS = "metrics.jsonl";
  public static final String METRICS = "metrics.json";
  public static final String CONFUSION = "confusion.csv";
  public static final String PER_CLASS = "per_class.csv";
  public static final String REPORT = "report.html";
  public static final String EXPLANATION = "explain.html";
  public static final String IMPORTANCE = "importance.csv";
  public static final String MODEL = "model.zip";
  public static final String LOG = "run.log";
  public static final String PROVENANCE = "provenance.json";

  static final String PREVIOUS = "previous";

  private final Path path;
  private final FolderLock lock;
  private final Checkpoints checkpoints;
  private final EpochLines epochs;
  private RunLog log;

  private RunFolder(Path path, FolderLock lock) {
    this.path = path;
    this.lock = lock;
    this.checkpoints = new Checkpoints(path);
    this.epochs = new EpochLines(path.resolve(EPOCHS));
  }

  /** What is to become of the run that is in the folder. */
  public enum Earlier {
    /** There must not be one. */
    REFUSED,
    /** The new run takes its place. */
    REPLACED,
    /** It goes on. */
    RESUMED
  }

  /**
   * Makes the folder ready, with its parents, and keeps every other process out of it.
   *
   * @throws UserError with {@link ExitCode#USAGE} if the folder holds files and those of an earlier
   *     run are refused or they are not a run's; with {@link ExitCode#RESOURCES} if it cannot be
   *     made, is not writable, is a file, or another process uses it
   */
  public static RunFolder create(Path folder, Earlier earlier) {
    try {
      RunPlace.require(folder);
      makeFolder(folder);
      FolderLock lock = FolderLock.take(folder);
      RunFolder run = new RunFolder(folder.toRealPath(), lock);
      try {
        run.prepare(folder, earlier);
        return run;
      } catch (IOException | RuntimeException e) {
        run.close();
        throw e;
      }
    } catch (IOException e) {
      throw AtomicFile.notWritten(folder, e);
    }
  }

  private static void makeFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      AtomicFile.forceFolder(folder.toRealPath().getParent());
    }
  }

  /**
   * Finds out early, and without a trace on the disk, whether {@link #create} would refuse.
   *
   * @throws UserError as {@link #create}
   */
  public static void requireUsable(Path folder, Earlier earlier) {
    try {
      RunPlace.require(folder);
      FolderLock.requireFree(folder);
      RunPlace.requireNoOther(folder, earlier);
    } catch (IOException e) {
      throw AtomicFile.notWritten(folder, e);
    }
  }

  /**
   * Keeps a new run from replacing the model that it needs.
   *
   * @param message what is wrong with the folder if the model is in it
   * @throws UserError with {@link ExitCode#USAGE} if it is
   */
  public static void requireApart(Path folder, Path model, String message) {
    try {
      boolean both = Files.exists(folder) && Files.exists(model);
      if (both && model.toRealPath().startsWith(folder.toRealPath())) {
        throw RunPlace.fault(ExitCode.USAGE, folder, message + "; choose another folder");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void prepare(Path asNamed, Earlier earlier) throws IOException {
    RunPlace.requireNoOther(asNamed, earlier);
    RunFiles files = new RunFiles(path);
    files.deleteTemporary();
    if (earlier == Earlier.REPLACED && files.exist()) {
      setAside(files);
    } else if (earlier == Earlier.RESUMED) {
      reopen();
    }
  }

  /** A finished run that goes on is unfinished again, lest its old model passes for the new one. */
  private void reopen() throws IOException {
    if (Files.deleteIfExists(path.resolve(METRICS))) {
      AtomicFile.forceFolder(path);
    }
  }

  private void setAside(RunFiles files) throws IOException {
    RunFiles previous = new RunFiles(path.resolve(PREVIOUS));
    if (previous.areComplete() && !files.areComplete()) {
      files.delete();
    } else {
      previous.delete();
      files.moveTo(previous.folder());
    }
  }

  /** The folder's real path. */
  public Path path() {
    return path;
  }

  /** Where a file of the run stands or will stand; one of this class's names. */
  public Path file(String name) {
    if (!RunFiles.NAMES.contains(name)) {
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

  /** Where the model without one fold of a cross-validation is trained: a run folder as well. */
  public Path fold(int number) {
    return path.resolve(RunFiles.FOLDS).resolve(Integer.toString(number));
  }

  /** The states that are saved on the way. */
  public Checkpoints checkpoints() {
    return checkpoints;
  }

  /** Writes {@code model.zip}. */
  public void writeModel(ComputationGraph graph, ModelCard card) {
    ModelZip.write(file(MODEL), graph, card);
  }

  /**
   * Begins {@code metrics.jsonl}, or makes it again if somebody deleted it.
   *
   * @param lines those of the epochs that are over, one JSON object each
   */
  public void startMetrics(List<String> lines) {
    epochs.start(lines);
  }

  /** Whether {@code metrics.jsonl} is still there. */
  public boolean hasMetrics() {
    return epochs.exist();
  }

  /**
   * Adds one line to {@code metrics.jsonl} and forces it to the disk.
   *
   * @param json one JSON object without a line end
   */
  public void appendMetrics(String json) {
    epochs.append(json);
  }

  /** The run is complete: what it replaced is removed, and what only an unfinished run needs. */
  public void complete() {
    Path previous = path.resolve(PREVIOUS);
    try {
      new RunFiles(previous).delete();
      checkpoints.deleteBest();
      if (Files.exists(previous) && RunPlace.isEmpty(previous)) {
        Files.delete(previous);
      }
    } catch (IOException e) {
      throw AtomicFile.notWritten(previous, e);
    }
  }

  /** Whether a run has ended here, with a model and its metrics, and was tidied up. */
  public static boolean isComplete(Path folder) {
    return new RunFiles(folder).areComplete()
        && !Files.exists(folder.resolve(PREVIOUS))
        && !new Checkpoints(folder).haveBest();
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
      epochs.close();
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
