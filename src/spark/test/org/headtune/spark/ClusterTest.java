package org.headtune.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.cli.Main;
import org.headtune.cli.Outside;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A master and two workers on this machine, and what is killed of them. */
final class ClusterTest {
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
  void workers_that_die_change_no_bit_and_others_do_their_work() throws Exception {
    Path run = folder.resolve("run");
    String[] words = {
      "train",
      "configs/digits.yaml",
      "--set",
      "data.train=" + cut("data/digits/train.csv", 12),
      "--set",
      "training.parameter_averaging={workers: 2, frequency: 4}",
      "--set",
      "training.epochs=25",
      "--set",
      "training.optimizer.learning_rate=0.004",
      "-o",
      run.toString()
    };
    Process driver = cluster.begin("train", words);
    LocalCluster.await("encoded rows", () -> !driver.isAlive() || cluster.hasRows());
    assertThat(cluster.hasExecutor(0)).as(cluster.said("train")).isTrue();
    cluster.kill(0);
    assertThat(cluster.hasRows()).isTrue(); // so it was in the middle
    cluster.addWorker();

    Path metrics = run.resolve("metrics.jsonl");
    LocalCluster.await("epochs of " + run, () -> !driver.isAlive() || lines(metrics) >= 5);
    assertThat(cluster.hasExecutor(1)).as(cluster.said("train")).isTrue();
    cluster.kill(1);
    assertThat(driver.isAlive()).isTrue();
    assertThat(LocalCluster.exitCode(driver)).as(cluster.said("train")).isZero();
    assertThat(run.resolve("run.log"))
        .content()
        .contains("113 files of the training table encoded by Spark", "Lost executor");

    Path alone = folder.resolve("alone");
    words[words.length - 1] = alone.toString();
    here(words);
    assertThat(run.resolve("model.zip")).hasSameBinaryContentAs(alone.resolve("model.zip"));
    assertThat(metrics).hasSameTextualContentAs(alone.resolve("metrics.jsonl"));

    Path plain = folder.resolve("plain");
    here("train", "configs/digits.yaml", "-o", plain.toString());
    assertThat(accuracy(run)).isCloseTo(accuracy(plain), within(0.01));
  }

  @Test
  void files_are_predicted_as_on_one_machine() throws Exception {
    Path run = folder.resolve("model");
    here("train", "configs/digits.yaml", "--set", "training.epochs=2", "-o", run.toString());
    List<String> rows = Files.readAllLines(Path.of("data/digits/test.csv"));
    String[] words = {"predict", run.toString(), "", "", "", "-o", "", "--top-k", "2"};
    Path out = Files.createDirectory(folder.resolve("out"));
    for (int i = 0; i < 3; i++) {
      Path part = folder.resolve("part" + i + ".csv");
      Files.write(
          part, Stream.concat(rows.stream().limit(1), rows.stream().skip(1 + 90L * i)).toList());
      words[2 + i] = part.toString();
    }
    words[6] = out.toString();
    assertThat(cluster.run("predict", words)).as(cluster.said("predict")).isZero();
    for (int i = 0; i < 3; i++) {
      Path one = folder.resolve("one" + i + ".csv");
      here("predict", run.toString(), words[2 + i], "-o", one.toString(), "--top-k", "2");
      assertThat(out.resolve("part" + i + ".csv")).hasSameBinaryContentAs(one);
    }
    assertThat(cluster.run("clash", "predict", run.toString(), words[2], words[2], "-o", words[6]))
        .isEqualTo(2);
  }

  @Test
  void what_does_not_go_with_a_cluster_is_refused_at_once() {
    assertThat(cluster.run("none", "train", "configs/digits.yaml", "-o", folder + "/no"))
        .isEqualTo(2);
    assertThat(cluster.said("none")).contains("give --workers").hasLineCount(1);
    assertThat(cluster.run("check", "check", "configs/digits.yaml")).isEqualTo(2);
    assertThat(folder.resolve("no")).doesNotExist();
  }

  @Test
  void a_master_that_does_not_answer_is_told_in_one_sentence() {
    String nowhere = "spark://127.0.0.1:1";
    assertThatThrownBy(() -> Cluster.start(new SparkConf().setMaster(nowhere).setAppName("none")))
        .isInstanceOfSatisfying(
            UserError.class, fault -> assertThat(fault.exitCode()).isEqualTo(ExitCode.BACKEND))
        .hasMessageContaining("answers at " + nowhere);
  }

  /** The rows of a table in files of so many rows. */
  static String cut(String table, int rows) throws IOException {
    List<String> all = Files.readAllLines(Path.of(table));
    Path parts = Files.createDirectory(folder.resolve("parts"));
    for (int from = 1; from < all.size(); from += rows) {
      List<String> part = new ArrayList<>(all.subList(0, 1));
      part.addAll(all.subList(from, Math.min(all.size(), from + rows)));
      Files.write(parts.resolve(String.format("part-%05d.csv", from)), part);
    }
    return parts + "/part-*.csv";
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
