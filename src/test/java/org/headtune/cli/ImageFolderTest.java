package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.headtune.Pictures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders with a folder of images for each class, through the commands. */
final class ImageFolderTest {
  @TempDir private Path folder;
  private Workplace place;

  private void photos(String name, int each, long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 2 * each; i++) {
      boolean upright = i % 2 == 0;
      Pictures.write(
          folder.resolve(name).resolve(upright ? "up" : "flat").resolve(i + ".png"),
          Pictures.file(Pictures.bar(upright, 16, 14, random), "png"));
    }
  }

  @BeforeEach
  void write() throws IOException {
    place = new Workplace(folder);
    photos("train", 60, 1);
    photos("test", 30, 2);
    Pictures.write(folder.resolve("train/README.txt"), new byte[1]);
    Pictures.write(folder.resolve("train/up/.hidden.png"), new byte[1]);
    Pictures.write(folder.resolve("train/loose.png"), new byte[1]);
    Pictures.write(folder.resolve("train/none/notes.txt"), new byte[1]);
    place.write(
        "config.yaml",
        """
        data:
          train: '%s'
          test: '%s'
          columns: {image: {type: image, image: {height: 12, width: 12, color: grey}}}
        model:
          layers:
            - conv2d: {filters: 8, kernel: 3}
            - max_pool: {size: 2}
            - dense: {units: 16}
        training: {epochs: 6, batch_size: 16, optimizer: {learning_rate: 0.01}}
        output: '%s'
        """
            .formatted(place.word("train") + "/", place.word("test"), place.word("run")));
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
  void folders_are_classes_from_training_to_prediction() throws IOException {
    Run trained = done("train", place.word("config.yaml"), "--json");
    assertThat(json(trained).at("/test/accuracy").doubleValue()).isGreaterThan(0.95);
    String train = place.word("train");
    assertThat(trained.err())
        .contains("108 training, 12 validation, 60 test rows; 1 columns in, 2 classes")
        .contains(train + ": 1 images outside of a class's folder left out, such as 'loose.png'")
        .contains(
            train + ": 1 folders without images, which are no classes left out, such as 'none'")
        .contains(train + ": 3 files that are hidden or no images left out, such as 'README.txt'");

    Run evaluated = done("evaluate", place.word("run"), place.word("test"), "--json");
    assertThat(json(evaluated).at("/test/accuracy")).isEqualTo(json(trained).at("/test/accuracy"));
    done("evaluate", place.word("run"), place.word("test"), "-o", place.word("judged"));
    done("calibrate", place.word("run"), place.word("test"), "-o", place.word("calibrated.zip"));
    done("explain", place.word("run"), place.word("test"), "-o", place.word("explained"));
    Run nested = done("predict", place.word("run"), place.word("test"), "--keep", "image,class");
    assertThat(nested.out().lines())
        .hasSize(61)
        .element(1)
        .asString()
        .startsWith("flat/1.png,flat,");
    assertThat(nested.err()).doesNotContain("not used");
    Run flat = done("predict", place.word("run"), place.word("test/up"), "--keep", "all");
    assertThat(flat.out().lines().skip(1))
        .hasSize(30)
        .allMatch(row -> row.matches("[0-9]+\\.png,up,.*"));
    Run one = done("predict", place.word("run"), place.word("test/up/0.png"));
    assertThat(one.out().lines()).hasSize(2).element(1).asString().startsWith("up,");
    assertThat(done("explain", place.word("run"), place.word("test")).out()).contains("patch  ");

    done(
        "train", place.word("config.yaml"), "-o", place.word("half"), "--set", "training.epochs=2");
    done("train", place.word("config.yaml"), "-o", place.word("half"), "--resume");
    assertThat(Files.readAllBytes(place.path("half/model.zip")))
        .isEqualTo(Files.readAllBytes(place.path("run/model.zip")));
  }

  @Test
  void a_model_of_a_table_takes_a_folder_for_its_only_column_of_images() throws IOException {
    StringBuilder table = new StringBuilder("photo,kind\n");
    for (int i = 0; i < 120; i++) {
      String kind = i % 2 == 0 ? "up" : "flat";
      table.append("train/%s/%d.png,%s\n".formatted(kind, i, kind));
    }
    place.write("table.csv", table.toString());
    done(
        "train",
        place.word("config.yaml"),
        "--set",
        "data.train=" + place.word("table.csv"),
        "--set",
        "data.label=kind",
        "--set",
        "data.columns={photo: {type: image, image: {height: 12, width: 12, color: grey}}}");
    done("evaluate", place.word("run"), place.word("test"));
    done("predict", place.word("run"), place.word("test/up/0.png"));
  }

  @Test
  void a_config_is_written_for_a_folder_and_for_a_table_of_paths() throws IOException {
    done("init", place.word("train"), "-o", place.word("drafted.yaml"));
    String drafted = Files.readString(place.path("drafted.yaml"));
    assertThat(drafted)
        .contains("label: class ")
        .contains("image: {type: image, image: {height: 14, width: 16, color: grey}}")
        .contains("conv2d");
    done(
        "train", place.word("drafted.yaml"), "-o", place.word("run"), "--set", "training.epochs=1");

    StringBuilder table = new StringBuilder("photo,size,label\n");
    for (int i = 0; i < 60; i++) {
      table.append("test/%s/%d.png,%d,%d\n".formatted(i % 2 == 0 ? "up" : "flat", i, i % 7, i % 2));
    }
    place.write("table.csv", table.toString());
    done("init", place.word("table.csv"), "-o", place.word("mixed.yaml"), "--label", "label");
    assertThat(Files.readString(place.path("mixed.yaml")))
        .containsPattern(
            "photo: \\{type: image, image: \\{height: 14, width: 16, color: grey}}"
                + " +# 60 images, most of 16 x 14 pixels, grey");
  }

  @Test
  void a_folder_that_is_no_data_is_refused() throws IOException {
    Files.createDirectories(place.path("bare"));
    Files.createDirectories(place.path("hollow/cat"));
    Pictures.write(folder.resolve("loose/1.png"), new byte[1]);
    expect("bare", "bare: no folders lie in this folder; expected one for each class");
    expect(
        "hollow",
        "hollow: this is a folder, and no image lies in it or in the folders in it; expected files");
    expect("loose", "loose: 1 images lie in this folder, but none in a folder of its own class;");
    Files.createDirectories(place.path("outer"));
    Files.move(place.path("test"), place.path("outer/test"));
    expect("outer", "no image lies in a folder of this one, but there are folders below, such as");
    Run file =
        Run.of(
            "check",
            place.word("config.yaml"),
            "--set",
            "data.format=folder",
            "--set",
            "data.test=" + place.word("config.yaml"));
    assertThat(file.err()).contains("config.yaml: this is a file, and data.format is folder;");
    Run table =
        Run.of(
            "check",
            place.word("config.yaml"),
            "--set",
            "data.format=csv",
            "--set",
            "data.test=null");
    assertThat(table.err()).contains("this is a folder; expected a file of rows");
  }

  private void expect(String train, String message) {
    Run run =
        Run.of(
            "check",
            place.word("config.yaml"),
            "--set",
            "data.train=" + place.word(train),
            "--set",
            "data.test=null");
    assertThat(run.exit()).as(run.err()).isEqualTo(4);
    assertThat(run.err().lines()).as(run.err()).hasSize(1);
    assertThat(run.err()).contains(message);
  }
}
