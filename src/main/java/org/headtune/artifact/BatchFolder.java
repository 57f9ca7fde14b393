package org.headtune.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.headtune.ExitCode;
import org.headtune.UserError;

/**
 * The folder of a batch of runs, and of no other process meanwhile: a log for each run, a journal
 * of their ends, the summary. What the runs came to stands in their own folders; whoever deletes
 * the journal loses times, and which runs have diverged.
 */
public final class BatchFolder implements Closeable {
  public static final String JOURNAL = "batch.jsonl";
  public static final String SUMMARY = "summary.csv";
  public static final String REPORT = "summary.html";
  public static final String BEST = "best.zip";

  private static final List<String> NAMES = List.of(SUMMARY, REPORT, BEST);

  private static final String LOGS = "logs";
  private static final String CONFIG = "config";
  private static final String CONFIGS = "configs";
  private static final long MOST_TOKENS = 100;

  private final Path path;
  private final FolderLock lock;
  private final EpochLines journal;
  private final List<Ended> ended = new ArrayList<>();

  /**
   * A run, or a part of one, that came to its end while the batch looked on.
   *
   * @param run its name
   * @param exit its exit code
   * @param seconds that it took
   * @param config SHA-256 of its config with every default
   */
  public record Ended(String run, int exit, double seconds, String config) {

    /** With the config as a text. */
    public static Ended of(String run, int exit, double seconds, String yaml) {
      return new Ended(run, exit, seconds, sha256(yaml));
    }

    private static String sha256(String yaml) {
      return Sha256.of(yaml.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether it was a run of this name and this config. */
    public boolean isOf(String name, String yaml) {
      return run.equals(name) && config.equals(sha256(yaml));
    }
  }

  private BatchFolder(Path path, FolderLock lock) {
    this.path = path;
    this.lock = lock;
    this.journal = new EpochLines(path.resolve(JOURNAL));
  }

  /**
   * Makes the folder ready and reads its journal, if there is one.
   *
   * @throws UserError with {@link ExitCode#USAGE} if it holds files that are not a batch's; with
   *     {@link ExitCode#RESOURCES} if it is in use or cannot be written to
   */
  public static BatchFolder open(Path folder) {
    try {
      RunPlace.require(folder);
      if (!Files.exists(folder.resolve(JOURNAL)) && new RunFiles(folder).exist()) {
        throw RunPlace.fault(
            ExitCode.USAGE,
            folder,
            "holds a run, and a batch has a folder of its own; choose an empty or a new one");
      }
      Files.createDirectories(folder);
      FolderLock lock = FolderLock.take(folder);
      BatchFolder batch = new BatchFolder(folder.toRealPath(), lock);
      try {
        batch.read();
        return batch;
      } catch (IOException | RuntimeException e) {
        batch.close();
        throw e;
      }
    } catch (IOException e) {
      throw AtomicFile.notWritten(folder, e);
    }
  }

  private void read() throws IOException {
    Files.createDirectories(path.resolve(LOGS));
    List<String> lines = new ArrayList<>();
    if (journal.exist()) {
      for (String line : Files.readAllLines(path.resolve(JOURNAL), StandardCharsets.UTF_8)) {
        Optional<Ended> entry = entry(line);
        entry.ifPresent(ended::add);
        entry.ifPresent(known -> lines.add(line));
      }
    }
    journal.start(lines);
  }

  /** What a line says; empty for one that a power cut left half written. */
  private static Optional<Ended> entry(String line) {
    try {
      JsonNode entry =
          new StrictJson(MOST_TOKENS).object(JOURNAL, line.getBytes(StandardCharsets.UTF_8));
      if (entry instanceof ObjectNode older && !older.has(CONFIG)) {
        older.put(CONFIG, "");
      }
      return Optional.of(Json.read(entry, Ended.class));
    } catch (RefusedException | IOException e) {
      return Optional.empty();
    }
  }

  /** The folder's real path. */
  public Path path() {
    return path;
  }

  /** All ends, those of earlier calls too, in their order. */
  public List<Ended> ended() {
    return List.copyOf(ended);
  }

  /** Writes one down. */
  public void add(Ended end) {
    journal.append(Json.write(end));
    ended.add(end);
  }

  /** Where a file of the batch stands or will stand; one of this class's names. */
  public Path file(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(name);
    }
    return path.resolve(name);
  }

  /** Writes a whole file of the batch. */
  public void write(String name, AtomicFile.Content content) {
    AtomicFile.write(file(name), content);
  }

  /** Writes a whole text file of the batch in UTF-8. */
  public void write(String name, String text) {
    AtomicFile.write(file(name), text);
  }

  /** Writes the config of a run that a sweep made. */
  public void writeConfig(String run, String yaml) {
    Path file = path.resolve(CONFIGS).resolve(run + ".yaml");
    try {
      Files.createDirectories(file.getParent());
      if (!Files.exists(file) || !Files.readString(file, StandardCharsets.UTF_8).equals(yaml)) {
        AtomicFile.write(file, yaml);
      }
    } catch (IOException e) {
      throw AtomicFile.notWritten(file, e);
    }
  }

  /** Copies the model of a finished run to {@link #BEST}. */
  public void keepModel(Path run) {
    AtomicFile.write(file(BEST), out -> Files.copy(run.resolve(RunFolder.MODEL), out));
  }

  /** Where the processes of a run write to. */
  public Path log(String run) {
    return path.resolve(LOGS).resolve(run + ".log");
  }

  /** Adds a line to the log of a run. */
  public void addToLog(String run, String line) {
    try {
      Files.writeString(
          log(run), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw AtomicFile.notWritten(log(run), e);
    }
  }

  /** Lets other processes in. */
  @Override
  public void close() {
    try {
      journal.close();
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
