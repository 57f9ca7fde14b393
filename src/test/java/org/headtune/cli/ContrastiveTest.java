package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network that learns which views are of the same row, and the head that it is given then. */
final class ContrastiveTest {
  @TempDir private Path folder;
  private Workplace place;

  @BeforeEach
  void write() throws IOException {
    place = new Workplace(folder);
    place.write("rows.csv", table(900, 1, false));
    place.write("few.csv", table(40, 2, true));
    place.write(
        "pretrain.yaml",
        """
        data: {train: '%s', validation_split: 0.3}
        model: {layers: [{dense: {units: 16}}]}
        training:
          epochs: 10
          batch_size: 64
          optimizer: {learning_rate: 0.01}
          objective: {type: contrastive, projection: 8, swap: 0.3}
        output: '%s'
        """
            .formatted(place.word("rows.csv"), place.word("run")));
    place.write(
        "head.yaml",
        """
        from: '%s'
        data: {train: '%s', label: label, validation_split: 0}
        training: {epochs: 20, batch_size: 8, optimizer: {learning_rate: 0.05}}
        output: '%s'
        """
            .formatted(place.word("run"), place.word("few.csv"), place.word("head")));
  }

  /** Six numbers that all follow from one of three hidden kinds. */
  private static String table(int rows, long seed, boolean labelled) {
    Random random = new Random(seed);
    StringBuilder table = new StringBuilder("a,b,c,d,e,f" + (labelled ? ",label\n" : "\n"));
    for (int i = 0; i < rows; i++) {
      int kind = random.nextInt(3);
      for (int k = 0; k < 6; k++) {
        double mean = (kind + k) % 3 == 0 ? 2 : 0;
        table.append(
            String.format(
                Locale.ROOT, "%s%.3f", k == 0 ? "" : ",", mean + 0.5 * random.nextGaussian()));
      }
      table.append(labelled ? ",kind" + kind + "\n" : "\n");
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

  private static Run refused(String... words) {
    Run run = Run.of(words);
    assertThat(run.exit()).as(run.err()).isEqualTo(3);
    return run;
  }

  @Test
  void views_of_a_row_are_found_among_those_of_others() throws IOException {
    Run run = done("train", place.word("pretrain.yaml"), "--json");

    JsonNode metrics = json(run);
    // 67 or 68 rows are judged together: among as many views, one by chance.
    assertThat(metrics.at("/validation/loss").doubleValue()).isLessThan(Math.log(133) - 0.5);
    assertThat(metrics.at("/validation/accuracy").doubleValue()).isGreaterThan(0.1);
    assertThat(metrics.at("/validation/perplexity").doubleValue())
        .isEqualTo(Math.exp(metrics.at("/validation/loss").doubleValue()));
    assertThat(run.err())
        .contains(
            "630 training, 270 validation, 0 test rows; 6 columns in, no labels (contrastive)")
        .contains("320 parameters in 3 layers");
    assertThat(Files.readString(place.path("run/report.html")))
        .contains("no labels (contrastive)", "projection");
  }

  @Test
  void the_projection_goes_when_a_head_is_put_on() throws IOException {
    done("train", place.word("pretrain.yaml"));

    assertThat(done("inspect", place.word("run")).out())
        .contains("none: it has learnt without labels (contrastive)")
        .containsPattern("projection +dense +relu +8 +136")
        .containsPattern("head +projection +8 +72");
    Run run = done("finetune", place.word("head.yaml"));
    assertThat(run.err())
        .contains("dense_1  dense        16         112  copied          frozen")
        .doesNotContain("projection");
    assertThat(
            json(done("evaluate", place.word("head"), place.word("few.csv"), "--json"))
                .at("/test/accuracy")
                .doubleValue())
        .isGreaterThan(0.9);
  }

  @Test
  void a_network_without_layers_of_its_own_leaves_the_row() {
    done("train", place.word("pretrain.yaml"), "--set", "model.layers=[]");

    Run run = done("finetune", place.word("head.yaml"));

    assertThat(run.err()).containsPattern("head +softmax +3 +21");
  }

  @Test
  void images_are_seen_twice() throws IOException {
    StringBuilder table = new StringBuilder();
    Random random = new Random(3);
    for (int i = 0; i <= 200; i++) {
      for (int k = 0; k < 36; k++) {
        int light = k % 6 < 3 == i % 2 > 0 ? 200 : 50;
        table.append(i == 0 ? "p" + k : "" + (light + random.nextInt(50)));
        table.append(k == 35 ? "\n" : ",");
      }
    }
    place.write("images.csv", table.toString());
    String[] settings = {
      place.word("pretrain.yaml"),
      "--set",
      "data.train=" + place.word("images.csv"),
      "--set",
      "data.image={height: 6, width: 6}",
      "--set",
      "model.layers=[{conv2d: {filters: 4, kernel: 3}}, batch_norm]",
      "--set",
      "training.epochs=2"
    };

    Run check = Run.of(words("check", settings, "--preview", place.word("preview.html")));
    assertThat(check.exit()).as(check.err()).isZero();
    assertThat(check.out()).contains("training.objective.augmentation.rotate");
    assertThat(Files.readString(place.path("preview.html"))).contains("as it is varied: shift");
    Run run = Run.of(words("train", settings, "--json"));
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(json(run).at("/validation/loss").doubleValue()).isPositive();
  }

  private static String[] words(String command, String[] settings, String... more) {
    String[] words = new String[settings.length + more.length + 1];
    words[0] = command;
    System.arraycopy(settings, 0, words, 1, settings.length);
    System.arraycopy(more, 0, words, settings.length + 1, more.length);
    return words;
  }

  @Test
  void what_has_nothing_to_compare_is_refused() throws IOException {
    place.write("one.csv", "a,b\n1,2\n");
    place.write("narrow.csv", "a\n1\n2\n3\n4\n5\n");

    assertThat(
            refused(
                    "check",
                    place.word("pretrain.yaml"),
                    "--set",
                    "data.train=" + place.word("one.csv"),
                    "--set",
                    "data.validation_split=0")
                .err())
        .contains(
            "pretrain.yaml:7:3: training.objective is contrastive, which tells the views of a row from"
                + " those of others, and there is one training row alone; expected 2 or more");
    assertThat(
            refused(
                    "check",
                    place.word("pretrain.yaml"),
                    "--set",
                    "data.train=" + place.word("narrow.csv"))
                .err())
        .contains(
            "training.objective is contrastive, which compares views of images, or of rows of two"
                + " columns or more, and there is neither; expected such data, or another"
                + " objective");
    assertThat(
            refused(
                    "check",
                    place.word("pretrain.yaml"),
                    "--set",
                    "model.layers=[]",
                    "--set",
                    "training.objective.projection=100000",
                    "--set",
                    "model.layers=[{dense: {units: 30000}}]")
                .err())
        .contains("projection brings the network to 3,000,310,000 parameters");
  }
}
