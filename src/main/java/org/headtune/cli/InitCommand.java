package org.headtune.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.config.TextEncoding;
import org.headtune.recipe.Init;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headtune init}. */
@Command(name = "init", description = "Looks at data and writes a config that trains as it is.")
final class InitCommand implements Callable<Integer> {
  private final Outside outside;

  @Parameters(
      index = "0",
      paramLabel = "DATA",
      description =
          "Training rows: CSV or TSV with or without a header, JSON Lines, or IDX images, plain or"
              + " .gz; or Parquet; a pattern with * and ? for several files; or a folder with a"
              + " folder of images for each class.")
  private Path first;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NEWDATA",
      description =
          "Then DATA is a run folder or a model zip, and a config is written that goes on from it with"
              + " these rows.")
  private Path second;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "CONFIG",
      required = true,
      description = "The config to write.")
  private Path output;

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description = "The label column, by name or 1-based number; guessed if absent.")
  private String label;

  @Option(
      names = "--test",
      paramLabel = "FILE",
      description = "Test rows in a file of their own; a share of DATA is held out if absent.")
  private Path test;

  @Option(
      names = "--encoding",
      paramLabel = "utf_8|latin_1",
      defaultValue = "utf_8",
      description = "Encoding of the rows; default ${DEFAULT-VALUE}.")
  private TextEncoding encoding;

  @Option(
      names = "--interactive",
      description =
          "Asks for the label and for what becomes of doubtful columns; an empty answer takes what is"
              + " proposed in brackets.")
  private boolean interactive;

  @Option(names = "--force", description = "Replaces a config of that name.")
  private boolean force;

  @Option(names = "--json", description = "Prints the result as one JSON object instead of text.")
  private boolean json;

  InitCommand(Outside outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    try (Terminal terminal = new Terminal(outside, false)) {
      Init.Request request =
          new Init.Request(
              second == null ? Optional.empty() : Optional.of(first),
              second == null ? first : second,
              Optional.ofNullable(test),
              Optional.ofNullable(label),
              encoding,
              output,
              force,
              asker());
      return Results.print(outside, new Init(terminal).run(request), json);
    }
  }

  private Optional<Init.Asker> asker() {
    if (!interactive) {
      return Optional.empty();
    }
    BufferedReader answers =
        new BufferedReader(new InputStreamReader(outside.in(), StandardCharsets.UTF_8));
    return Optional.of(
        question -> {
          outside.err().print(question + " ");
          outside.err().flush();
          try {
            String answer = answers.readLine();
            if (answer == null) {
              throw new UserError(
                  ExitCode.USAGE,
                  "--interactive: the input ended before this question was answered; answer it on a"
                      + " terminal, or leave --interactive out");
            }
            return answer.strip();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
