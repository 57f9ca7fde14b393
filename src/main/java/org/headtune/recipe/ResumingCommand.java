package org.headtune.recipe;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
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
    return of(List.of(command, file.toString(), "--resume"));
  }

  /** The words behind the program's name as a shell takes them. */
  static String of(List<String> words) {
    return words.stream()
        .map(ResumingCommand::word)
        .collect(Collectors.joining(" ", "headtune ", ""));
  }

  private static String word(String word) {
    boolean plain = word.matches("[\\p{Alnum}/._+,=:-]+");
    return plain ? word : "'" + Text.printable(word).replace("'", "'\\''") + "'";
  }
}
