package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code check --suspects}: labels that models do not believe which have not seen them. */
final class LabelSuspectsTest {
  private static final int ROWS = 150;

  @TempDir private Path folder;

  private final List<String> wrong = new ArrayList<>();
  private Workplace place;

  /** Three classes far from each other, in two files, some with a wrong label; a fourth is rare. */
  @BeforeEach
  void write() throws IOException {
    place = new Workplace(folder);
    Random random = new Random(7);
    for (String name : List.of("part-1.csv", "part-2.csv")) {
      StringBuilder text = new StringBuilder("label,note,x\n");
      for (int i = 0; i < ROWS; i++) {
        int k = i % 3;
        boolean other = i % 31 == 5;
        text.append("abc".charAt(other ? (k + 1) % 3 : k));
        text.append(String.format(Locale.ROOT, ",<i>%d,%.3f%n", i, 6 * k + random.nextGaussian()));
        if (other) {
          wrong.add(place.word(name) + ":" + (i + 2));
        }
      }
      place.write(name, text + "rare,r,0\nrare,r,6\n");
    }
    config(
        "",
        "data: {train: '%s', label: label, validation_split: 0, columns: {note: {type: ignore}}}");
  }

  private void config(String first, String data) throws IOException {
    place.write(
        "config.yaml",
        first
            + data.formatted(place.word("part-*.csv"))
            + """

            training: {epochs: 20, batch_size: 16, optimizer: {type: adam, learning_rate: 0.05}}
            output: '%s'
            """
                .formatted(place.word("run"))
            + (first.isEmpty() ? "model: {layers: []}\n" : ""));
  }

  private Run check(String... more) {
    List<String> words = new ArrayList<>(List.of("check", place.word("config.yaml")));
    words.addAll(List.of(more));
    return Run.of(words.toArray(String[]::new));
  }

  private static JsonNode json(Run run) throws IOException {
    assertThat(run.exit()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }

  @Test
  void the_rows_with_another_label_are_found_and_hardly_one_is_missed() throws IOException {
    JsonNode found = json(check("--suspects", "--json")).path("suspects");
    List<String> places = new ArrayList<>();
    for (JsonNode one : found.path("listed")) {
      places.add(one.path("place").path("file").asText() + ":" + one.path("place").path("line"));
      int k = Integer.parseInt(one.path("cells").asText().replaceAll("<i>([0-9]+),.*", "$1")) % 3;
      assertThat(one.path("suggested").asText()).isEqualTo("abc".substring(k, k + 1));
      assertThat(one.path("label").asText()).isEqualTo("abcabc".substring(k + 1, k + 2));
      assertThat(one.path("probability").asDouble()).isGreaterThan(one.path("of_label").asDouble());
    }
    assertThat(wrong).hasSize(10).containsAll(places);
    assertThat(places).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(9);
    assertThat(found.path("rows").asInt()).isEqualTo(2 * ROWS + 4);
    assertThat(found.path("suspects").asInt()).isEqualTo(places.size());
    assertThat(json(check("--suspects", "--json")).path("suspects")).isEqualTo(found);
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void they_stand_in_the_text_and_on_the_page_and_nowhere_unless_asked_for() throws IOException {
    Run run = check("--suspects", "--html", place.word("data.html"));
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).contains("9 of 304 training rows bear a label that", "4 models");
    assertThat(run.out())
        .containsPattern("suspect label +probability +rather +probability +cells\n")
        .contains(wrong.get(1));
    assertThat(Files.readString(folder.resolve("data.html")))
        .contains("<h2>Suspect labels</h2>", "&lt;i&gt;36, ", "Northcutt", wrong.get(1))
        .doesNotContain("<i>");
    Run plain = check("--html", place.word("data.html"));
    assertThat(plain.out()).doesNotContain("suspect");
    assertThat(Files.readString(folder.resolve("data.html"))).doesNotContain("Suspect");
  }

  @Test
  void what_cannot_be_judged_is_refused() throws IOException {
    config("from: 'nowhere.zip'\n", "data: {train: '%s', label: label}");
    Run from = check("--suspects");
    assertThat(from.exit()).isEqualTo(3);
    assertThat(from.err())
        .contains("config.yaml:1:1: --suspects judges rows by models that have not seen them");
    place.write(
        "config.yaml",
        """
        data: {train: '%s', label: label, label_separator: ';'}
        model: {layers: [], head: {type: sigmoid}}
        output: '%s'
        """
            .formatted(place.word("part-*.csv"), place.word("run")));
    Run several = check("--suspects");
    assertThat(several.exit()).isEqualTo(3);
    assertThat(several.err()).contains("--suspects judges labels of one class");
  }

  @Test
  void numbers_that_run_away_are_told() {
    Run run = check("--suspects", "--set", "training.optimizer={type: sgd, learning_rate: 1e38}");
    assertThat(run.exit()).isEqualTo(6);
    assertThat(run.err()).contains("the training for --suspects diverged", "learning_rate");
  }
}
