package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code init --interactive}: the questions, and what the answers do. */
final class InitInteractiveTest {
  @TempDir private Path folder;
  private Workplace place;

  @BeforeEach
  void write() throws IOException {
    place = new Workplace(folder);
    StringBuilder table = new StringBuilder("id,grade,verdict,size,kind\n");
    for (int i = 0; i < 60; i++) {
      int kind = i % 3;
      table.append(1000 + i).append(',').append(1 + i % 4).append(',').append("uvw".charAt(kind));
      table
          .append(',')
          .append(i * 37 % 59 / 7.0)
          .append(',')
          .append("abc".charAt(kind))
          .append('\n');
    }
    place.write("table.csv", table.toString());
  }

  private Run init(String answers, String... more) {
    String[] words = new String[5 + more.length];
    words[0] = "init";
    words[1] = place.word("table.csv");
    words[2] = "-o";
    words[3] = place.word("config.yaml");
    words[4] = "--interactive";
    System.arraycopy(more, 0, words, 5, more.length);
    return Run.withInput(answers, words);
  }

  private String config() throws IOException {
    return Files.readString(place.path("config.yaml"));
  }

  @Test
  void empty_answers_take_what_is_proposed() throws IOException {
    Run run = init("\n\n\n\n");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("Which column is the label? [kind] ")
        .contains("Column 'id' has another value in each row. Leave it out? [Y/n] ")
        .contains(
            "Column 'grade' holds 4 numbers from 1 to 4. Is more of it more (and no code for"
                + " something)? [Y/n] ")
        .contains(
            "Column 'verdict' tells the label of 100.00 % of the rows by itself. Leave it out?"
                + " [Y/n] ");
    assertThat(config())
        .contains("  label: kind ")
        .contains("    id: {type: ignore}")
        .contains("    grade: {type: numeric}")
        .contains("    verdict: {type: ignore}");
  }

  @Test
  void other_answers_change_what_is_written() throws IOException {
    Run run = init("size of it\nkind\nn\nperhaps\nno\nN\n");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("One of 'id', 'grade', 'verdict', 'size', 'kind': ")
        .contains("y or n? [Y/n] ");
    assertThat(config())
        .contains("    id: {type: numeric}")
        .contains("    grade: {type: categorical}")
        .contains("    verdict: {type: categorical}");
    assertThat(Run.of("check", place.word("config.yaml")).exit()).isZero();
  }

  @Test
  void a_label_that_is_named_is_not_asked_for() throws IOException {
    Run run = init("\n\n\n", "--label", "verdict");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).doesNotContain("Which column is the label?");
    assertThat(config()).contains("  label: verdict ");
  }

  @Test
  void an_input_that_ends_is_refused_and_nothing_is_written() {
    Run run = init("kind\n");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .contains("--interactive: the input ended before this question was answered");
    assertThat(place.path("config.yaml")).doesNotExist();
  }
}
