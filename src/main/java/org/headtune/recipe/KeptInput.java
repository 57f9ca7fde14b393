package org.headtune.recipe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;

/** What a command reads, and must not write over. */
final class KeptInput {
  private KeptInput() {}

  /**
   * Refuses a file to write that is one to read, whatever they are called.
   *
   * @param what the input is, such as {@code the data}
   * @throws UserError with {@link ExitCode#USAGE} if they are the same
   */
  static void require(Path output, Path input, String what) {
    try {
      if (Files.exists(output) && Files.exists(input) && Files.isSameFile(output, input)) {
        throw new UserError(
            ExitCode.USAGE,
            Place.of(output.toString()),
            "is " + what + " itself, which would be lost; choose another name for what is written");
      }
    } catch (IOException e) {
      // Whoever reads or writes them will meet it, and knows what to say.
    }
  }
}
