package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table of numbers, texts, images and sequences, of which each tells a part of the label. */
final class MixedColumnsTest {
  private static final String[] FILLERS = "the of a very quite film book it was and so".split(" ");

  @TempDir private Path folder;
  private Workplace place;

  @BeforeEach
  void write() throws IOException {
    place = new Workplace(folder);
    Files.createDirectory(place.path("images"));
    image("cross.png", (x, y) -> x == 4 || y == 4);
    image("frame.png", (x, y) -> x == 0 || y == 0 || x == 8 || y == 8);
    image("corners.png", (x, y) -> x % 8 == y % 8 && x % 8 == 0);
    place.write("train.csv", table(900, 1));
    place.write("test.csv", table(300, 2));
    place.write(
        "config.yaml",
        """
        data:
          train: '%s'
          test: '%s'
          label: label
          columns:
            text: {type: text, text: {vector: 8}}
            image: {type: image, image: {height: 9, width: 9, color: grey, folder: '%s', filters: [4], vector: 8}}
        model: {layers: [{dense: {units: 32}}]}
        training: {epochs: 12, batch_size: 32, optimizer: {learning_rate: 0.01}}
        output: '%s'
        """
            .formatted(
                place.word("train.csv"),
                place.word("test.csv"),
                place.word("images"),
                place.word("run")));
  }

  private interface Pattern {
    boolean isDark(int x, int y);
  }

  private void image(String name, Pattern pattern) throws IOException {
    BufferedImage image = new BufferedImage(9, 9, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < 9; y++) {
      for (int x = 0; x < 9; x++) {
        image.setRGB(x, y, pattern.isDark(x, y) ? 0 : 0xFFFFFF);
      }
    }
    ImageIO.write(image, "png", place.path("images").resolve(name).toFile());
  }

  /** The label is how many of three signs there are, one in each of number, text and image. */
  private static String table(int rows, long seed) {
    Random random = new Random(seed);
    StringBuilder table = new StringBuilder("size,text,image,label\n");
    for (int i = 0; i < rows; i++) {
      boolean large = random.nextBoolean();
      boolean offer = random.nextBoolean();
      boolean cross = random.nextBoolean();
      double size = random.nextDouble() + (large ? 1 : 0);
      String text =
          FILLERS[random.nextInt(11)] + (offer ? " free " : " paid ") + FILLERS[random.nextInt(11)];
      String image = cross ? "cross.png" : random.nextBoolean() ? "frame.png" : "corners.png";
      int signs = (large ? 1 : 0) + (offer ? 1 : 0) + (cross ? 1 : 0);
      table.append(String.format(Locale.ROOT, "%.3f,%s,%s,n%d\n", size, text, image, signs));
    }
    return table.toString();
  }

  private static Run done(String... words) {
    Run run = Run.of(words);
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  private static JsonNode json(Run run) throws IOException {
    return new ObjectMapper().readTree(run.out());
  }

  private double accuracy(String... ignored) throws IOException {
    String[] words = new String[6 + 2 * ignored.length];
    List.of(
            "train",
            place.word("config.yaml"),
            "--json",
            "--quiet",
            "-o",
            place.word("run-" + String.join("-", ignored)))
        .toArray(words);
    for (int i = 0; i < ignored.length; i++) {
      words[6 + 2 * i] = "--set";
      words[7 + 2 * i] = "data.columns." + ignored[i] + "={type: ignore}";
    }
    return json(done(words)).at("/test/accuracy").doubleValue();
  }

  @Test
  void together_they_tell_far_more_than_each_alone() throws IOException {
    double all = accuracy();
    assertThat(all).isGreaterThan(0.95);
    assertThat(accuracy("text", "image")).isLessThan(all - 0.1);
    assertThat(accuracy("size", "image")).isLessThan(all - 0.1);
    place.write(
        "image-alone.csv",
        Files.readString(place.path("train.csv")).replaceAll("(?m)^[^,]*,[^,]*,", ""));
    place.write(
        "image-test.csv",
        Files.readString(place.path("test.csv")).replaceAll("(?m)^[^,]*,[^,]*,", ""));
    place.write(
        "image.yaml",
        """
        data: {train: '%s', test: '%s', label: label, columns: {image: {type: image, image: {height: 9, width: 9, color: grey, folder: '%s'}}}}
        model: {layers: [{conv2d: {filters: 4}}, {dense: {units: 32}}]}
        training: {epochs: 4, batch_size: 32}
        output: '%s'
        """
            .formatted(
                place.word("image-alone.csv"),
                place.word("image-test.csv"),
                place.word("images"),
                place.word("image")));
    double image =
        json(done("train", place.word("image.yaml"), "--json", "--quiet"))
            .at("/test/accuracy")
            .doubleValue();
    assertThat(image).isLessThan(all - 0.1);
  }

  @Test
  void such_a_model_is_looked_at_explained_and_tuned() throws IOException {
    done("train", place.word("config.yaml"), "--quiet");
    assertThat(done("inspect", place.word("run")).out())
        .contains("columns_part        part")
        .contains("image_1_conv2d_1    conv2d")
        .contains("join                join");
    place.write("rows.csv", "size,text,image\n1.9,very free so,cross.png\n0.1,a paid,frame.png\n");
    JsonNode rows =
        new ObjectMapper()
            .readTree(
                "["
                    + done(
                            "predict",
                            place.word("run"),
                            place.word("rows.csv"),
                            "--format=jsonl",
                            "--explain=9")
                        .out()
                        .strip()
                        .replace("\n", ",")
                    + "]");
    assertThat(rows.findValuesAsText("label")).containsExactly("n3", "n0");
    assertThat(rows.get(0).get("reasons").findValuesAsText("column"))
        .contains("size", "text", "image");
    assertThat(done("explain", place.word("run"), place.word("test.csv"), "--repeats=2").out())
        .contains("size", "text", "image");
    place.write(
        "finetune.yaml",
        """
        from: '%s'
        data: {train: '%s', label: label}
        training: {epochs: 2, batch_size: 16}
        output: '%s'
        """
            .formatted(place.word("run"), place.word("test.csv"), place.word("tuned")));
    Run tuned = done("finetune", place.word("finetune.yaml"), "--json", "--quiet");
    assertThat(json(tuned).at("/validation/accuracy").doubleValue()).isGreaterThan(0.9);
    done(
        "finetune",
        place.word("finetune.yaml"),
        "--set",
        "finetune.freeze=[image_1*]",
        "--force",
        "--quiet");
  }

  /** The label is told by the order of words, the trend of a sequence, and a category together. */
  @Test
  void sequences_and_words_stand_beside_other_columns() throws IOException {
    for (int seed = 1; seed <= 2; seed++) {
      Random random = new Random(seed);
      StringBuilder table = new StringBuilder("signal,kind,review,label\n");
      for (int i = 0; i < (seed == 1 ? 900 : 300); i++) {
        boolean rising = random.nextBoolean();
        boolean first = random.nextBoolean();
        boolean red = random.nextBoolean();
        int steps = 3 + random.nextInt(5);
        for (int step = 0; step < steps; step++) {
          double value = (rising ? step : -step) + random.nextGaussian() / 3;
          table.append(String.format(Locale.ROOT, step == 0 ? "%.2f" : " %.2f", value));
        }
        table
            .append(red ? ",red," : ",blue,")
            .append(first ? "good, not " : "bad, not ".substring(0, 3) + " not ")
            .append(first ? "bad" : "good");
        int signs = (rising ? 1 : 0) + (first ? 1 : 0) + (red ? 1 : 0);
        table.append(",n").append(signs).append('\n');
      }
      place.write(
          seed == 1 ? "s-train.csv" : "s-test.csv",
          table.toString().replace("good, not", "good not"));
    }
    place.write(
        "sequences.yaml",
        """
        data:
          train: '%s'
          test: '%s'
          label: label
          columns:
            signal: {type: sequence, vector: 8}
            review: {type: words, words: {vector: 8}}
        model: {layers: [{dense: {units: 16}}]}
        training: {epochs: 15, batch_size: 32, optimizer: {learning_rate: 0.01}}
        output: '%s'
        """
            .formatted(place.word("s-train.csv"), place.word("s-test.csv"), place.word("s-run")));
    Run run = done("train", place.word("sequences.yaml"), "--json", "--quiet");
    assertThat(json(run).at("/test/accuracy").doubleValue()).isGreaterThan(0.95);
    assertThat(done("inspect", place.word("s-run")).out())
        .contains("sequence_1_lstm")
        .contains("sequence_2_words");
    done("evaluate", place.word("s-run"), place.word("s-test.csv"));
    done("predict", place.word("s-run"), place.word("s-test.csv"), "--explain=2");
    Run mixed = Run.of("check", place.word("sequences.yaml"), "--set", "training.mixup=0.2");
    assertThat(mixed.exit()).isEqualTo(3);
    assertThat(mixed.err()).contains("sequences of different lengths have no mean");
    Run gathered = Run.of("check", place.word("sequences.yaml"), "--set", "training.accumulate=2");
    assertThat(gathered.exit()).isEqualTo(3);
    place.write(
        "finetune.yaml",
        """
        from: '%s'
        data: {train: '%s', label: label}
        training: {epochs: 1, batch_size: 16}
        output: '%s'
        """
            .formatted(place.word("s-run"), place.word("s-test.csv"), place.word("s-tuned")));
    done("finetune", place.word("finetune.yaml"), "--quiet");
    done(
        "finetune",
        place.word("finetune.yaml"),
        "--set",
        "finetune.preprocessing=refit",
        "--set",
        "finetune.freeze=none",
        "--force",
        "--quiet");
  }
}
