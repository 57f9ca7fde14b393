package org.headtune.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.headtune.cli.Main;
import org.headtune.cli.Outside;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A master and two workers on this machine, and what is killed of them. */
final class ClusterTest {
  private static final String[] RUN = {
    "--set", "training.parameter_averaging={workers: 2, frequency: 2}"
  };

  @TempDir private static Path folder;

  private static LocalCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = new LocalCluster(Files.createDirectory(folder.resolve("cluster")), 2);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void a_worker_that_dies_changes_no_bit_and_another_one_does_its_work() throws Exception {
    Path run = folder.resolve("run");
    Process driver =
        cluster.begin("train", with(RUN, "train", "configs/digits.yaml", "-o", run.toString()));
    Path metrics = run.resolve("metrics.jsonl");
    LocalCluster.await("epochs", () -> !driver.isAlive() || lines(metrics) >= 5);
    assertThat(driver.isAlive()).as(cluster.said("train")).isTrue();
    assertThat(cluster.hasExecutor(0)).isTrue();
    cluster.kill(0);
    assertThat(LocalCluster.exitCode(driver)).as(cluster.said("train")).isZero();
    assertThat(run.resolve("run.log")).content().contains("Lost executor");

    Path alone = folder.resolve("alone");
    here(with(RUN, "train", "configs/digits.yaml", "-o", alone.toString()));
    assertThat(run.resolve("model.zip")).hasSameBinaryContentAs(alone.resolve("model.zip"));
    assertThat(metrics).hasSameTextualContentAs(alone.resolve("metrics.jsonl"));

    Path plain = folder.resolve("plain");
    here("train", "configs/digits.yaml", "-o", plain.toString());
    assertThat(accuracy(run)).isCloseTo(accuracy(plain), within(0.01));
  }

  private static String[] with(String[] more, String... words) {
    return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
  }

  private static int lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double accuracy(Path run) throws Exception {
    String metrics = Files.readString(run.resolve("metrics.json"));
    Matcher found = Pattern.compile("(?s)\"test\".*?\"accuracy\" *: *([0-9.]+)").matcher(metrics);
    assertThat(found.find()).isTrue();
    return Double.parseDouble(found.group(1));
  }

  private static void here(String... words) {
    StringWriter lines = new StringWriter();
    assertThat(Main.run(Outside.ofProcess().quiet(new PrintWriter(lines)), words))
        .as(() -> lines + " of " + List.of(words))
        .isZero();
  }
}
