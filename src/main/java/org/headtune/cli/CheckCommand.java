package org.headtune.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.headtune.config.ConfigFile;
import org.headtune.recipe.Check;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headtune check}. */
@Command(
    name = "check",
    description = "Shows every fault of a config and its data, and what a run would do.")
final class CheckCommand implements Callable<Integer> {
  private final Outside outside;

  @Parameters(paramLabel = "CONFIG.yaml", description = "The config to check.")
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key of the config, such as training.epochs=5; repeatable.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--preview",
      paramLabel = "FILE",
      description =
          "Writes a page of images: some training rows as they are, and as training.augmentation"
              + " varies them.")
  private Path preview;

  @Option(names = "--json", description = "Prints the result as one JSON object instead of text.")
  private boolean json;

  @Option(
      names = "--html",
      paramLabel = "FILE.html",
      description =
          "Also writes a page with what each column holds, by class, and how far validation and test"
              + " rows lie from the training rows.")
  private Path html;

  @Option(
      names = "--suspects",
      description =
          "Also trains the network for a short time on parts of the training rows, and lists those of"
              + " the other rows whose label it does not believe. See docs/data-report.md.")
  private boolean suspects;

  CheckCommand(Outside outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    try (Terminal terminal = new Terminal(outside, false)) {
      return Results.print(
          outside,
          new Check(terminal, outside.clock(), outside.cache())
              .run(
                  ConfigFile.read(config, overrides),
                  new Check.Extras(
                      Optional.ofNullable(preview), Optional.ofNullable(html), suspects)),
          json);
    }
  }
}
