package org.headtune.recipe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;
import org.headtune.config.DataConfig;
import org.headtune.data.Tables;

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
      boolean both = Files.isRegularFile(output) && Files.exists(input);
      if (both && Files.isSameFile(output, input)) {
        throw new UserError(
            ExitCode.USAGE,
            Place.of(output.toString()),
            "is " + what + " itself, which would be lost; choose another name for what is written");
      }
    } catch (IOException e) {
      // Whoever reads or writes them will meet it, and knows what to say.
    }
  }

  /** Refuses a file to write that is a table to read, or one of those that a pattern fits. */
  static void requireTables(Path output, List<String> inputs, String what) {
    if (Files.isRegularFile(output)) {
      Tables.files(inputs).forEach(input -> require(output, input, what));
    }
  }

  /** Refuses a file to write that is one of a config's data. */
  static void require(Path output, DataConfig data) {
    requireTables(output, data.train(), "the data");
    data.validation().ifPresent(files -> requireTables(output, files, "the validation data"));
    data.test().ifPresent(files -> requireTables(output, files, "the test data"));
  }
}
