package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table of all pairs of these classes would take more memory than the tests have. */
final class ManyClassesTest {
  private static final int CLASSES = 12_000;
  private static final int WIDTH = 24;
  private static final int JUDGED = 100;

  @TempDir private Path folder;

  private static Run done(String... words) {
    Run run = Run.of(words);
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  /** A row lies at the corner of a cube that its class has drawn, but for a little noise. */
  private String table(String name, int rows, int step) throws IOException {
    Random random = new Random(rows);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < WIDTH; i++) {
      text.append('x').append(i).append(',');
    }
    text.append("kind\n");
    for (int row = 0; row < rows; row++) {
      int k = row * step % CLASSES;
      Random corner = new Random(k);
      for (int i = 0; i < WIDTH; i++) {
        double side = corner.nextBoolean() ? 1 : -1;
        text.append(Math.round(100 * side + 10 * random.nextGaussian()) / 100.0).append(',');
      }
      text.append('c').append(k).append('\n');
    }
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private String config(String train, String validation, String test) throws IOException {
    String text =
        """
        data: {train: '%s', validation: '%s', test: '%s', label: kind}
        model: {head: {type: sampled_softmax, distribution: uniform, samples: 256}}
        training: {epochs: 2, batch_size: 64, optimizer: {learning_rate: 0.03}}
        calibration: {temperature: false}
        output: '%s'
        """
            .formatted(train, validation, test, folder.resolve("run"));
    return Files.writeString(folder.resolve("config.yaml"), text).toString();
  }

  private List<String> lines(String file) throws IOException {
    return Files.readAllLines(folder.resolve("run").resolve(file));
  }

  @Test
  void the_whole_way_with_twelve_thousand_classes() throws IOException {
    String test = table("test.csv", JUDGED, 119);
    String config =
        config(
            table("train.csv", CLASSES + CLASSES / 3, 1),
            table("validation.csv", JUDGED, 121),
            test);
    assertThat(done("check", config).out())
        .containsPattern("c0 +2 +1 +1\n")
        .contains("\n11,800 more classes; --json has them all\n");
    done("train", config);
    String run = folder.resolve("run").toString();

    JsonNode metrics =
        new ObjectMapper().readTree(folder.resolve("run/metrics.json").toFile()).path("test");
    assertThat(metrics.path("accuracy").asDouble()).isGreaterThan(0.5); // chance is 0.0001
    assertThat(metrics.path("roc_auc").asDouble()).isBetween(0.9, 1.0);
    List<String> confusion = lines("confusion.csv");
    assertThat(confusion.get(0)).isEqualTo("truth,predicted,rows");
    assertThat(confusion.stream().skip(1).mapToInt(ManyClassesTest::rows).sum()).isEqualTo(JUDGED);
    int right =
        confusion.stream()
            .filter(line -> line.split(",", -1)[0].equals(line.split(",", -1)[1]))
            .mapToInt(ManyClassesTest::rows)
            .sum();
    assertThat((double) right / JUDGED).isEqualTo(metrics.path("accuracy").asDouble());
    assertThat(lines("per_class.csv")).hasSize(CLASSES + 1);
    assertThat(folder.resolve("run/report.html"))
        .content()
        .contains("The 200 of 12\u202f000 classes with the lowest F1");
    assertThat(Files.size(folder.resolve("run/report.html"))).isLessThan(500_000);

    assertThat(done("inspect", run).out())
        .contains("classes        12000: c0, c1, c10,")
        .contains("...; --json has them all")
        .doesNotContain("c9999");
    JsonNode evaluated = new ObjectMapper().readTree(done("evaluate", run, test, "--json").out());
    assertThat(evaluated.path("test")).isEqualTo(metrics);
    Run predicted = done("predict", run, test);
    assertThat(predicted.out().lines().findFirst().orElseThrow())
        .isEqualTo(
            "label,confidence,top1_label,top1_confidence,top2_label,top2_confidence,top3_label,"
                + "top3_confidence,top4_label,top4_confidence,top5_label,top5_confidence");
    assertThat(predicted.err())
        .contains(
            "the model has 12,000 classes: the 5 most probable are listed in place of a column per"
                + " class; --top-k says how many");
    assertThat(done("predict", run, test, "--top-k", "1").err()).doesNotContain("most probable");
  }

  private static int rows(String line) {
    String count = line.substring(line.lastIndexOf(',') + 1);
    return count.equals("rows") ? 0 : Integer.parseInt(count);
  }
}
