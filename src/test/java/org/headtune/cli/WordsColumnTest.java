package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts as sequences of words, through the commands: the label is told by their order alone. */
final class WordsColumnTest {
  private static final String[] FILLERS = "the of a very quite film book it was and so".split(" ");

  @TempDir private Path folder;
  private Workplace place;

  private static String table(int rows, long seed) {
    Random random = new Random(seed);
    return Stream.generate(() -> row(random))
        .limit(rows)
        .collect(Collectors.joining("\n", "text,label\n", "\n"));
  }

  /** Two words far from each other, one of them first. */
  private static String row(Random random) {
    boolean first = random.nextBoolean();
    StringBuilder text = new StringBuilder();
    text.append(fillers(random)).append(first ? "Good " : "bad ");
    text.append(fillers(random)).append(fillers(random)).append(first ? "bad" : "good");
    return text.append(' ').append(fillers(random)).append(first ? ",up" : ",down").toString();
  }

  private static String fillers(Random random) {
    return random
        .ints(2 + random.nextInt(3), 0, FILLERS.length)
        .mapToObj(i -> FILLERS[i] + " ")
        .collect(Collectors.joining());
  }

  @BeforeEach
  void write() throws IOException {
    place = new Workplace(folder);
    place.write("train.csv", table(600, 1));
    place.write("test.csv", table(200, 2));
    place.write(
        "config.yaml",
        """
        data:
          train: '%s'
          test: '%s'
          label: label
          columns: {text: {type: words, words: {vector: 12, length: 40}}}
        model: {layers: [lstm: {units: 16}]}
        training: {epochs: 12, batch_size: 16, optimizer: {learning_rate: 0.01}}
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
  void the_order_of_words_tells_the_label() throws IOException {
    Run run = done("train", place.word("config.yaml"), "--json", "--quiet");
    assertThat(json(run).at("/test/accuracy").doubleValue()).isGreaterThan(0.97);
    assertThat(done("inspect", place.word("run")).out())
        .contains("words   words")
        .contains(
            "12 numbers for each word in lower case: the vector of one of 13, or that of all");

    place.write(
        "rows.csv",
        "text\nthe film GOOD it was very bad and\n\"the film, bad of it was very good so\"\n\nunheard\n,\n");
    String[] labels =
        done("predict", place.word("run"), place.word("rows.csv"), "--on-error=null")
            .out()
            .lines()
            .map(line -> line.split(",", -1)[0])
            .toArray(String[]::new);
    assertThat(labels).startsWith("label", "up", "down");
    JsonNode explained =
        json(
            done(
                "predict",
                place.word("run"),
                place.word("rows.csv"),
                "--explain=9",
                "--format=jsonl",
                "--on-error=skip"));
    assertThat(explained.get("reasons").findValuesAsText("part"))
        .hasSize(8)
        .contains("good", "bad");
    done("evaluate", place.word("run"), place.word("test.csv"));
    done("explain", place.word("run"), place.word("test.csv"), "--repeats=2");
  }

  @Test
  void attention_over_words_is_trained_gone_on_with_and_tuned() throws IOException {
    String[] attention = {
      "--set",
      "model.layers=[lstm: {units: 12, output: steps}, self_attention: {units: 12},"
          + " global_pool: {kind: max}]"
    };
    done(
        "train",
        place.word("config.yaml"),
        attention[0],
        attention[1],
        "--quiet",
        "-o",
        place.word("whole"));
    done(
        "train",
        place.word("config.yaml"),
        attention[0],
        attention[1],
        "--quiet",
        "--set",
        "training.epochs=5");
    done("train", place.word("config.yaml"), attention[0], attention[1], "--quiet", "--resume");
    assertThat(Files.readAllBytes(place.path("run").resolve("model.zip")))
        .isEqualTo(Files.readAllBytes(place.path("whole").resolve("model.zip")));

    place.write(
        "finetune.yaml",
        """
        from: '%s'
        data: {train: '%s', label: label}
        training: {epochs: 2, batch_size: 16}
        output: '%s'
        """
            .formatted(place.word("whole"), place.word("test.csv"), place.word("tuned")));
    Run tuned = done("finetune", place.word("finetune.yaml"), "--json", "--quiet");
    assertThat(json(tuned).at("/validation/accuracy").doubleValue()).isGreaterThan(0.9);
    done(
        "finetune",
        place.word("finetune.yaml"),
        "--set",
        "finetune.freeze=none",
        "--force",
        "--quiet");
  }

  @Test
  void longer_texts_are_cut_and_counted() {
    Run run =
        done(
            "check",
            place.word("config.yaml"),
            "--set",
            "data.columns.text.words.length=8",
            "--set",
            "data.columns.text.words.vocabulary=3");
    assertThat(run.err()).contains("sequences are longer than 8 steps and were cut there");
    assertThat(run.out()).contains("words   words").contains("8 steps of 12");
  }

  @Test
  void what_cannot_go_with_words_is_refused() throws IOException {
    Run layers =
        Run.of("check", place.word("config.yaml"), "--set", "model.layers=[dense: {units: 4}]");
    assertThat(layers.exit()).isEqualTo(3);
    assertThat(layers.err()).contains("dense does not work on a sequence, here of");
    Run other = Run.of("check", place.word("config.yaml"), "--set", "data.columns.text.type=text");
    assertThat(other.exit()).isEqualTo(3);
    assertThat(other.err()).contains("`type: words` beside it");
  }
}
