package org.headtune.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.config.ConfigFile;
import org.headtune.config.ResolvedConfig;
import org.headtune.recipe.Bench;
import org.headtune.recipe.JobSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headtune bench}. */
@Command(
    name = "bench",
    description = {
      "Says where the time of a run goes, and what would make it faster.",
      "Trains as the config says for some seconds, then with other batch sizes and numbers of threads."
          + " The run folder is not touched."
    },
    footer = {"", "Example: headtune bench configs/digits.yaml --seconds 20"})
final class BenchCommand implements Callable<Integer> {
  private static final int LEAST = 2;
  private static final int MOST = 3600;

  private final Outside outside;

  @Parameters(
      paramLabel = "CONFIG.yaml",
      description = "The run to measure, one of train or of finetune.")
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key of the config, such as training.batch_size=128; repeatable.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = {
        "How long to train, " + LEAST + " to " + MOST + "; default: 10.",
        "The data is read whole and the last model is judged, whatever that takes."
      })
  private int seconds = 10;

  @Mixin private ComputingOptions computing;

  @Option(names = "--quiet", description = "Only warnings and errors on stderr.")
  private boolean quiet;

  @Option(names = "--json", description = "Prints the result as one JSON object instead of text.")
  private boolean json;

  BenchCommand(Outside outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    Duration started = Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());
    if (seconds < LEAST || seconds > MOST) {
      throw new UserError(
          ExitCode.USAGE, "--seconds " + seconds + ": expected " + LEAST + " to " + MOST);
    }
    ConfigFile.read(config, overrides);
    JobSettings settings = new JobSettings(false, false, computing.chosen(), outside.cache());
    Path scratch = scratch();
    try (Terminal terminal = new Terminal(outside, quiet)) {
      return Results.print(
          outside,
          new Bench(terminal, outside.clock(), outside.interruption())
              .run(this::with, new Bench.Extent(seconds, scratch, started), settings),
          json);
    } finally {
      delete(scratch);
    }
  }

  private ResolvedConfig with(List<String> settings) {
    return ConfigFile.read(config, Stream.concat(overrides.stream(), settings.stream()).toList());
  }

  private static Path scratch() {
    try {
      Path folder = Files.createTempDirectory("headtune-bench");
      folder.toFile().deleteOnExit(); // a signal may come before anybody listens
      return folder;
    } catch (IOException e) {
      throw new UserError(
              ExitCode.RESOURCES,
              "bench needs a temporary folder and cannot make one; set java.io.tmpdir or TMPDIR to a"
                  + " folder that you can write to")
          .because(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
