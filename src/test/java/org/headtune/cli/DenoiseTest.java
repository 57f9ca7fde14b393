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

/** A network that learns from rows without labels, and the head that it is given afterwards. */
final class DenoiseTest {
  @TempDir private Path folder;
  private Workplace place;

  @BeforeEach
  void write() throws IOException {
    place = new Workplace(folder);
    place.write("rows.csv", table(1200, 1, false));
    place.write("few.csv", table(40, 2, true));
    place.write(
        "pretrain.yaml",
        """
        data: {train: '%s', validation_split: 0.3}
        model: {layers: [{dense: {units: 16}}]}
        training: {epochs: 30, batch_size: 32, optimizer: {learning_rate: 0.01}, objective: {type: denoise}}
        output: '%s'
        """
            .formatted(place.word("rows.csv"), place.word("run")));
    place.write(
        "head.yaml",
        """
        from: '%s'
        data: {train: '%s', label: label, validation_split: 0}
        training: {epochs: 20, optimizer: {learning_rate: 0.05}}
        output: '%s'
        """
            .formatted(place.word("run"), place.word("few.csv"), place.word("head")));
  }

  /** Two numbers and a category that all follow from one of three hidden kinds. */
  private static String table(int rows, long seed, boolean labelled) {
    Random random = new Random(seed);
    StringBuilder table = new StringBuilder("a,b,c" + (labelled ? ",label\n" : "\n"));
    for (int i = 0; i < rows; i++) {
      int kind = random.nextInt(3);
      table.append(
          String.format(
              Locale.ROOT,
              "%.3f,%.3f,%s%s\n",
              kind + 0.1 * random.nextGaussian(),
              (kind == 1 ? 2 : 0) + 0.1 * random.nextGaussian(),
              new String[] {"x", "y", "z"}[kind],
              labelled ? ",kind" + kind : ""));
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

  @Test
  void rows_teach_what_their_cells_have_to_do_with_each_other() throws IOException {
    Run run = done("train", place.word("pretrain.yaml"), "--json");

    JsonNode metrics = json(run);
    assertThat(metrics.at("/validation/loss").doubleValue()).isLessThan(0.2);
    // Of the swapped categories, two of three are others; the numbers beside them tell.
    assertThat(metrics.at("/validation/accuracy").doubleValue()).isGreaterThan(0.94);
    assertThat(metrics.at("/validation/perplexity").isNumber()).isFalse();
    assertThat(run.err())
        .contains("840 training, 360 validation, 0 test rows; 3 columns in, no labels (denoise)");
    assertThat(Files.exists(place.path("run/confusion.csv"))).isFalse();
    assertThat(Files.readString(place.path("run/report.html")))
        .contains("no labels (denoise)", "reconstruction");
  }

  @Test
  void a_head_is_put_on_what_was_learnt() throws IOException {
    done("train", place.word("pretrain.yaml"));

    Run run = done("finetune", place.word("head.yaml"), "--set", "training.batch_size=8");

    assertThat(run.err())
        .contains("dense_1  dense        16         112  copied          frozen")
        .contains("classes kept: none; added: kind0, kind1, kind2; dropped: none");
    assertThat(
            json(done("evaluate", place.word("head"), place.word("few.csv"), "--json"))
                .at("/test/accuracy")
                .doubleValue())
        .isGreaterThan(0.9);
  }

  @Test
  void it_is_known_that_there_are_no_classes() throws IOException {
    done("train", place.word("pretrain.yaml"));
    String model = place.word("run");

    assertThat(done("inspect", model).out())
        .contains("none: it has learnt without labels (denoise)", "reconstruction");
    for (String command : new String[] {"predict", "evaluate", "explain", "calibrate"}) {
      Run run = Run.of(command, model, place.word("few.csv"));
      assertThat(run.exit()).isEqualTo(5);
      assertThat(run.err())
          .isEqualTo(
              "error: "
                  + place.word("run/model.zip")
                  + ": has learnt without labels (denoise) and knows no classes; give it a head with"
                  + " `headtune finetune` first, by a config with `from` and labelled rows\n");
    }
    Run keep = Run.of("finetune", place.word("head.yaml"), "--set", "finetune.labels=keep");
    assertThat(keep.exit()).isEqualTo(3);
    assertThat(keep.err())
        .contains(
            "finetune.labels is keep, but the model that training starts from has no classes");
  }

  @Test
  void labels_are_not_suspected_where_there_are_none() {
    Run run = Run.of("check", place.word("pretrain.yaml"), "--suspects");
    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err())
        .contains(
            "--suspects judges labels, which this objective does without; expected the objective");
  }

  @Test
  void a_single_row_cannot_be_split() throws IOException {
    place.write("rows.csv", "a,b\n1,2\n");
    Run run = Run.of("train", place.word("pretrain.yaml"));
    assertThat(run.exit()).isEqualTo(4);
    assertThat(run.err())
        .isEqualTo(
            "error: "
                + place.word("rows.csv")
                + ": 1 row cannot be split: each of the 2 parts needs one; add rows, or set the split"
                + " to 0\n");
  }

  @Test
  void a_label_that_is_named_is_no_input() throws IOException {
    Run run =
        done(
            "check",
            place.word("pretrain.yaml"),
            "--set",
            "data.train=" + place.word("few.csv"),
            "--set",
            "data.label=label");

    assertThat(run.out())
        .contains("label   label             0")
        .contains("head     reconstruction");
  }
}
