package org.headtune.artifact;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;

/** How a model file is found and opened, and what becomes of whatever goes wrong. */
final class Opening {
  private Opening() {}

  /** A gate that looks through the file as it opens. */
  interface Gate<T> {
    T look(FileChannel channel) throws IOException, RefusedException;
  }

  /**
   * Opens a file through a gate.
   *
   * @throws UserError with {@link ExitCode#MODEL_FILE} if the gate refuses it
   */
  static <T> T of(Path zip, Gate<T> gate) {
    FileChannel channel = null;
    try {
      channel = FileChannel.open(zip, StandardOpenOption.READ);
      return gate.look(channel);
    } catch (RefusedException e) {
      close(channel);
      throw fault(zip, e.entry(), e.getMessage()).because(e);
    } catch (IOException e) {
      close(channel);
      throw fault(zip, null, "cannot be read: " + AtomicFile.reason(e)).because(e);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      close(channel);
      throw fault(zip, null, "is damaged or was not made by Headtune").because(e);
    }
  }

  /** What a file looks like. */
  static FileKind kind(Path zip) {
    return of(
        zip,
        channel -> {
          try (channel) {
            return FileKind.of(new FileBytes(channel));
          }
        });
  }

  static void close(FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      throw new IllegalStateException("a file that is only read cannot fail to close", e);
    }
  }

  /**
   * The file that is meant by a place: a run folder stands for its model.
   *
   * @throws UserError with {@link ExitCode#MODEL_FILE} if there is none
   */
  static Path locate(Path place) {
    if (!Files.isDirectory(place)) {
      if (!Files.exists(place)) {
        throw fault(place, null, "does not exist; give a run folder or a model.zip");
      }
      return place;
    }
    Path zip = place.resolve(RunFolder.MODEL);
    if (!Files.isRegularFile(zip)) {
      Path best = Checkpoints.best(place);
      throw fault(
          place,
          null,
          Files.exists(best)
              ? "has no model.zip, since its run is not finished; go on with the run (--resume), or give"
                  + " the best model so far, "
                  + Text.printable(best.toString())
              : "has no model.zip; give the output folder of a run, or a model.zip");
    }
    return zip;
  }

  /** The error for a fault of a model file. */
  static UserError fault(Path zip, String entry, String message) {
    String place = entry == null ? zip.toString() : zip + "!/" + entry;
    return new UserError(ExitCode.MODEL_FILE, Place.of(place), message);
  }
}
