package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A learning rate is suggested, and nothing is written. */
final class LearningRateFinderTest {
  @TempDir private Path folder;
  private Workplace place;

  @BeforeEach
  void setUp() throws IOException {
    place = Workplace.in(folder);
  }

  private Run find(String command, String config, String... settings) throws IOException {
    List<String> words = new ArrayList<>(List.of(command, config, "--lr-finder"));
    for (String setting : settings) {
      words.addAll(setting.startsWith("-") ? List.of(setting) : List.of("--set", setting));
    }
    Map<String, String> before = Workplace.tree(folder);
    Run run = Run.of(words.toArray(String[]::new));
    assertThat(Workplace.tree(folder)).isEqualTo(before);
    return run;
  }

  private Run digits(String... settings) throws IOException {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("output=" + place.word("none"));
    return find("train", "configs/digits.yaml", all.toArray(String[]::new));
  }

  private static JsonNode json(Run run) throws IOException {
    assertThat(run.exit()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }

  @Test
  void the_rate_for_digits_is_sensible_and_always_the_same() throws IOException {
    Run run = digits("--json");
    JsonNode json = json(run);
    assertThat(json.at("/suggestion/steepest").asDouble()).isBetween(5e-4, 1e-2);
    assertThat(json.at("/suggestion/tenth_of_lowest").asDouble()).isBetween(2e-3, 5e-3);
    assertThat(json.at("/end").asText()).isEqualTo("loss_burst");
    assertThat(json.at("/points").size()).isBetween(60, 100);
    assertThat(digits("--json").out()).isEqualTo(run.out());
  }

  /** Of convolutions the loss falls early and slowly, and small networks fall late. */
  @ParameterizedTest
  @CsvSource({"digits-cnn, 0.001, 0.006", "digits-rnn, 0.0008, 0.005", "iris, 0.005, 0.04"})
  void the_rate_of_a_shipped_config_is_near_the_one_that_it_has(
      String config, double lowest, double highest) throws IOException {
    for (int seed : new int[] {42, 1}) {
      Run run =
          find(
              "train",
              "configs/" + config + ".yaml",
              "--json",
              "output=" + place.word("none"),
              "training.seed=" + seed);
      assertThat(json(run).at("/suggestion/tenth_of_lowest").asDouble()).isBetween(lowest, highest);
    }
  }

  /** The rate that is set is a unit only; a schedule and its warm-up count for nothing. */
  @Test
  void the_present_rate_and_the_schedule_do_not_matter() throws IOException {
    double plain = json(digits("--json")).at("/suggestion/steepest").asDouble();
    JsonNode other =
        json(
            digits(
                "--json",
                "training.optimizer.learning_rate=0.5",
                "training.schedule={type: cosine, warmup: 2 epochs}"));
    assertThat(other.at("/suggestion/steepest").asDouble()).isEqualTo(plain);
    assertThat(other.at("/learning_rate").asDouble()).isEqualTo(0.5);
  }

  @Test
  void a_curve_and_the_line_to_set_are_printed() throws IOException {
    Run run = digits("training.optimizer.type=sgd");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("smoothed loss", " +-----")
        .containsPattern(
            "the loss falls fastest at [0-9.]+; a tenth of the rate where it is lowest")
        .containsPattern("\ntraining.optimizer.learning_rate: [0-9.]+\n$");
  }

  @Test
  void a_network_that_starts_from_another_has_a_rate_too() throws IOException {
    place.config("train.csv", "dense: {units: 5, activation: relu}");
    place.trained();
    String renamed = Workplace.table(60).replace(",a\n", ",d\n").replace(",b\n", ",e\n");
    place.write("new.csv", renamed.replace(",c\n", ",f\n"));
    String config =
        place
            .write(
                "finetune.yaml",
                """
                from: '%s'
                data: {train: '%s', label: label}
                finetune: {freeze: none, layer_decay: 0.5}
                training: {batch_size: 16}
                output: '%s'
                """
                    .formatted(place.word("run"), place.word("new.csv"), place.word("tuned")))
            .toString();
    JsonNode json = json(find("finetune", config, "--json"));
    assertThat(json.at("/points").size()).isGreaterThan(50);
    assertThat(json.at("/suggestion/steepest").asDouble()).isBetween(1e-4, 1.0);
  }

  @Test
  void labels_by_lot_suggest_nothing() throws IOException {
    StringBuilder table = new StringBuilder("x,label\n");
    for (int i = 0; i < 64; i++) {
      table.append("1,").append(i % 2 == 0 ? 'a' : 'b').append('\n');
    }
    place.write("train.csv", table.toString());
    Run run = find("train", place.word("config.yaml"), "data.columns.x.type=numeric");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("the loss does not fall clearly at any rate, so none is suggested")
        .doesNotContain("training.optimizer.learning_rate");
  }

  @Test
  void what_has_no_learning_rate_or_no_network_is_refused() throws IOException {
    Run adadelta = digits("training.optimizer={type: adadelta}");
    assertThat(adadelta.exit()).isEqualTo(3);
    assertThat(adadelta.err())
        .contains(
            "adadelta finds its own step size, so there is no learning rate for --lr-finder to find;"
                + " choose another optimizer, or train without --lr-finder\n");
    Run fresh = find("finetune", place.word("config.yaml"));
    assertThat(fresh.exit()).isEqualTo(3);
    assertThat(fresh.err()).contains("names no model to start from");
    Run other = find("train", "configs/digits-finetune.yaml");
    assertThat(other.exit()).isEqualTo(3);
    assertThat(other.err()).contains("run `headtune finetune` with this config");
  }
}
