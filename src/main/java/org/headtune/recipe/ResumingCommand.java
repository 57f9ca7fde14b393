package org.headtune.recipe;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

  /** The same on other machines, if there are any. */
  static String of(String command, Path file, Optional<Workforce> others) {
    List<String> words = List.of(command, file.toString(), "--resume");
    return others.map(machines -> line(machines.command(words))).orElseGet(() -> of(words));
  }

  /** The words behind the program's name as a shell takes them. */
  static String of(List<String> words) {
    return line(Stream.concat(Stream.of("headtune"), words.stream()).toList());
  }

  private static String line(List<String> words) {
    return words.stream().map(ResumingCommand::word).collect(Collectors.joining(" "));
  }

  private static String word(String word) {
    boolean plain = word.matches("[\\p{Alnum}/._+,=:-]+");
    return plain ? word : "'" + Text.printable(word).replace("'", "'\\''") + "'";
  }
}
