package org.headtune.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;

/** What a place must be like for a run to write into it. */
final class RunPlace {
  private RunPlace() {}

  /** The folder, or the nearest one above it that exists, is a place for a run. */
  static void require(Path folder) throws IOException {
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

  static void requireNoOther(Path folder, RunFolder.Earlier earlier) throws IOException {
    List<Path> places = new ArrayList<>(new Checkpoints(folder).places());
    RunFiles.NAMES.forEach(name -> places.add(folder.resolve(name)));
    places.add(folder.resolve(RunFolder.PREVIOUS));
    places.add(folder.resolve(RunFiles.FOLDS));
    for (Path place : places) {
      if (Files.isSymbolicLink(place)) {
        throw fault(
            ExitCode.USAGE,
            place,
            "is a link, and a run writes only into its own folder; remove it");
      }
    }
    if (earlier == RunFolder.Earlier.REFUSED && new RunFiles(folder).exist()) {
      throw fault(
          ExitCode.USAGE,
          folder,
          "holds another run; choose another folder, go on with that run with --resume, or replace it"
              + " with --force");
    }
    if (earlier == RunFolder.Earlier.RESUMED && !new RunFiles(folder).exist()) {
      throw fault(
          ExitCode.MODEL_FILE,
          folder,
          "holds no run to go on with; start the run without --resume");
    }
  }

  static boolean isEmpty(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return true;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  static UserError fault(ExitCode code, Path place, String message) {
    return new UserError(code, Place.of(place.toString()), message);
  }
}
