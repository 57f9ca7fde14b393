package org.headtune.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.headtune.ExitCode;
import org.headtune.cli.Main;
import org.headtune.cli.Outside;
import org.headtune.recipe.Interruption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on a Spark within this process, and the same runs without one. */
final class SparkMainTest {
  private static final String AVERAGING = "training.parameter_averaging={workers: 2, frequency: 4}";

  @TempDir private Path folder;

  private final StringWriter lines = new StringWriter();

  private Outside outside(String cache, Interruption interruption) {
    return new Outside(
        InputStream.nullInputStream(),
        OutputStream.nullOutputStream(),
        new PrintWriter(lines, true),
        interruption,
        false,
        Clock.systemUTC(),
        folder.resolve(cache),
        Optional.empty());
  }

  /** Nobody wants to stop, or somebody does from the beginning. */
  private static Interruption asking(Optional<ExitCode> code) {
    return () ->
        new Interruption.Ear() {
          @Override
          public Optional<ExitCode> heard() {
            return code;
          }

          @Override
          public void close() {}
        };
  }

  private void alone(String... words) {
    assertThat(Main.run(outside("alone", asking(Optional.empty())), words))
        .as(lines::toString)
        .isZero();
  }

  private int spark(Optional<ExitCode> stop, String... words) {
    List<String> all = Stream.concat(Stream.of(words), Stream.of("--master", "local[2]")).toList();
    return SparkMain.run(outside("shared", asking(stop)), all);
  }

  /** The rows of a file in files of so many rows. */
  private String cut(String table, int rows) throws IOException {
    List<String> all = Files.readAllLines(Path.of(table));
    Path parts = Files.createDirectories(folder.resolve("parts"));
    for (int from = 1; from < all.size(); from += rows) {
      Files.write(
          parts.resolve(String.format("part-%05d.csv", from)),
          Stream.concat(
                  all.stream().limit(1),
                  all.subList(from, Math.min(all.size(), from + rows)).stream())
              .toList());
    }
    return parts + "/part-*.csv";
  }

  private static List<Path> rows(Path cache) throws IOException {
    try (Stream<Path> files = Files.list(cache.resolve("rows"))) {
      return files.sorted().toList();
    }
  }

  @Test
  void many_files_are_encoded_by_the_executors_and_nothing_else_changes() throws Exception {
    String[] run = {
      "train",
      "configs/digits.yaml",
      "--set",
      "data.train=" + cut("data/digits/train.csv", 200),
      "--set",
      AVERAGING,
      "--set",
      "training.epochs=2",
      "--set",
      "",
      "-o",
      ""
    };
    Path shared = folder.resolve("run");
    run[9] = "data.storage=auto";
    run[11] = shared.toString();
    assertThat(spark(Optional.empty(), run)).as(lines::toString).isZero();
    assertThat(shared.resolve("run.log"))
        .content()
        .containsPattern(
            "7 files of the training table encoded by Spark 3.5.6 at local\\[2]: 1,347 rows in");

    Path alone = folder.resolve("one");
    run[11] = alone.toString();
    alone(run);
    assertThat(alone.resolve("run.log")).content().doesNotContain("encoded by");
    assertThat(shared.resolve("model.zip")).hasSameBinaryContentAs(alone.resolve("model.zip"));

    run[9] = "data.storage=disk"; // to have files to compare
    run[11] = folder.resolve("disk").toString();
    alone(run);
    List<Path> expected = rows(folder.resolve("alone"));
    List<Path> found = rows(folder.resolve("shared"));
    assertThat(found).hasSize(2).hasSameSizeAs(expected);
    for (int i = 0; i < 2; i++) {
      assertThat(found.get(i)).hasFileName(expected.get(i).getFileName().toString());
      assertThat(found.get(i)).hasSameBinaryContentAs(expected.get(i));
    }
  }

  @Test
  void fine_tuning_gives_the_model_of_one_machine() throws Exception {
    String parent = folder.resolve("parent").toString();
    alone("train", "configs/digits-pretrain.yaml", "--set", "training.epochs=1", "-o", parent);
    String[] run = {
      "finetune",
      "configs/digits-finetune.yaml",
      "--from",
      parent,
      "--set",
      "data.train=" + cut("data/digits/train-5-9.csv", 300),
      "--set",
      AVERAGING,
      "--set",
      "training.epochs=2",
      "-o",
      folder.resolve("shared-run").toString()
    };
    assertThat(spark(Optional.empty(), run)).as(lines::toString).isZero();
    assertThat(lines.toString()).contains("3 files of the training table encoded by Spark");
    run[11] = folder.resolve("run").toString();
    alone(run);
    assertThat(folder.resolve("shared-run/model.zip"))
        .hasSameBinaryContentAs(folder.resolve("run/model.zip"));
  }

  @Test
  void a_run_that_is_stopped_says_how_it_goes_on_with_the_cluster() {
    Path run = folder.resolve("run");
    int code =
        spark(
            Optional.of(ExitCode.STOPPED_BY_TERMINATE),
            "train",
            "configs/digits.yaml",
            "--set",
            AVERAGING,
            "-o",
            run.toString());
    assertThat(code).isEqualTo(143);
    assertThat(lines.toString())
        .contains(
            "goes on with: headtune-spark train "
                + run
                + "/config.yaml --resume --master 'local[2]'");
  }

  @Test
  void a_master_that_does_not_answer_leaves_no_run_behind() {
    Path run = folder.resolve("run");
    List<String> words =
        List.of(
            "train",
            "configs/digits.yaml",
            "--set",
            AVERAGING,
            "-o",
            run.toString(),
            "--master",
            "spark://127.0.0.1:1");
    assertThat(SparkMain.run(outside("shared", asking(Optional.empty())), words)).isEqualTo(7);
    assertThat(lines.toString()).contains("no master of a Spark cluster answers at spark://127");
    assertThat(run).doesNotExist();
  }
}
