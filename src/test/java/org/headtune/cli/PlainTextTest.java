package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of plain text, through the commands. */
final class PlainTextTest {
  private static final String[] WORDS = "one sea and two seas under a grey sky".split(" ");

  @TempDir private Path folder;
  private Workplace place;

  @BeforeEach
  void write() throws IOException {
    place = new Workplace(folder);
    place.write("a.txt", text(60, 1));
    place.write("b.txt", text(60, 2));
    place.write("held.md", text(20, 3));
    place.write(
        "config.yaml",
        """
        data:
          train: '%s'
          validation: '%s'
          documents: {from: line, split: 40}
          columns: {text: {type: tokens, tokens: {vocabulary: 290, length: 20}}}
        model: {transformer: {layers: 1, width: 8, heads: 2, length: 20, dropout: 0}}
        training: {epochs: 4, batch_size: 16, objective: {type: next_token}}
        output: '%s'
        """
            .formatted(place.word("?.txt"), place.word("held.md"), place.word("run")));
  }

  /** Each tenth line is blank. */
  private static String text(int lines, long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= lines; i++) {
      for (int k = 0; i % 10 > 0 && k < 3 + random.nextInt(12); k++) {
        text.append(k > 0 ? " " : "").append(WORDS[random.nextInt(WORDS.length)]);
      }
      text.append(i % 2 == 0 ? "\r\n" : "\n");
    }
    return text.toString();
  }

  private static Run done(String... words) {
    Run run = Run.of(words);
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  @Test
  void a_language_model_is_trained_on_several_files_and_gone_on_with() throws IOException {
    String config = place.word("config.yaml");
    Run whole = done("train", config, "-o", place.word("whole"));
    assertThat(whole.err())
        .contains("?.txt: 12 blank documents left out")
        .contains("held.md: 2 blank documents left out");
    assertThat(done("inspect", place.word("whole")).out())
        .contains("rows of plain text: each line, in parts of 40 characters");
    done("train", config, "--quiet", "--set", "training.epochs=2");
    done("train", config, "--quiet", "--resume");
    assertThat(Files.readAllBytes(place.path("run").resolve("model.zip")))
        .isEqualTo(Files.readAllBytes(place.path("whole").resolve("model.zip")));
  }

  @Test
  void what_has_no_labels_is_no_task_for_a_classifier() {
    Run run =
        Run.of("train", place.word("config.yaml"), "--set", "training.objective={type: classify}");
    assertThat(run.exit()).isEqualTo(4);
    assertThat(run.err())
        .contains("a.txt: this is plain text, which has no labels to learn")
        .contains("set training.objective to next_token or masked_tokens");
  }

  @Test
  void blank_files_alone_are_told() throws IOException {
    place.write("a.txt", "\n \n");
    place.write("b.txt", "");
    Run run = Run.of("check", place.word("config.yaml"));
    assertThat(run.exit()).isEqualTo(4);
    assertThat(run.err()).contains("no data rows");
  }
}
