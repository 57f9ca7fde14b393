package org.headtune.artifact;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** How far the run in a folder has come, as the folder itself says it to another process. */
public enum RunState {
  /** There is none, though the folder may hold what another command has come to. */
  ABSENT,
  /** It ended before its first checkpoint. */
  BROKEN_OFF,
  /** It ended before its end, and can go on. */
  UNFINISHED,
  /** It has a model and its metrics. */
  COMPLETE,
  /** A process is at work on it. */
  IN_USE;

  /** The state of the run in a folder; leaves no trace there. */
  public static RunState of(Path folder) {
    try {
      if (FolderLock.isTaken(folder)) {
        return IN_USE;
      } else if (RunFolder.isComplete(folder)) {
        return COMPLETE;
      } else if (Checkpoints.exist(folder) || Files.isDirectory(folder.resolve(RunFiles.FOLDS))) {
        return UNFINISHED;
      }
      RunFiles files = new RunFiles(folder);
      return files.exist() && !files.haveResult() ? BROKEN_OFF : ABSENT;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Whether the run in a folder was made with a config.
   *
   * @param yaml with every default
   */
  public static boolean isOf(Path folder, String yaml) {
    try {
      Path file = folder.resolve(RunFolder.CONFIG);
      return Files.exists(file) && Files.readString(file, StandardCharsets.UTF_8).equals(yaml);
    } catch (IOException e) {
      return false;
    }
  }
}
