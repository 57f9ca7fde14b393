package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.StringJoiner;
import org.headtune.Pictures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables with a column of image paths, through the commands. */
final class ImageColumnTest {
  private static final String[] FORMATS = {"png", "jpg", "bmp", "gif"};

  @TempDir private Path folder;
  private Workplace place;

  /** Upright and lying bars in files of all kinds, of several sizes. */
  private void table(String name, int rows, long seed) throws IOException {
    Random random = new Random(seed);
    StringBuilder table = new StringBuilder("photo,label\n");
    for (int i = 0; i < rows; i++) {
      boolean upright = random.nextBoolean();
      String format = FORMATS[i % FORMATS.length];
      String path = "photos/" + name.replace('/', '_') + i + "." + format;
      byte[] file =
          Pictures.file(
              Pictures.bar(upright, 16 + random.nextInt(20), 16 + random.nextInt(20), random),
              format);
      Pictures.write(folder.resolve(name).resolveSibling(path), file);
      table.append(path).append(upright ? ",up\n" : ",flat\n");
    }
    place.write(name + ".csv", table.toString());
  }

  @BeforeEach
  void write() throws IOException {
    place = new Workplace(folder);
    table("train", 160, 1);
    table("test", 80, 2);
    place.write(
        "config.yaml",
        """
        data:
          train: '%s'
          test: '%s'
          label: label
          columns: {photo: {type: image, image: {height: 12, width: 12, color: grey}}}
        model:
          layers:
            - conv2d: {filters: 8, kernel: 3}
            - max_pool: {size: 2}
            - dense: {units: 16}
        training: {epochs: 8, batch_size: 16, optimizer: {learning_rate: 0.01}}
        output: '%s'
        """
            .formatted(place.word("train.csv"), place.word("test.csv"), place.word("run")));
  }

  private static Run done(String... words) {
    Run run = Run.of(words);
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  private static JsonNode json(Run run) throws IOException {
    return new ObjectMapper().readTree(run.out());
  }

  @Test
  void paths_of_images_are_relative_to_the_table_they_stand_in() throws IOException {
    StringJoiner parts = new StringJoiner(", ", "[", "]");
    for (int part = 0; part < 8; part++) {
      table("parts/" + part + "/rows", 12, part);
      parts.add("'" + place.word("parts/" + part + "/rows.csv") + "'");
    }

    done(
        "train",
        place.word("config.yaml"),
        "--set",
        "data.train=" + parts,
        "--set",
        "training.epochs=1");
  }

  @Test
  void images_are_learnt_and_told_apart() throws IOException {
    Run trained = done("train", place.word("config.yaml"), "--json", "--quiet");
    assertThat(json(trained).at("/test/accuracy").doubleValue()).isGreaterThan(0.95);

    assertThat(done("inspect", place.word("run")).out())
        .contains("photo   image     144  fail     12 x 12 pixels in grey, (pixel / 255 - 0.");
    assertThat(done("check", place.word("config.yaml")).out()).contains("1x12x12");
    Run evaluated = done("evaluate", place.word("run"), place.word("test.csv"), "--json");
    assertThat(json(evaluated).at("/test/accuracy").doubleValue())
        .isEqualTo(json(trained).at("/test/accuracy").doubleValue());

    Pictures.write(
        folder.resolve("new/one.png"),
        Pictures.file(Pictures.bar(true, 40, 30, new Random(9)), "png"));
    place.write("new/rows.csv", "photo\none.png\n" + place.path("new/one.png") + "\n");
    Run predicted = done("predict", place.word("run"), place.word("new/rows.csv"));
    assertThat(predicted.out().lines().skip(1)).hasSize(2).allMatch(row -> row.startsWith("up,"));
  }

  @Test
  void a_run_on_images_goes_on_to_the_same_bytes() throws IOException {
    done("train", place.word("config.yaml"), "--quiet");
    done(
        "train",
        place.word("config.yaml"),
        "--quiet",
        "-o",
        place.word("half"),
        "--set",
        "training.epochs=3");
    done("train", place.word("config.yaml"), "--quiet", "-o", place.word("half"), "--resume");
    assertThat(Files.readAllBytes(place.path("half/model.zip")))
        .isEqualTo(Files.readAllBytes(place.path("run/model.zip")));
  }

  @Test
  void an_image_that_changed_is_told_when_a_run_goes_on() throws IOException {
    done("train", place.word("config.yaml"), "--quiet", "--set", "training.epochs=2");
    Pictures.write(
        folder.resolve("photos/train0.png"),
        Pictures.file(Pictures.image(16, 16, (x, y) -> 0x808080), "png"));
    Run again = Run.of("train", place.word("config.yaml"), "--resume");
    assertThat(again.exit()).as(again.err()).isEqualTo(4);
    assertThat(again.err()).contains("images");
  }

  @Test
  void a_model_of_images_is_tuned_on_others() throws IOException {
    done("train", place.word("config.yaml"), "--quiet");
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
  }

  @Test
  void faulty_images_are_named_all_at_once() throws IOException {
    Path photos = folder.resolve("photos");
    byte[] whole = Files.readAllBytes(photos.resolve("train0.png"));
    Pictures.write(photos.resolve("cut.png"), Arrays.copyOf(whole, whole.length / 2));
    Pictures.write(photos.resolve("giant.png"), Pictures.png(100_000, 100_000, 8, 2, new byte[9]));
    Pictures.write(photos.resolve("words.jpg"), "no image".getBytes(StandardCharsets.US_ASCII));
    String faulty =
        "photos/cut.png,up\nphotos/giant.png,up\nphotos/words.jpg,up\nphotos/none.gif,up\n,up\n";
    place.write("train.csv", Files.readString(place.path("train.csv")) + faulty);
    Run run = Run.of("check", place.word("config.yaml"));
    assertThat(run.exit()).isEqualTo(4);
    String table = place.word("train.csv");
    assertThat(run.err())
        .contains(table + ":162:1: column 'photo': image " + photos + "/cut.png: the image is")
        .contains(":163:1: column 'photo': image " + photos + "/giant.png: the image has 100,000 x")
        .contains(":164:1: column 'photo': image " + photos + "/words.jpg: the file is no image of")
        .contains(":165:1: column 'photo': image " + photos + "/none.gif: there is no such file")
        .contains(":166:1: column 'photo': the cell is missing; set data.missing or the column's");

    Run dropped =
        done("train", place.word("config.yaml"), "--set", "data.columns.photo.missing=drop_row");
    assertThat(dropped.err())
        .contains(table + ": 1 rows with missing cells left out")
        .contains(": 4 rows whose image cannot be read left out, such as " + table + ":162: image");

    place.write("rows.csv", "photo\nphotos/cut.png\nphotos/train0.png\n");
    Run failing = Run.of("predict", place.word("run"), place.word("rows.csv"));
    assertThat(failing.exit()).isEqualTo(4);
    assertThat(failing.err()).contains("rows.csv:2:1: column 'photo': image " + photos + "/cut");
    Run skipping = done("predict", place.word("run"), place.word("rows.csv"), "--on-error", "null");
    assertThat(skipping.out().lines()).hasSize(3).element(1).isEqualTo(",,,");
  }
}
