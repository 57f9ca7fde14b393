package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.headtune.Pictures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of numbers, texts and images, through the commands. */
final class MixedImageTest {
  private static final List<String> WORDS =
      List.of("the river went quiet after a long and green light under stone".split(" "));

  @TempDir private Path folder;
  private Workplace place;

  /** A row is good if two of three say so: its number, a word of its text, its image. */
  private void table(String name, int rows, long seed) throws IOException {
    Random random = new Random(seed);
    StringBuilder table = new StringBuilder("note,photo,size,label\n");
    for (int i = 0; i < rows; i++) {
      boolean large = random.nextBoolean();
      boolean offer = random.nextBoolean();
      boolean upright = random.nextBoolean();
      String photo = "photos/" + name + i + ".png";
      Pictures.write(
          folder.resolve(photo), Pictures.file(Pictures.bar(upright, 14, 12, random), "png"));
      StringBuilder note = new StringBuilder(offer ? "winner" : "dinner");
      for (int word = 0; word < 5; word++) {
        note.append(' ').append(WORDS.get(random.nextInt(WORDS.size())));
      }
      int said = (large ? 1 : 0) + (offer ? 1 : 0) + (upright ? 1 : 0);
      table.append(
          "%s,%s,%d,%s%n"
              .formatted(
                  note, photo, (large ? 60 : 20) + random.nextInt(30), said >= 2 ? "good" : "bad"));
    }
    place.write(name + ".csv", table.toString());
  }

  @BeforeEach
  void write() throws IOException {
    place = new Workplace(folder);
    table("train", 600, 1);
    table("test", 200, 2);
    place.write(
        "config.yaml",
        """
        data:
          train: '%s'
          test: '%s'
          label: label
          columns:
            note: {type: text}
            photo: {type: image, image: {height: 12, width: 12, color: grey, filters: [8], vector: 8}}
        model: {layers: [{dense: {units: 16}}]}
        training: {epochs: 12, batch_size: 20, optimizer: {learning_rate: 0.01}}
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
  void numbers_texts_and_images_together_tell_what_none_of_them_tells_alone() throws IOException {
    Run all = done("train", place.word("config.yaml"), "--json", "--quiet");
    double mixed = json(all).at("/test/accuracy").doubleValue();
    for (String only : List.of("note", "photo", "size")) {
      StringBuilder columns = new StringBuilder("data.columns={");
      for (String other : List.of("note", "photo", "size")) {
        columns.append(other).append(": {type: ");
        columns.append(
            !other.equals(only)
                ? "ignore"
                : other.equals("note") ? "text" : other.equals("size") ? "numeric" : "image");
        columns.append(only.equals(other) && other.equals("photo") ? ", image: {height: 12}" : "");
        columns.append("}, ");
      }
      Run one =
          done(
              "train",
              place.word("config.yaml"),
              "--json",
              "--quiet",
              "--set",
              columns + "}",
              "-o",
              place.word(only));
      assertThat(json(one).at("/test/accuracy").doubleValue())
          .as(only)
          .isBetween(0.65, mixed - 0.1);
    }
    assertThat(done("inspect", place.word("run")).out()).contains("photo   image  ");
    assertThat(done("explain", place.word("run"), place.word("test.csv")).out())
        .contains("photo ", "note ", "size ");
    done("predict", place.word("run"), place.word("test.csv"));
    Run evaluated = done("evaluate", place.word("run"), place.word("test.csv"), "--json");
    assertThat(json(evaluated).at("/test/accuracy").doubleValue()).isEqualTo(mixed);
  }

  @Test
  void a_run_on_mixed_rows_goes_on_to_the_same_bytes_and_is_tuned() throws IOException {
    done("train", place.word("config.yaml"), "--quiet", "--set", "training.epochs=4");
    String half = place.word("half");
    done("train", place.word("config.yaml"), "--quiet", "-o", half, "--set", "training.epochs=2");
    done(
        "train",
        place.word("config.yaml"),
        "--quiet",
        "-o",
        half,
        "--resume",
        "--set",
        "training.epochs=4");
    assertThat(Files.readAllBytes(place.path("half/model.zip")))
        .isEqualTo(Files.readAllBytes(place.path("run/model.zip")));
    place.write(
        "finetune.yaml",
        """
        from: '%s'
        data: {train: '%s', label: label}
        training: {epochs: 2, batch_size: 20}
        output: '%s'
        """
            .formatted(place.word("run"), place.word("test.csv"), place.word("tuned")));
    done("finetune", place.word("finetune.yaml"), "--quiet");
    done("finetune", place.word("finetune.yaml"), "--set", "finetune.freeze=none", "--force");
  }

  @Test
  void several_images_may_stand_in_a_row() throws IOException {
    String rows = Files.readString(place.path("train.csv"));
    StringBuilder pairs = new StringBuilder("one,two,label\n");
    rows.lines()
        .skip(1)
        .map(row -> row.split(","))
        .forEach(row -> pairs.append("%s,%s,%s%n".formatted(row[1], row[1], row[3])));
    place.write("train.csv", pairs.toString());
    done(
        "train",
        place.word("config.yaml"),
        "--set",
        "data.test=null",
        "--set",
        "data.columns={one: {type: image, image: {height: 8}}, two: {type: image, image: {width: 6}}}",
        "--set",
        "training.epochs=1");
  }

  @Test
  void filters_of_an_image_alone_are_refused() {
    Run run =
        Run.of(
            "check",
            place.word("config.yaml"),
            "--set",
            "data.columns.note={type: ignore}",
            "--set",
            "data.columns.size={type: ignore}");
    assertThat(run.exit()).isEqualTo(4);
    assertThat(run.err())
        .contains(
            "train.csv: column 'photo' has the only images and nothing stands beside them, so they go"
                + " to model.layers as they are; remove `filters` and `vector` of the column's"
                + " `image`");
  }
}
