package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.headtune.artifact.ModelFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InspectTest {
  @TempDir Path folder;
  private Workplace place;

  @BeforeEach
  void setUp() throws IOException {
    place = Workplace.in(folder);
  }

  private String kept(String zip) throws IOException {
    try (InputStream in = ModelFile.class.getResourceAsStream(zip)) {
      Files.copy(in, place.path(zip));
    }
    return place.word(zip);
  }

  private static String shown(String... words) {
    Run run = Run.of(words);
    assertThat(run.exit()).as(run.err()).isZero();
    return run.out();
  }

  @Test
  void a_run_is_shown_with_everything_in_its_model() throws IOException {
    place.write(
        "train.csv",
        Workplace.table(60).replace(",y,", ",\"y\u001b[31m\",").replace(",a\n", ",A\u202e\n"));
    place.config("train.csv", "dense: {units: 5}");
    String run = place.trained();
    Path zip = Path.of(run, "model.zip");

    String text = shown("inspect", run);

    assertThat(text)
        .contains(Workplace.sha256(zip))
        .contains("3: A\\u202E, b, c")
        .containsPattern("dense_1 +dense +relu +5 +15")
        .containsPattern("head +softmax +3 +18")
        .containsPattern("sum +33")
        .containsPattern("y\\\\u001B\\[31m +numeric +1 +fail +\\(x - [-0-9.]+\\) / [0-9.]+")
        .containsPattern("accuracy +[01]\\.[0-9]{4}")
        .contains(Workplace.sha256(place.path("train.csv")))
        .contains("coefficients.bin")
        .doesNotContain("\u001b", "\u202e");
  }

  @Test
  void the_json_holds_the_same() throws IOException {
    Path zip = Path.of(place.trained(), "model.zip");
    JsonNode json = new ObjectMapper().readTree(shown("inspect", "--json", zip.toString()));

    assertThat(json.path("kind").asText()).isEqualTo("model");
    assertThat(json.path("sha256").asText()).isEqualTo(Workplace.sha256(zip));
    assertThat(json.path("bytes").asLong()).isEqualTo(Files.size(zip));
    assertThat(json.path("parameters").asLong()).isEqualTo(9);
    assertThat(json.path("card").path("columns").path("columns").path(0).path("kind").asText())
        .isEqualTo("numeric");
    assertThat(json.path("entries").findValuesAsText("name"))
        .containsExactly("configuration.json", "coefficients.bin", "headtune/model.json");
    assertThat(json.path("ancestors").isEmpty()).isTrue();
  }

  @Test
  void a_checkpoint_tells_where_its_training_stood() throws IOException {
    assertThat(shown("inspect", kept("golden-2-checkpoint.zip")))
        .contains("checkpoint of Headtune 0.1.0, format 2")
        .containsPattern("epoch +2")
        .contains("updaterState.bin", "headtune/training.json", "headtune/best.bin");
  }

  @Test
  void a_zip_of_plain_deeplearning4j_is_shown_as_what_it_is() throws IOException {
    assertThat(shown("inspect", kept("plain-sequence.zip")))
        .contains("plain Deeplearning4j, without columns and classes")
        .containsPattern("conv2d_1 +conv2d +relu +2x4x4 +20")
        .containsPattern("max_pool_2 +max_pool +2x2x2 +0")
        .containsPattern("sum +91")
        .containsPattern("updaterState.bin +809 +not unpacked");
  }

  @Test
  void what_is_no_model_is_refused() throws IOException {
    Run run = Run.of("inspect", place.word("train.csv"));
    assertThat(run.exit()).isEqualTo(5);
    assertThat(run.err()).contains("is a text file; a model.zip or run folder");
    assertThat(Run.of("inspect", place.word("nothing.zip")).exit()).isEqualTo(5);
  }
}
