package org.headtune.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.config.ConfigFile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request to stop ends a measurement, while it trains and while it tries other settings. */
final class BenchStopTest {
  @TempDir private Path folder;

  private static final class Silence implements Story {
    private final List<String> warnings = new ArrayList<>();

    @Override
    public void note(String line) {}

    @Override
    public void warning(String line) {
      warnings.add(line);
    }

    @Override
    public void progress(String work, long done, long of) {}

    @Override
    public void epoch(EpochReport epoch) {}
  }

  /** Hears a request at the n-th question. */
  private static Interruption after(int questions) {
    int[] left = {questions};
    return () ->
        new Interruption.Ear() {
          @Override
          public Optional<ExitCode> heard() {
            left[0]--;
            return left[0] < 0 ? Optional.of(ExitCode.STOPPED_BY_INTERRUPT) : Optional.empty();
          }

          @Override
          public void close() {}
        };
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 200})
  void it_ends_with_the_code_of_the_request(int questions) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("config.yaml"),
            """
            data: {train: data/iris.csv, label: species}
            model: {layers: []}
            training: {epochs: 20, batch_size: 30}
            output: %s
            """
                .formatted(folder.resolve("run")));
    Silence story = new Silence();
    Bench bench = new Bench(story, Clock.systemUTC(), after(questions));
    Path scratch = Files.createDirectory(folder.resolve("scratch"));
    UserError stop =
        catchThrowableOfType(
            UserError.class,
            () ->
                bench.run(
                    settings -> ConfigFile.read(config, settings),
                    new Bench.Extent(60, scratch, Duration.ZERO),
                    new JobSettings(
                        false,
                        false,
                        new Computing(Computing.Choice.AUTO, 0),
                        folder.resolve("cache"))));
    assertThat(stop.exitCode()).isEqualTo(ExitCode.STOPPED_BY_INTERRUPT);
    assertThat(stop).hasMessage("stopped on request; bench leaves nothing behind");
    assertThat(folder.resolve("run")).doesNotExist();
    assertThat(story.warnings).isEmpty();
  }
}
