package org.headtune.cli;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The reference page of the commands, taken from their usage texts. */
final class CliReference {
  private static final String INTRODUCTION =
      """
      # The command line

      This page is generated from the code: change the options in `org.headtune.cli`, then run
      `./mvnw test -Dtest=CliReferenceTest -Dheadtune.write=true`.

      Results go to stdout, everything else to stderr. Every failure is a message on stderr,
      `error: file:line:column: what is wrong`, and an exit code that schedulers can read.
      The keys of a config are on [their own page](config.md).
      """;

  private static final int WIDTH = 100;

  private CliReference() {}

  /** The commands with nobody at the terminal. */
  static CommandLine commands() {
    Outside nobody =
        new Outside(
            InputStream.nullInputStream(),
            new ByteArrayOutputStream(),
            new PrintWriter(new StringWriter()),
            new Signals(),
            false,
            Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
            Path.of("cache"),
            Optional.empty());
    return Main.commandLine(nobody);
  }

  /** The page in Markdown. */
  static String markdown() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    CommandLine commands = commands();
    section(page, commands);
    commands.getSubcommands().values().forEach(command -> section(page, command));
    return page.toString();
  }

  private static void section(StringBuilder page, CommandLine command) {
    command.setUsageHelpAutoWidth(false).setUsageHelpWidth(WIDTH);
    page.append("\n## `%s`\n\n```text\n".formatted(command.getCommandSpec().qualifiedName()));
    command
        .getUsageMessage(Ansi.OFF)
        .lines()
        .forEach(line -> page.append(line.stripTrailing()).append('\n'));
    page.append("```\n");
  }
}
