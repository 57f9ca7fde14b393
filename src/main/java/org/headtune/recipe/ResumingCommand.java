package org.headtune.recipe;

import java.nio.file.Path;
import org.headtune.Text;

/** What a user types so that a run goes on. */
final class ResumingCommand {
  private ResumingCommand() {}

  /**
   * The command as a shell takes it.
   *
   * @param command such as {@code train}
   * @param file the config
   */
  static String of(String command, Path file) {
    String config = file.toString();
    boolean plain = config.matches("[\\p{Alnum}/._+-]+");
    return "headtune "
        + command
        + " "
        + (plain ? config : "'" + Text.printable(config).replace("'", "'\\''") + "'")
        + " --resume";
  }
}
