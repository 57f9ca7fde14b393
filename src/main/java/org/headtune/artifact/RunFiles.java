package org.headtune.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** The files that a run leaves in a folder, as one thing to look at, move and delete. */
record RunFiles(Path folder) {
  /** All files of a run; those that make it complete come last. */
  static final List<String> NAMES =
      List.of(
          RunFolder.CONFIG,
          RunFolder.SPLITS,
          RunFolder.EPOCHS,
          RunFolder.CONFUSION,
          RunFolder.PER_CLASS,
          RunFolder.REPORT,
          RunFolder.EXPLANATION,
          RunFolder.IMPORTANCE,
          RunFolder.LOG,
          RunFolder.LOG + RunLog.OLDER,
          RunFolder.PROVENANCE,
          RunFolder.MODEL,
          RunFolder.METRICS);

  /** The subfolder of the folds of a cross-validation, each a run by itself. */
  static final String FOLDS = "folds";

  private static final List<String> FOLDERS = List.of(Checkpoints.FOLDER, FOLDS);

  /** How the names of files begin that only live as long as their process. */
  static final String SCRATCH = "scratch-";

  /** Whether there is any. */
  boolean exist() {
    return Stream.concat(NAMES.stream(), FOLDERS.stream())
        .anyMatch(name -> Files.exists(folder.resolve(name)));
  }

  /** Whether a run has ended here. */
  boolean areComplete() {
    return Files.exists(folder.resolve(RunFolder.MODEL))
        && Files.exists(folder.resolve(RunFolder.METRICS));
  }

  /** Whether there are numbers of something that came to its end, be it an evaluation. */
  boolean haveResult() {
    return Stream.of(RunFolder.METRICS, RunFolder.IMPORTANCE)
        .anyMatch(name -> Files.exists(folder.resolve(name)));
  }

  void delete() throws IOException {
    for (String name : NAMES) {
      Files.deleteIfExists(folder.resolve(name));
    }
    new Checkpoints(folder).delete();
    deleteFolds();
  }

  private void deleteFolds() throws IOException {
    Path folds = folder.resolve(FOLDS);
    if (!Files.isDirectory(folds)) {
      return;
    }
    try (Stream<Path> all = Files.list(folds)) {
      for (Path fold : all.filter(Files::isDirectory).toList()) {
        RunFiles previous = new RunFiles(fold.resolve(RunFolder.PREVIOUS));
        previous.delete();
        deleteIfEmpty(previous.folder());
        RunFiles own = new RunFiles(fold);
        own.deleteTemporary();
        own.delete();
        Files.deleteIfExists(FolderLock.file(fold));
        deleteIfEmpty(fold);
      }
    }
    deleteIfEmpty(folds);
  }

  /** What a user has put there stays. */
  private static void deleteIfEmpty(Path folder) throws IOException {
    if (Files.isDirectory(folder) && RunPlace.isEmpty(folder)) {
      Files.delete(folder);
    }
  }

  /** Moves them; the other folder, made if need be, has none. */
  void moveTo(Path other) throws IOException {
    Files.createDirectories(other);
    for (String name : Stream.concat(NAMES.stream(), FOLDERS.stream()).toList()) {
      if (Files.exists(folder.resolve(name))) {
        Files.move(folder.resolve(name), other.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  /** Removes what a process left that was killed while it wrote. */
  void deleteTemporary() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> isTemporary(f.getFileName().toString())).toList()) {
        Files.delete(file);
      }
    }
    new Checkpoints(folder).deleteTemporary();
  }

  private static boolean isTemporary(String name) {
    return AtomicFile.isTemporary(name)
        && (name.startsWith(SCRATCH)
            || NAMES.contains(name.substring(0, name.lastIndexOf(".tmp-"))));
  }
}
