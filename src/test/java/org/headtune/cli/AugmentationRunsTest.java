package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.headtune.Pictures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training on varied images, through the commands. */
final class AugmentationRunsTest {
  private static final String ALL =
      "training.augmentation={shift: 0.1, rotate: 10, scale: 0.1, flip: both, brightness: 0.1,"
          + " noise: 0.05, cutout: 0.2}";

  @TempDir private Path folder;
  private Workplace place;

  @BeforeEach
  void write() throws IOException {
    place = new Workplace(folder);
    Random random = new Random(1);
    for (int i = 0; i < 80; i++) {
      Pictures.write(
          folder.resolve("photos").resolve(i % 2 == 0 ? "up" : "flat").resolve(i + ".png"),
          Pictures.file(Pictures.bar(i % 2 == 0, 12, 12, random), "png"));
    }
    place.write(
        "config.yaml",
        """
        data:
          train: '%s'
          validation_split: 0.2
          columns: {image: {type: image, image: {height: 12, width: 12, color: grey}}}
        model: {layers: [conv2d: {filters: 4, kernel: 3}, max_pool: {size: 2}, dense: {units: 8}]}
        training: {epochs: 4, batch_size: 8, optimizer: {learning_rate: 0.01}}
        output: '%s'
        """
            .formatted(place.word("photos"), place.word("run")));
  }

  private static Run done(String... words) {
    Run run = Run.of(words);
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  private static JsonNode json(Run run) throws IOException {
    return new ObjectMapper().readTree(run.out());
  }

  private Run train(String output, String... more) {
    return done(
        Stream.concat(
                Stream.of("train", place.word("config.yaml"), "--json", "-o", place.word(output)),
                Arrays.stream(more))
            .toArray(String[]::new));
  }

  private byte[] model(String run) throws IOException {
    return Files.readAllBytes(place.path(run + "/model.zip"));
  }

  private List<Double> losses(String run) throws IOException {
    ObjectMapper json = new ObjectMapper();
    return Files.readAllLines(place.path(run + "/metrics.jsonl")).stream()
        .map(
            line -> {
              try {
                return json.readTree(line).path("loss").doubleValue();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .toList();
  }

  @Test
  void varied_images_are_learnt_from_and_a_run_goes_on_to_the_same_bytes() throws IOException {
    Run run = train("run", "--set", ALL);
    assertThat(json(run).at("/validation/accuracy").doubleValue()).isGreaterThan(0.8);
    train("half", "--set", ALL, "--set", "training.epochs=2");
    train("half", "--set", ALL, "--resume");
    assertThat(model("half")).isEqualTo(model("run"));
    train("plain");
    assertThat(losses("plain")).doesNotContainAnyElementsOf(losses("run"));
  }

  @Test
  void what_a_row_becomes_does_not_depend_on_the_batch_it_stands_in() throws IOException {
    train("once", "--set", ALL);
    train(
        "parts", "--set", ALL, "--set", "training.batch_size=2", "--set", "training.accumulate=4");
    List<Double> once = losses("once");
    List<Double> parts = losses("parts");
    for (int epoch = 0; epoch < once.size(); epoch++) {
      assertThat(parts.get(epoch)).isCloseTo(once.get(epoch), within(1e-3));
    }
  }

  @Test
  void frozen_layers_see_varied_images_too() throws IOException {
    train("run");
    place.write(
        "finetune.yaml",
        """
        from: '%s'
        data: {train: '%s', label: class, validation_split: 0.2}
        training: {epochs: 3, batch_size: 8, augmentation: {shift: 0.1, noise: 0.1}}
        output: '%s'
        """
            .formatted(place.word("run"), place.word("photos"), place.word("tuned")));
    done("finetune", place.word("finetune.yaml"));
    done(
        "finetune",
        place.word("finetune.yaml"),
        "-o",
        place.word("computed"),
        "--set",
        "finetune.cache_features=false");
    assertThat(losses("computed")).isEqualTo(losses("tuned"));
    done(
        "finetune",
        place.word("finetune.yaml"),
        "-o",
        place.word("plain"),
        "--set",
        "training.augmentation=null");
    assertThat(losses("plain")).doesNotContainAnyElementsOf(losses("tuned"));
  }

  @Test
  void a_page_shows_images_as_they_are_and_as_they_are_varied() throws IOException {
    Path page = place.path("page.html");
    Run run = done("check", place.word("config.yaml"), "--preview", page.toString(), "--set", ALL);
    assertThat(run.err()).contains("images are shown in " + page);
    String html = Files.readString(page);
    assertThat(html)
        .contains("as epochs 1 to 6 see it")
        .contains("shift 0.1, rotate 10, scale 0.1, flip both")
        .contains("<bdi>flat</bdi>", "<bdi>up</bdi>")
        .doesNotContain("http://", "<script");
    List<String> images =
        Pattern.compile("data:image/png;base64,([^\"]+)\"")
            .matcher(html)
            .results()
            .map(found -> found.group(1).replace("&#x3D;", "="))
            .toList();
    assertThat(images).hasSize(12 * 7);
    // The first image is that of the first training row of the class flat, in its own size.
    BufferedImage shown =
        ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(images.get(0))));
    Matcher row = Pattern.compile("photos:([0-9]+), image").matcher(html);
    assertThat(row.find()).isTrue();
    int line = Integer.parseInt(row.group(1)); // of the files in their order
    Path original;
    try (Stream<Path> all = Files.list(place.path("photos/flat"))) {
      original = all.sorted().skip(line - 1L).findFirst().orElseThrow();
    }
    BufferedImage file = ImageIO.read(original.toFile());
    for (int i = 0; i < 144; i++) {
      assertThat(shown.getRaster().getSample(i % 12, i / 12, 0))
          .isEqualTo(file.getRaster().getSample(i % 12, i / 12, 0));
    }
    assertThat(images.get(1)).isNotEqualTo(images.get(0)).isNotEqualTo(images.get(2));

    done("check", place.word("config.yaml"), "--preview", page.toString());
    assertThat(Files.readString(page)).contains("They are not varied").doesNotContain("epochs 1");
    place.write("table.csv", "x,label\n" + "1,a\n2,b\n".repeat(20));
    Run refused =
        Run.of(
            "check",
            place.word("config.yaml"),
            "--preview",
            page.toString(),
            "--set",
            "data={train: '" + place.word("table.csv") + "', label: label}",
            "--set",
            "model.layers=[]");
    assertThat(refused.exit()).isEqualTo(3);
    assertThat(refused.err()).contains("--preview shows images, and no column holds any; expected");
  }

  @Test
  void the_surest_mistakes_of_a_report_are_seen() throws IOException {
    train("run", "--set", "training.epochs=1", "--set", "training.optimizer.learning_rate=1e-6");
    assertThat(Files.readString(place.path("run/report.html")))
        .contains("<img src=\"data:image/png;base64,");
  }

  @Test
  void pixel_columns_are_varied_and_rows_without_images_are_refused() throws IOException {
    StringBuilder pixels = new StringBuilder("a,b,c,d,e,f,g,h,i,label\n");
    for (int i = 0; i < 40; i++) {
      pixels.append("0,1,2,3,4,5,6,7,").append(i).append(i < 20 ? ",x\n" : ",y\n");
    }
    place.write("pixels.csv", pixels.toString());
    String[] words = {
      "check",
      place.word("config.yaml"),
      "--set",
      "data={train: '"
          + place.word("pixels.csv")
          + "', label: label, image: {height: 3, width: 3}}",
      "--set",
      "model.layers=[]",
      "--set",
      "training.augmentation.shift=0.1"
    };
    done(words);
    words[3] = "data={train: '" + place.word("pixels.csv") + "', label: label}";
    Run refused = Run.of(words);
    assertThat(refused.exit()).isEqualTo(3);
    assertThat(refused.err())
        .contains(
            "training.augmentation varies images, and no column holds any; expected IDX files,"
                + " data.image, a folder of images or a column of `type: image`: remove it");
  }
}
