package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code init MODEL NEWDATA}: a config that goes on from a model. */
final class InitModelTest {
  @TempDir private static Path folder;
  private static Workplace place;

  @BeforeAll
  static void train() throws IOException {
    place = Workplace.in(folder);
    done("train", place.word("config.yaml"), "--quiet");
  }

  private static Run done(String... words) {
    Run run = Run.of(words);
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  /** Rows of other classes than those that the model was trained on, by their letters. */
  private static String rows(String classes) {
    StringBuilder text = new StringBuilder("note,label,y,x\n");
    for (int i = 0; i < 90; i++) {
      char label = classes.charAt(i % classes.length());
      text.append("n").append(i % 7).append(',').append(label);
      text.append(',').append(label - 'a' + i % 5 / 10.0).append(',').append(i % 3).append('\n');
    }
    return text.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "abc | keep  | the same classes as the model's",
        "ab  | keep  | the model's classes, though 1 of them have no rows here; `data` drops these",
        "bcd | union | the model's classes and 1 new ones; `data` keeps those of the new rows alone",
        "xyz | data  | none of them is a class of the model, which gets a new head"
      })
  void the_classes_of_both_are_compared(String classes, String labels, String reason)
      throws IOException {
    place.write(classes + ".csv", rows(classes));
    String config = place.word(classes + ".yaml");
    Run run = done("init", place.word("run"), place.word(classes + ".csv"), "-o", config);
    assertThat(run.out()).contains("headtune finetune " + config);
    assertThat(Files.readString(Path.of(config)).lines().map(line -> line.replaceAll(" +#", " #")))
        .contains(
            "from: "
                + place.word("run")
                + " # 3 classes, 2 columns; their preprocessing is the"
                + " model's",
            " # not read by the model: 'note'",
            "  labels: " + labels + " # " + reason)
        .anyMatch(line -> line.startsWith("  label: label # "));
    done("check", config);
    done("finetune", config, "--quiet", "-o", place.word("tuned-" + classes));
  }

  @Test
  void the_result_may_be_json() throws IOException {
    Run run =
        Run.of(
            "init",
            place.word("run"),
            place.word("train.csv"),
            "-o",
            place.word("json.yaml"),
            "--json");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).contains("\"label\":\"label\"");
  }

  @Test
  void a_table_without_a_column_of_the_model_is_refused() throws IOException {
    place.write("lacks.csv", "x,label\n1,a\n2,b\n");
    Run run =
        Run.of("init", place.word("run"), place.word("lacks.csv"), "-o", place.word("lacks.yaml"));
    assertThat(run.exit()).isEqualTo(4);
    assertThat(run.err())
        .contains("lacks.csv:1: the model reads 'y', a column that this file does not have; it has")
        .contains("'x', 'label'");
    assertThat(place.path("lacks.yaml")).doesNotExist();
  }

  @Test
  void what_is_no_model_is_refused() {
    Run run =
        Run.of(
            "init", place.word("train.csv"), place.word("train.csv"), "-o", place.word("no.yaml"));
    assertThat(run.exit()).isEqualTo(5);
    assertThat(run.err()).contains("train.csv");
  }
}
