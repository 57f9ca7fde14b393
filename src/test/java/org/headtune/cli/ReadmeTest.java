package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages tell a reader to type, to open and to look at is there. */
final class ReadmeTest {
  /**
   * A line, or a part of a pipe, in a block or in a comment; or two words and more in a sentence.
   */
  private static final Pattern COMMAND =
      Pattern.compile("(?m)(?:^|\\| |# +|Example: |`)((?:scripts/)?headtune [a-z-]+ [^|`>#\\n]+)");

  /** As a shell has it. */
  private static final Pattern WORD = Pattern.compile("(?:\"[^\"]*\"|[^ \"])+");

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)[^)]*\\)");
  private static final Pattern TREE = Pattern.compile("(?s)## The tree\\n.*?```text\\n(.*?)```");

  /** Made by a command, or a word in capitals that stands for the reader's own file. */
  private static final Pattern NOT_SHIPPED = Pattern.compile("runs/.*|[A-Z]+(\\.[a-z]+)?|-");

  private static final Pattern PATH =
      Pattern.compile("[\\w.-]+/[\\w./-]+|[\\w-]+\\.(csv|yaml|zip)");

  static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (String folder : List.of(".", "docs", "configs", "data")) {
      try (Stream<Path> files = Files.list(Path.of(folder))) {
        files
            .filter(file -> file.toString().matches(".*\\.(md|yaml)"))
            .sorted()
            .forEach(pages::add);
      }
    }
    return pages;
  }

  static List<String> commands() throws IOException {
    List<String> commands = new ArrayList<>();
    for (Path page : pages()) {
      all(COMMAND, Files.readString(page)).map(String::strip).forEach(commands::add);
    }
    return commands;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void a_command_of_the_pages_is_one_that_the_tool_knows(String command) {
    String[] words =
        WORD.matcher(command)
            .results()
            .map(word -> word.group().replace("\"", ""))
            .toArray(String[]::new);
    String[] arguments = List.of(words).subList(1, words.length).toArray(String[]::new);
    assertThatCode(() -> CliReference.commands().parseArgs(arguments)).doesNotThrowAnyException();
    assertThat(arguments)
        .filteredOn(word -> PATH.matcher(word).matches() && !NOT_SHIPPED.matcher(word).matches())
        .allSatisfy(word -> assertThat(Path.of(word)).exists());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void a_link_leads_to_a_file(Path page) throws IOException {
    assertThat(all(LINK, Files.readString(page)).filter(link -> !link.startsWith("https://")))
        .allSatisfy(link -> assertThat(page.resolveSibling(link)).exists());
  }

  @Test
  void the_tree_of_the_readme_shows_what_is_there() throws IOException {
    List<Path> parents = new ArrayList<>();
    for (String line :
        all(TREE, Files.readString(Path.of("README.md")))
            .findFirst()
            .orElseThrow()
            .lines()
            .toList()) {
      int depth = (line.length() - line.stripLeading().length()) / 2;
      String name = line.strip().split(" ", 2)[0];
      parents.subList(depth, parents.size()).clear();
      parents.add(depth == 0 ? Path.of(name) : parents.get(depth - 1).resolve(name));
      assertThat(parents.get(depth)).exists();
    }
  }

  private static Stream<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult found) -> found.group(1));
  }
}
